// Matrix products of row-major matrices: OpenBLAS for the big ones, our own kernels for the rest.
#pragma once
#include <complex>
#include <cstdint>

#include "core/macros.h"
#include "cpu/isa.h"

namespace zeal {

// c[m, n] = op(a)[m, k] op(b)[k, n], or c += with `accumulate`. op() transposes if ta (tb) is set;
// lda, ldb, ldc are the distances of rows as stored: a is [m, k], or [k, m] when ta. k == 0 gives
// zeros. Uses the thread pool when the work is worth it. What c holds is not read unless
// `accumulate`; c must not overlap a or b.
ZEAL_API void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda,
                   const float* b, int64_t ldb, float* c, int64_t ldc, bool accumulate);
ZEAL_API void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const double* a, int64_t lda,
                   const double* b, int64_t ldb, double* c, int64_t ldc, bool accumulate);
// conj_a (conj_b) takes the complex conjugate, with or without transposition.
ZEAL_API void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const std::complex<float>* a,
                   int64_t lda, const std::complex<float>* b, int64_t ldb, std::complex<float>* c,
                   int64_t ldc, bool accumulate, bool conj_a = false, bool conj_b = false);
ZEAL_API void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const std::complex<double>* a,
                   int64_t lda, const std::complex<double>* b, int64_t ldb, std::complex<double>* c,
                   int64_t ldc, bool accumulate, bool conj_a = false, bool conj_b = false);
// Integers wrap around.
ZEAL_API void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const int32_t* a, int64_t lda,
                   const int32_t* b, int64_t ldb, int32_t* c, int64_t ldc, bool accumulate);
ZEAL_API void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const int64_t* a, int64_t lda,
                   const int64_t* b, int64_t ldb, int64_t* c, int64_t ldc, bool accumulate);

// Picks the kernels' instruction set, and whether OpenBLAS may be used; for tests. At the start it
// is best_isa(), and OpenBLAS where it is found, unless the environment says ZEAL_OPENBLAS=0.
ZEAL_API void select_gemm(Isa isa, bool openblas);

}  // namespace zeal
