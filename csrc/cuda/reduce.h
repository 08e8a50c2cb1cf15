// Reductions: how a kernel's threads find their elements, and the driver that starts it.
//
// Note [Reduction kernels]
// Adjacent axes that are both kept or both reduced are one. Three kernels for each op and dtype:
//   rows     the innermost axis is reduced: `lanes` threads share a result, and read neighbours
//   columns  the innermost axis is kept: neighbouring threads have neighbouring results, and
//   several
//            rows of them share the reduced elements
//   fold     the results from `parts` partial ones each, which the other two leave where few
//   results
//            come from many elements
// Which thread adds what depends on the extents alone: results are the same bits every time.
#pragma once
#include "core/dtype.h"
#include "cuda/index.h"
#include "dispatch/reduce.h"

namespace zeal::cuda {

inline constexpr uint32_t kReduceThreads = 256;

// Up to four extents of a kind, the innermost last, and how far apart their elements are.
struct Extents {
  int32_t rank = 0;
  uint32_t wide = 0;  // must indices be divided in 64 bits?
  FastDiv by[kMaxRank / 2];
  int64_t extent[kMaxRank / 2];
  int64_t stride[kMaxRank / 2];

  HOST_DEVICE int64_t place(int64_t i) const {
    if (rank <= 1) return rank ? i * stride[0] : 0;
    if (wide) return place_wide(i);
    int64_t at = 0;
    auto rest = static_cast<uint32_t>(i);
    for (int d = rank; d-- > 1;) {
      uint32_t c;
      rest = by[d].divide(rest, c);
      at += c * stride[d];
    }
    return at + rest * stride[0];
  }
  // Rare, and long code.
  ZEAL_OUTLINE HOST_DEVICE int64_t place_wide(int64_t i) const {
    int64_t at = 0;
    for (int d = rank; d-- > 1;) {
      at += i % extent[d] * stride[d];
      i /= extent[d];
    }
    return at + i * stride[0];
  }
};

struct ReduceArgs {
  const void* in;
  const void* ref;  // of results' places, where map() wants one
  void* out;        // results, or partial ones [parts, results]
  int64_t results, n;
  int64_t count;    // of elements to a result, for finish()
  int64_t part;     // reduced elements of one part
  uint32_t parts;   // more than one: leave partial results
  uint32_t lanes;   // rows: threads to a result; columns: threads side by side; powers of two
  uint32_t packed;  // are elements read as packs?
  int64_t width;    // columns: the innermost extent
  Extents kept, reduced;
};

// One op's kernels for one dtype. `rows` and `columns` take a ReduceArgs; `fold` takes one whose
// `in` is partial results.
struct ReduceKernels {
  const void *rows, *columns, *fold;
  int width;          // elements of a pack along rows
  int columns_width;  // columns of a thread
  int acc_size;
  bool ref;
};
struct ReduceTable {
  ReduceKernels of[kNumDTypes];
};

// How a reduction is cut; apart from each other for the tests.
// Fills in all but pointers and the cut; false: the innermost axis is kept.
bool plan_reduction(ReduceArgs& a, const Shape& shape, AxisMask mask);
// Are elements along the innermost axis whole packs of `width`, wherever they start?
bool is_packed(const ReduceArgs& a, int width, size_t size, bool rows);
// Both return how many blocks cover the results.
int64_t cut_rows(ReduceArgs& a, int width);
int64_t cut_columns(ReduceArgs& a, int width);

// Reduces `in` over the axes of `mask` into `out`; `ref` as in Note [Reduction loops].
void reduce(const KernelContext& k, const ReduceTable& table, const TensorImpl& in, AxisMask mask,
            void* out, const void* ref = nullptr);
// The kernel of every op that has identity() and combine() and no kernel of its own.
void reduce(KernelContext& k, const ReduceTable& table);

// The table of a reduction, for kernels that are made of reductions: reduce_table<op::Sum>().
template <class Op>
const ReduceTable& reduce_table();

}  // namespace zeal::cuda
