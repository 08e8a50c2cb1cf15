// Shape checks that the ops on batches of matrices share.
#pragma once
#include "ops/record.h"

namespace zeal {

// What LAPACK computes in.
inline constexpr DTypeSet kLapack = dtype_set(DType::Float32, DType::Float64) | kComplex;

inline void need_matrices(const InferContext& c, int i = 0) {
  if (ZEAL_UNLIKELY(c.shape(i).rank() < 2))
    c.fail("Input tensor ", i, " must have rank >= 2, got shape ", c.shape(i));
}

inline void need_square(const InferContext& c, int i = 0) {
  need_matrices(c, i);
  if (ZEAL_UNLIKELY(c.shape(i).back() != c.shape(i).back(2)))
    c.fail("Input matrix must be square, got shape ", c.shape(i));
}

// The shape rule of functions from square matrices to such.
inline void square_shape(InferContext& c) {
  need_square(c);
  c.out_like();
}

// The shape without its last `n` dimensions.
inline Shape batch_of(const Shape& s, int n = 2) {
  return Shape(s.dims().first(static_cast<size_t>(s.rank() - n)));
}

}  // namespace zeal
