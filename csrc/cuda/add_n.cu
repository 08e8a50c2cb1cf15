// The sum of a list of tensors, many at once.
#include "ops/math/add_n.h"

#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "dispatch/box.h"
#include "ops/scalar/basic.h"

namespace zeal::cuda {
namespace {

constexpr int kTerms = 48;  // of one launch

template <class T>
struct SumTerms {
  static constexpr int V = 16 / sizeof(T);
  using C = std::conditional_t<is_narrow_float<T>, float, T>;
  const T* in[kTerms];
  int terms;
  T* out;
  int64_t packs;  // these come first, and then single elements
  HOST_DEVICE void operator()(int64_t i) const {
    if (i >= packs) {
      i += packs * (V - 1);
      C sum = static_cast<C>(in[0][i]);
      for (int t = 1; t < terms; ++t) sum = m::add(sum, static_cast<C>(in[t][i]));
      out[i] = static_cast<T>(sum);
      return;
    }
    C sum[V];
    for (int t = 0; t < terms; ++t) {
      const Pack<T, V> x = reinterpret_cast<const Pack<T, V>*>(in[t])[i];
#pragma unroll
      for (int v = 0; v < V; ++v)
        sum[v] = t ? m::add(sum[v], static_cast<C>(x.v[v])) : static_cast<C>(x.v[v]);
    }
    Pack<T, V> y;
#pragma unroll
    for (int v = 0; v < V; ++v) y.v[v] = static_cast<T>(sum[v]);
    reinterpret_cast<Pack<T, V>*>(out)[i] = y;
  }
};

template <class T>
void sum_all(KernelContext& k) {
  const int64_t n = k.out().numel();
  for (int next = 0; next < k.num_inputs();) {
    SumTerms<T> f{};
    f.out = k.out<T>();
    if (next) f.in[f.terms++] = f.out;
    bool aligned = is_aligned(f.out, 16);
    for (; next < k.num_inputs() && f.terms < kTerms; ++next) {
      f.in[f.terms++] = k.in<T>(next);
      aligned = aligned && is_aligned(k.in<T>(next), 16);
    }
    f.packs = aligned ? n / SumTerms<T>::V : 0;
    each(k.stream(), n - f.packs * (SumTerms<T>::V - 1), f);
  }
}

}  // namespace
}  // namespace zeal::cuda

void zeal::op::AddN::cuda(KernelContext& k) {
  // Integers wrap around, so that signs make no difference.
  if (kInteger.contains(k.dtype()))
    switch_size(size_of(k.dtype()), [&]<class T>() {
      if constexpr (std::is_integral_v<T>) zeal::cuda::sum_all<T>(k);
    });
  else
    switch_dtype<kNumeric - kInteger>(k.dtype(), [&]<class T>() { zeal::cuda::sum_all<T>(k); });
}
