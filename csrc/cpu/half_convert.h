// Runs of 16-bit floats to float32 and back, and copies that leave the caches alone.
#pragma once
#include <cstdint>
#include <span>

#include "core/dtype.h"
#include "cpu/isa.h"
#include "dispatch/elementwise.h"

namespace zeal {

// Compiled once per instruction set (cpu/simd/move.cpp).
// An output of so many bytes is written past the caches: it would throw out of them all that they
// hold, and each line would be read before it is written.
inline constexpr int64_t kStreamBytes = 32 << 20;
// Such an output is computed in blocks of so many bytes. Larger ones would leave the memory without
// reads while a block is written: with 8 KB, an addition takes half as long again.
inline constexpr int64_t kStreamBlock = 1024;

struct MoveKernels {
  void (*widen_half)(const void* in, float* out, int64_t n);
  void (*widen_bfloat)(const void* in, float* out, int64_t n);
  void (*narrow_half)(const float* in, void* out, int64_t n);
  void (*narrow_bfloat)(const float* in, void* out, int64_t n);
  // Copies past the caches; `out` on a 64-byte border. A thread's last one must be followed by
  // fence(), before others may read.
  void (*stream)(const void* in, void* out, int64_t bytes);
  void (*fence)();
  // Runs an element-wise loop over n elements, its output past the caches, on a 64-byte border.
  // `in` is changed.
  void (*run_past_caches)(ElementwiseLoop loop, std::span<const char*> in, char* out, int64_t n,
                          unsigned repeated, const void* attrs, int64_t in_size, int64_t out_size);
};
extern const MoveKernels move_kernels_baseline;
#ifdef ZEAL_X86
extern const MoveKernels move_kernels_avx2;
extern const MoveKernels move_kernels_avx512;
#endif
// Those of the best instruction set.
const MoveKernels& move_kernels();

inline void widen(const void* in, DType dtype, float* out, int64_t n) {
  const MoveKernels& k = move_kernels();
  (dtype == DType::Float16 ? k.widen_half : k.widen_bfloat)(in, out, n);
}

inline void narrow(const float* in, DType dtype, void* out, int64_t n) {
  const MoveKernels& k = move_kernels();
  (dtype == DType::Float16 ? k.narrow_half : k.narrow_bfloat)(in, out, n);
}

}  // namespace zeal
