// The kernel of quantize_and_dequantize.
#include "ops/nn/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/thread_pool.h"

namespace zeal::op {

namespace {

// How one range's values are rounded.
template <class T>
struct Steps {
  T lo, hi, scale, inverse;
};

template <class T>
Steps<T> steps_of(T lo, T hi, const QuantizeAndDequantizeV4::Attrs& a) {
  const int64_t one = 1;
  const T least =
      a.signed_input ? static_cast<T>(-(one << (a.num_bits - 1)) + (a.narrow_range ? 1 : 0)) : T(0);
  const T most = static_cast<T>((one << (a.signed_input ? a.num_bits - 1 : a.num_bits)) - 1);
  constexpr T none = std::numeric_limits<T>::max();
  const T by_lo = least * lo > 0 ? least / lo : none, by_hi = most * hi > 0 ? most / hi : none;
  if (by_lo < by_hi) {
    const T inverse = lo / least;
    return {lo, most * inverse, by_lo, inverse};
  }
  const T inverse = hi / most;
  return {least * inverse, hi, by_hi, inverse};
}

template <class T>
T rounded(T x, RoundMode mode) {
  return mode == RoundMode::HalfUp ? std::floor(x + T(0.5)) : std::nearbyint(x);
}

}  // namespace

// input: [outer, n, inner], n the ranges' dimension, or all in one.
void QuantizeAndDequantizeV4::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& s = k.shape();
  int64_t n = 1, inner = k.in().numel(), outer = 1;
  if (a.axis && *a.axis + s.rank() >= 0 && s.rank()) {
    const int axis = static_cast<int>(*a.axis < 0 ? *a.axis + s.rank() : *a.axis);
    n = s[axis];
    inner = s.product(axis + 1, s.rank());
    outer = s.product(0, axis);
  }
  if (k.out().numel() == 0) return;
  switch_dtype<kFloating>(k.dtype(), [&]<class S>() {
    using T = std::conditional_t<std::is_same_v<S, double>, double, float>;
    const S* x = k.in<S>();
    S* y = k.out<S>();
    for (int64_t j = 0; j < n; ++j) {
      T lo = 0, hi = 0;
      if (a.range_given) {
        lo = convert<T>(k.in<S>(1)[k.in(1).numel() == 1 ? 0 : j]);
        hi = convert<T>(k.in<S>(2)[k.in(2).numel() == 1 ? 0 : j]);
        if (lo > hi) k.fail("Invalid range: input_min ", lo, " > input_max ", hi);
      } else {
        lo = std::numeric_limits<T>::infinity();
        hi = -lo;
        for (int64_t o = 0; o < outer; ++o)
          for (int64_t i = 0; i < inner; ++i) {
            const T v = convert<T>(x[(o * n + j) * inner + i]);
            lo = std::min(lo, v);
            hi = std::max(hi, v);
          }
      }
      const Steps<T> q = steps_of(lo, hi, a);
      for (int64_t o = 0; o < outer; ++o)
        for (int64_t i = 0; i < inner; ++i) {
          const int64_t at = (o * n + j) * inner + i;
          T v = convert<T>(x[at]);
          if (a.range_given) v = v < q.lo ? q.lo : v > q.hi ? q.hi : v;
          y[at] = S(rounded(v * q.scale, a.round_mode) * q.inverse);
        }
    }
  });
}

void QuantizeAndDequantizeV2::cpu(KernelContext& k) { QuantizeAndDequantizeV4::cpu(k); }

}  // namespace zeal::op
