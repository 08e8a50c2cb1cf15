// The CPU kernels of the optimizer steps: threads over chunks; 16-bit floats step in float32.
#include <algorithm>
#include <cmath>

#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "cpu/optimizer_kernels.h"
#include "dispatch/elementwise.h"
#include "ops/nn/optimizer.h"

namespace zeal {

const OptimizerTables& optimizer_tables() {
#ifdef ZEAL_X86
  if (best_isa() == Isa::AVX512) return optimizer_tables_avx512;
  if (best_isa() == Isa::AVX2) return optimizer_tables_avx2;
#endif
  return optimizer_tables_baseline;
}

namespace {

// Runs f(kernels, inputs, outputs, n) over chunks; T is float or double there.
template <int In, int Out, class F>
void run(KernelContext& k, F&& f) {
  const DType d = k.dtype();
  parallel_for(k.in().numel(), kSerialElements, [&](int64_t begin, int64_t end) {
    auto over = [&]<class T>(const OptimizerKernels<T>& kernels) {
      const T* in[In];
      T* out[Out];
      for (int i = 0; i < In; ++i) in[i] = k.in<T>(i) + begin;
      for (int i = 0; i < Out; ++i) out[i] = k.out<T>(i) + begin;
      f(kernels, in, out, end - begin);
    };
    if (d == DType::Float32) return over(optimizer_tables().f32);
    if (d == DType::Float64) return over(optimizer_tables().f64);
    constexpr int64_t kBlock = 512;
    float wide[In][kBlock], result[Out][kBlock];
    const float* in[In];
    float* out[Out];
    for (int i = 0; i < In; ++i) in[i] = wide[i];
    for (int i = 0; i < Out; ++i) out[i] = result[i];
    for (int64_t at = begin; at < end; at += kBlock) {
      int64_t n = std::min(kBlock, end - at);
      for (int i = 0; i < In; ++i) widen(k.in<char>(i) + at * 2, d, wide[i], n);
      f(optimizer_tables().f32, in, out, n);
      for (int i = 0; i < Out; ++i) narrow(result[i], d, k.out<char>(i) + at * 2, n);
    }
  });
}

}  // namespace

void op::ApplyGradientDescent::cpu(KernelContext& k) {
  const auto& a = k.attrs<Attrs>();
  run<2, 1>(k, [&]<class T>(const OptimizerKernels<T>& f, const T* const* in, T* const* out,
                            int64_t n) { f.descend(in[0], in[1], out[0], n, T(a.alpha)); });
}

void op::ApplyMomentum::cpu(KernelContext& k) {
  const auto& a = k.attrs<Attrs>();
  run<3, 2>(
      k, [&]<class T>(const OptimizerKernels<T>& f, const T* const* in, T* const* out, int64_t n) {
        f.momentum(in[0], in[1], in[2], out[0], out[1], n, T(a.lr), T(a.momentum), a.use_nesterov);
      });
}

void op::ApplyAdam::cpu(KernelContext& k) {
  const auto& a = k.attrs<Attrs>();
  const double rate = a.lr * std::sqrt(1 - a.beta2_power) / (1 - a.beta1_power);
  run<4, 3>(
      k, [&]<class T>(const OptimizerKernels<T>& f, const T* const* in, T* const* out, int64_t n) {
        f.adam(in[0], in[1], in[2], in[3], out[0], out[1], out[2], n, T(rate), T(a.beta1),
               T(a.beta2), T(a.epsilon), a.use_nesterov);
      });
}

}  // namespace zeal
