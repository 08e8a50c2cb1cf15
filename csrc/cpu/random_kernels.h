// The filling of tensors with random numbers, compiled once per instruction set.
#pragma once
#include "core/dtype.h"
#include "core/philox.h"
#include "cpu/isa.h"

namespace zeal {

// Each writes elements [begin, end) of the output at `out`; see Note [Philox].
struct RandomKernels {
  using Fill = void (*)(DType, const PhiloxState&, void* out, int64_t begin, int64_t end);
  Fill uniform;           // floats in [0, 1)
  Fill normal;            // floats
  Fill truncated_normal;  // floats
  Fill full_int;          // 32- and 64-bit integers
  // Integers in [lo, hi), lo < hi.
  void (*uniform_int)(DType, int64_t lo, int64_t hi, const PhiloxState&, void* out, int64_t begin,
                      int64_t end);
};

extern const RandomKernels random_kernels_baseline;
#ifdef ZEAL_X86
extern const RandomKernels random_kernels_avx2;
extern const RandomKernels random_kernels_avx512;
#endif

inline const RandomKernels& random_kernels(Isa isa) {
#ifdef ZEAL_X86
  if (isa == Isa::AVX512) return random_kernels_avx512;
  if (isa == Isa::AVX2) return random_kernels_avx2;
#endif
  (void)isa;
  return random_kernels_baseline;
}

}  // namespace zeal
