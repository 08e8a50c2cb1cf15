// Conversion between element types: one loop, or two through float32 for the narrow floats.
#include "ops/math/cast.h"

#include <algorithm>

#include "core/thread_pool.h"
#include "cpu/cast_kernels.h"
#include "cpu/half_convert.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

constexpr int64_t kBlock = 2048;

// n elements of a pair that has a loop, or that move_kernels() convert.
void cast_run(DType from, const void* in, DType to, void* out, int64_t n) {
  if (kHalf.contains(from)) return widen(in, from, static_cast<float*>(out), n);
  if (kHalf.contains(to)) return narrow(static_cast<const float*>(in), to, out, n);
  const int f = static_cast<int>(from), t = static_cast<int>(to);
  CastLoop loop = nullptr;
#ifdef ZEAL_X86
  if (best_isa() == Isa::AVX512)
    loop = cast_table_avx512[f][t];
  else if (best_isa() == Isa::AVX2)
    loop = cast_table_avx2[f][t];
#endif
  if (!loop) loop = cast_table_baseline[f][t];
  loop(in, out, n);
}

}  // namespace

void op::Cast::cpu(KernelContext& k) {
  constexpr DTypeSet narrow = kHalf | kFloat8;
  const DType from = k.dtype(), to = k.out().dtype(), f32 = DType::Float32;
  const bool twice = from != f32 && to != f32 && (narrow.contains(from) || narrow.contains(to));
  const int64_t in_size = static_cast<int64_t>(size_of(from));
  const int64_t out_size = static_cast<int64_t>(size_of(to));
  const char* x = k.in<char>();
  char* y = k.out<char>();
  parallel_for(k.in().numel(), kSerialElements, [=](int64_t begin, int64_t end) {
    if (!twice) {
      cast_run(from, x + begin * in_size, to, y + begin * out_size, end - begin);
      return;
    }
    float wide[kBlock];
    for (int64_t at = begin; at < end; at += kBlock) {
      const int64_t n = std::min(kBlock, end - at);
      cast_run(from, x + at * in_size, f32, wide, n);
      cast_run(f32, wide, to, y + at * out_size, n);
    }
  });
}

}  // namespace zeal
