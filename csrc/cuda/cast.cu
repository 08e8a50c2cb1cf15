// Conversion between element types: frequent pairs by packs, others through the widest of a kind.
#include "cuda/cast.h"

#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "ops/math/cast.h"

namespace zeal::cuda {

namespace {

template <class S, class D>
inline constexpr int kWidth = 16 / static_cast<int>(sizeof(S) > sizeof(D) ? sizeof(S) : sizeof(D));

// Packs first, then what is left.
template <class S, class D>
struct CastPacks {
  static constexpr int V = kWidth<S, D>;
  const S* in;
  D* out;
  int64_t packs;
  HOST_DEVICE void operator()(int64_t i) const {
    if (i >= packs) {
      i += packs * (V - 1);
      out[i] = convert<D>(in[i]);
      return;
    }
    const Pack<S, V> x = reinterpret_cast<const Pack<S, V>*>(in)[i];
    Pack<D, V> y;
#pragma unroll
    for (int v = 0; v < V; ++v) y.v[v] = convert<D>(x.v[v]);
    reinterpret_cast<Pack<D, V>*>(out)[i] = y;
  }
};

// An element of any dtype as W, the widest type of its kind.
template <class W>
HOST_DEVICE W load(DType d, const void* p, int64_t i) {
  switch (d) {
#define X(e, t, n)                                                                 \
  case DType::e:                                                                   \
    if constexpr (is_complex_type<t> ? is_complex_type<W> : !is_complex_type<W>) { \
      if constexpr (is_complex_type<W> || is_float_type<t> == is_float_type<W>)    \
        return convert<W>(static_cast<const t*>(p)[i]);                            \
    }                                                                              \
    break;
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
  }
  return W{};
}

template <class D>
struct CastAny {
  DType from;
  enum { Complex, Float, Unsigned, Signed } kind;
  const void* in;
  D* out;
  HOST_DEVICE void operator()(int64_t i) const {
    if (kind == Complex)
      out[i] = convert<D>(load<complex128>(from, in, i));
    else if (kind == Float)
      out[i] = convert<D>(load<double>(from, in, i));
    else if (kind == Unsigned)
      out[i] = convert<D>(load<uint64_t>(from, in, i));
    else
      out[i] = convert<D>(load<int64_t>(from, in, i));
  }
};

constexpr DTypeSet kFrequent =
    kBool | kHalf |
    dtype_set(DType::UInt8, DType::Int32, DType::Int64, DType::Float32, DType::Float64);

template <class S, class D>
void cast_packs(Stream s, const void* in, void* out, int64_t n) {
  constexpr int V = kWidth<S, D>;
  const bool aligned = is_aligned(in, std::min<size_t>(16, sizeof(S) * V)) &&
                       is_aligned(out, std::min<size_t>(16, sizeof(D) * V));
  const int64_t packs = aligned ? n / V : 0;
  each(s, packs + (n - packs * V),
       CastPacks<S, D>{static_cast<const S*>(in), static_cast<D*>(out), packs});
}

}  // namespace

void cast_elements(Stream s, DType from, const void* in, DType to, void* out, int64_t n) {
  if (from == to) return copy(s, out, in, static_cast<size_t>(n) * size_of(from));
  if (kFrequent.contains(from) && kFrequent.contains(to)) {
    switch_dtype<kFrequent>(from, [&]<class S>() {
      switch_dtype<kFrequent>(to, [&]<class D>() { cast_packs<S, D>(s, in, out, n); });
    });
    return;
  }
  switch_dtype(to, [&]<class D>() {
    using F = CastAny<D>;
    const auto kind = is_complex(from)                        ? F::Complex
                      : (kFloating | kFloat8).contains(from)  ? F::Float
                      : (kUnsignedInt | kBool).contains(from) ? F::Unsigned
                                                              : F::Signed;
    each(s, n, F{from, kind, in, static_cast<D*>(out)});
  });
}

}  // namespace zeal::cuda

void zeal::op::Cast::cuda(KernelContext& k) {
  zeal::cuda::cast_elements(k.stream(), k.dtype(), k.in().data(), k.out().dtype(), k.out().data(),
                            k.in().numel());
}
