// Combines rows with the rows of a table that indices name, in the order in which they come.
#pragma once
#include <cstdint>

#include "core/dtype.h"
#include "dispatch/combine.h"

namespace zeal {

// table[row[u]] = combine(table[row[u]], updates[u]) for u = 0, 1, … n - 1; a row of -1 is passed
// over. Sums of 16-bit floats are kept in float32 meanwhile. The result does not depend on how
// many threads there are.
// table: [rows, inner]; updates: [n, inner]; row: [n], each in [-1, rows)
void scatter_rows(Combine combine, DType dtype, void* table, int64_t rows, const void* updates,
                  const int64_t* row, int64_t n, int64_t inner);

}  // namespace zeal
