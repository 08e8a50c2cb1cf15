// LU decompositions of a batch by cuSOLVER, which several ops begin with.
#pragma once
#include "cuda/libraries/solver.h"
#include "cuda/linalg/pieces.h"

namespace zeal::cuda {

// LU decompositions of `batch` column-major n by n matrices in place.
template <class T>
void factor_all(Solver& l, int64_t batch, int64_t n, T* a, int64_t* pivots, int* info) {
  for (int64_t i = 0; i < batch; ++i) l.getrf(n, a + i * n * n, pivots + i * n, info + i);
}

}  // namespace zeal::cuda
