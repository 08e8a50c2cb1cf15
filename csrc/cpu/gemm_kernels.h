// Our own matrix product, compiled once per instruction set.
#pragma once
#include <cstdint>

#include "cpu/isa.h"

namespace zeal {

// See gemm() for what the fields mean; m, n and k are positive.
template <class T>
struct GemmArgs {
  bool ta, tb;
  int64_t m, n, k;
  const T* a;
  int64_t lda;
  const T* b;
  int64_t ldb;
  T* c;
  int64_t ldc;
  bool accumulate;
};

// Room for the panels of one thread's blocked product.
inline constexpr int64_t kGemmWorkspaceBytes = 2 << 20;

struct GemmKernels {
  // Without packing: for matrices that the innermost cache holds. Needs k * n <= kSmallB when tb.
  void (*small_f32)(const GemmArgs<float>&);
  void (*small_f64)(const GemmArgs<double>&);
  static constexpr int64_t kSmallB = 2048;
  // Any size, in blocks; `workspace` is aligned to 64 bytes.
  void (*blocked_f32)(const GemmArgs<float>&, void* workspace);
  void (*blocked_f64)(const GemmArgs<double>&, void* workspace);
  // y[i] (+)= sum over p of a[i, p] x[p], for i < m; y's elements are incy apart.
  void (*dots_f32)(int64_t m, int64_t k, const float* a, int64_t lda, const float* x, float* y,
                   int64_t incy, bool accumulate);
  void (*dots_f64)(int64_t m, int64_t k, const double* a, int64_t lda, const double* x, double* y,
                   int64_t incy, bool accumulate);
  void (*any_i32)(const GemmArgs<int32_t>&);
  void (*any_i64)(const GemmArgs<int64_t>&);
};

extern const GemmKernels gemm_kernels_baseline;
#ifdef ZEAL_X86
extern const GemmKernels gemm_kernels_avx2;
extern const GemmKernels gemm_kernels_avx512;
#endif

inline const GemmKernels& gemm_kernels(Isa isa) {
#ifdef ZEAL_X86
  if (isa == Isa::AVX512) return gemm_kernels_avx512;
  if (isa == Isa::AVX2) return gemm_kernels_avx2;
#endif
  (void)isa;
  return gemm_kernels_baseline;
}

}  // namespace zeal
