// The optimizer steps on CUDA: one pass over a variable, its slots and its gradient.
#include "ops/nn/optimizer.h"

#include <cmath>

#include "cuda/each.h"
#include "cuda/index.h"
#include "cuda/optimizer_steps.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Pack;

// Thread i steps V neighbouring elements.
template <class T, class Step, int V>
struct StepDense {
  static constexpr int kVars = Step::kVars;  // the variable and its slots; the gradient comes next
  Step step;
  const T* in[kVars + 1];
  T* out[kVars];
  int64_t n;
  bool packed;

  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    using P = Pack<T, V>;
    const int64_t begin = i * V;
    const bool whole = packed && begin + V <= n;
    const int count = n - begin < V ? static_cast<int>(n - begin) : V;
    P data[kVars + 1];
    // Loops of constant length, so that all of it stays in registers.
    for (int j = 0; j <= kVars; ++j) {
      if (whole)
        data[j] = *reinterpret_cast<const P*>(in[j] + begin);
      else
        for (int v = 0; v < V; ++v)
          if (v < count) data[j].v[v] = in[j][begin + v];
    }
    for (int v = 0; v < V; ++v) {
      if (v < count) {
        C state[kVars];
        for (int j = 0; j < kVars; ++j) state[j] = static_cast<C>(data[j].v[v]);
        step(state, static_cast<C>(data[kVars].v[v]));
        for (int j = 0; j < kVars; ++j) data[j].v[v] = static_cast<T>(state[j]);
      }
    }
    for (int j = 0; j < kVars; ++j) {
      if (whole)
        *reinterpret_cast<P*>(out[j] + begin) = data[j];
      else
        for (int v = 0; v < V; ++v)
          if (v < count) out[j][begin + v] = data[j].v[v];
    }
  }
};

template <template <class> class Step, class A>
void run(KernelContext& k, const A& attrs) {
  const int64_t n = k.in().numel();
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    constexpr int V = 16 / sizeof(T);
    using S = Step<compute_type<T>>;
    StepDense<T, S, V> f{S(attrs), {}, {}, n, true};
    for (int j = 0; j <= S::kVars; ++j) {
      f.in[j] = k.in<T>(j);
      f.packed = f.packed && cuda::is_aligned(f.in[j], 16);
    }
    for (int j = 0; j < S::kVars; ++j) {
      f.out[j] = k.out<T>(j);
      f.packed = f.packed && cuda::is_aligned(f.out[j], 16);
    }
    cuda::each(k.stream(), (n + V - 1) / V, f);
  });
}

}  // namespace

void op::ApplyGradientDescent::cuda(KernelContext& k) { run<cuda::Descend>(k, k.attrs<Attrs>()); }
void op::ApplyMomentum::cuda(KernelContext& k) { run<cuda::Momentum>(k, k.attrs<Attrs>()); }
void op::ApplyAdam::cuda(KernelContext& k) { run<cuda::Adam>(k, k.attrs<Attrs>()); }

}  // namespace zeal
