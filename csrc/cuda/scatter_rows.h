// Combines rows of a table with the updates that name them, in an order that never changes.
#pragma once
#include <cstdint>

#include "core/dtype.h"
#include "core/stream.h"
#include "dispatch/combine.h"

namespace zeal::cuda {

// table[row[u]] = combine(table[row[u]], updates[u]) for u = 0 ... n - 1, as zeal::scatter_rows
// does it on the host; a row of -1 is passed over. n is below 2^31. table: [rows, inner]; updates:
// [n, inner]; row: [n], each in [-1, rows)
void scatter_rows(Stream s, Combine combine, DType dtype, void* table, int64_t rows,
                  const void* updates, const int64_t* row, int64_t n, int64_t inner);

}  // namespace zeal::cuda
