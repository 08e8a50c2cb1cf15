// OpenBLAS, loaded from beside this library when a kernel first wants it.
#pragma once
#include <cstdint>

#include "core/macros.h"

namespace zeal {

// The routines that we call, with the enumerators' values of cblas.h. Matrices are row-major.
struct Blas {
  enum Order : int { RowMajor = 101 };
  enum Trans : int { NoTrans = 111, Transposed = 112, ConjTrans = 113, ConjNoTrans = 114 };

  template <class T>
  using Gemm = void (*)(Order, Trans, Trans, int m, int n, int k, T alpha, const T* a, int lda,
                        const T* b, int ldb, T beta, T* c, int ldc);
  // Complex scalars are passed by address.
  using ComplexGemm = void (*)(Order, Trans, Trans, int m, int n, int k, const void* alpha,
                               const void* a, int lda, const void* b, int ldb, const void* beta,
                               void* c, int ldc);
  template <class T>
  using Gemv = void (*)(Order, Trans, int m, int n, T alpha, const T* a, int lda, const T* x,
                        int incx, T beta, T* y, int incy);

  Gemm<float> sgemm = nullptr;
  Gemm<double> dgemm = nullptr;
  ComplexGemm cgemm = nullptr, zgemm = nullptr;
  Gemv<float> sgemv = nullptr;
  Gemv<double> dgemv = nullptr;
  void* library = nullptr;  // for dlsym of what else is in there (LAPACK)
};

// Null when OpenBLAS is not to be found. It runs each call on the calling thread: gemm() shares
// work out over our own pool, so that there is one pool and one setting for its size.
ZEAL_API const Blas* blas();

}  // namespace zeal
