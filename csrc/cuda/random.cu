// Random numbers on CUDA: a thread makes one group of Philox's numbers, the same as on the CPU.
#include "core/philox.h"
#include "cuda/each.h"
#include "cuda/index.h"
#include "ops/random/distributions.h"
#include "ops/random/source.h"

namespace zeal {

namespace {

using cuda::Pack;

template <class D>
struct FillGroups {
  using T = typename D::type;
  D distribution;
  PhiloxState state;
  T* out;
  int64_t n;
  bool packed;

  HOST_DEVICE void operator()(int64_t group) const {
    constexpr int kGroup = D::kGroup;
    Pack<T, kGroup> made;
    distribution(state.at(static_cast<uint64_t>(group) * D::kBlocks), made.v);
    T* to = out + group * kGroup;
    const int64_t left = n - group * kGroup;
    if (packed && left >= kGroup) {
      *reinterpret_cast<Pack<T, kGroup>*>(to) = made;
    } else {
      for (int i = 0; i < kGroup; ++i)
        if (i < left) to[i] = made.v[i];
    }
  }
};

template <class D>
void fill(KernelContext& k, const PhiloxState& state, const D& distribution) {
  using T = typename D::type;
  constexpr int kGroup = D::kGroup;
  const int64_t n = k.out().numel();
  T* out = k.out<T>();
  cuda::each(
      k.stream(), (n + kGroup - 1) / kGroup,
      FillGroups<D>{distribution, state, out, n, cuda::is_aligned(out, sizeof(Pack<T, kGroup>))});
}

}  // namespace

void op::RandomUniform::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  switch_dtype<kFloating>(a.dtype,
                          [&]<class T>() { fill(k, philox_source(a), random::Uniform<T>{}); });
}

void op::RandomNormal::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  switch_dtype<kFloating>(a.dtype,
                          [&]<class T>() { fill(k, philox_source(a), random::Normal<T>{}); });
}

void op::TruncatedNormal::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  switch_dtype<kFloating>(
      a.dtype, [&]<class T>() { fill(k, philox_source(a), random::TruncatedNormal<T>{}); });
}

void op::RandomUniformInt::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  switch_dtype<kIndex>(a.dtype, [&]<class T>() {
    fill(k, philox_source(a),
         random::UniformInt<T>(static_cast<T>(a.minval), static_cast<T>(a.maxval)));
  });
}

void op::RandomUniformFullInt::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  switch_dtype<kRandomInt>(a.dtype,
                           [&]<class T>() { fill(k, philox_source(a), random::FullInt<T>{}); });
}

}  // namespace zeal
