// quantize_and_dequantize on CUDA: ranges first, by folding 256 elements to one again and again,
// then every element.
#include "ops/nn/quantize.h"

#include <cmath>

#include "cuda/divider.h"
#include "cuda/each.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;

template <class C>
struct Limits {
  C lo, hi;
};

constexpr int64_t kFold = 256;

// Element i of range j, of x: [outer, n, inner].
struct Layout {
  int64_t n = 1, count = 0;  // ranges, and elements of each
  Divider inner;
  HOST_DEVICE int64_t place(int64_t j, int64_t i) const {
    int64_t column;
    const int64_t outer = inner.divide(i, column);
    return (outer * n + j) * inner.by + column;
  }
};

// NaNs are left out. Parts are `parts` apart, so that neighbours read neighbours.
template <class T, class C>
struct FoldElements {
  const T* x;
  Layout layout;
  Divider parts;
  Limits<C>* out;  // [n, parts]
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t p;
    const int64_t j = parts.divide(i, p);
    Limits<C> l{std::numeric_limits<C>::infinity(), -std::numeric_limits<C>::infinity()};
    for (int64_t e = p; e < layout.count; e += parts.by) {
      const C v = static_cast<C>(x[layout.place(j, e)]);
      if (v < l.lo) l.lo = v;
      if (v > l.hi) l.hi = v;
    }
    out[i] = l;
  }
};

template <class C>
struct FoldLimits {
  const Limits<C>* in;  // [n, from]
  int64_t from;
  Divider parts;
  Limits<C>* out;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t p;
    const int64_t j = parts.divide(i, p);
    Limits<C> l = in[j * from + p];
    for (int64_t e = p + parts.by; e < from; e += parts.by) {
      const Limits<C> o = in[j * from + e];
      if (o.lo < l.lo) l.lo = o.lo;
      if (o.hi > l.hi) l.hi = o.hi;
    }
    out[i] = l;
  }
};

template <class T, class C>
struct GivenLimits {
  const T *lo, *hi;
  bool many_lo, many_hi;
  Limits<C>* out;
  cuda::Reporter report;
  HOST_DEVICE void operator()(int64_t j) const {
    const C a = static_cast<C>(lo[many_lo ? j : 0]), b = static_cast<C>(hi[many_hi ? j : 0]);
    if (a > b) report();
    out[j] = {a, b};
  }
};

template <class T, class C>
struct Quantize {
  const T* x;
  T* y;
  const Limits<C>* limits;
  Divider inner, ranges;
  C least, most;
  bool clip, half_up;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t column, j;
    ranges.divide(inner.divide(i, column), j);
    C lo = limits[j].lo, hi = limits[j].hi, scale, inverse;
    constexpr C none = std::numeric_limits<C>::max();
    const C by_lo = least * lo > 0 ? least / lo : none, by_hi = most * hi > 0 ? most / hi : none;
    if (by_lo < by_hi) {
      scale = by_lo;
      inverse = lo / least;
      hi = most * inverse;
    } else {
      scale = by_hi;
      inverse = hi / most;
      lo = least * inverse;
    }
    C v = static_cast<C>(x[i]);
    if (clip) v = v < lo ? lo : v > hi ? hi : v;
    v *= scale;
    y[i] = static_cast<T>((half_up ? std::floor(v + C(0.5)) : std::rint(v)) * inverse);
  }
};

}  // namespace

void op::QuantizeAndDequantizeV4::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& s = k.shape();
  const int64_t all = k.out().numel();
  if (all == 0) return;
  Layout l;
  int64_t inner = all;
  if (a.axis && *a.axis + s.rank() >= 0 && s.rank()) {
    const int axis = static_cast<int>(*a.axis < 0 ? *a.axis + s.rank() : *a.axis);
    l.n = s[axis];
    inner = s.product(axis + 1, s.rank());
  }
  l.count = all / l.n;
  l.inner = Divider(inner);
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = compute_type<T>;
    const int64_t first = std::min<int64_t>((l.count + kFold - 1) / kFold, 65536);
    const cuda::Scratch room(
        k.stream(), sizeof(Limits<C>) * 2 * static_cast<size_t>(l.n * std::max<int64_t>(first, 1)));
    auto *limits = room.data<Limits<C>>(), *other = limits + l.n * first;
    if (a.range_given) {
      cuda::each(
          k.stream(), l.n,
          GivenLimits<T, C>{k.in<T>(1), k.in<T>(2), k.in(1).numel() != 1, k.in(2).numel() != 1,
                            limits, cuda::reporter(k, "Invalid range: input_min > input_max")});
    } else {
      cuda::each(k.stream(), l.n * first, FoldElements<T, C>{k.in<T>(), l, Divider(first), limits});
      for (int64_t from = first; from > 1;) {
        const int64_t parts = (from + kFold - 1) / kFold;
        cuda::each(k.stream(), l.n * parts, FoldLimits<C>{limits, from, Divider(parts), other});
        std::swap(limits, other);
        from = parts;
      }
    }
    const int64_t one = 1;
    const C least = a.signed_input
                        ? static_cast<C>(-(one << (a.num_bits - 1)) + (a.narrow_range ? 1 : 0))
                        : C(0);
    const C most = static_cast<C>((one << (a.signed_input ? a.num_bits - 1 : a.num_bits)) - 1);
    cuda::each(k.stream(), all,
               Quantize<T, C>{k.in<T>(), k.out<T>(), limits, l.inner, Divider(l.n), least, most,
                              a.range_given, a.round_mode == RoundMode::HalfUp});
  });
}

void op::QuantizeAndDequantizeV2::cuda(KernelContext& k) { QuantizeAndDequantizeV4::cuda(k); }

}  // namespace zeal
