// Smooth activations, in forms that neither overflow nor cancel.
#pragma once
#include "ops/scalar/exp.h"
#include "ops/scalar/log.h"
#include "ops/scalar/twofold.h"

namespace zeal::m {
namespace detail {
// Max error: 2.4 ULP.
template <class T>
ZEAL_INLINE HOST_DEVICE T sigmoid(T x) {
  T z = m::exp(x < T(0) ? x : -x);
  return (x < T(0) ? z : T(1)) / (T(1) + z);
}
}  // namespace detail

namespace host {
// max(x, 0) + log(1 + z), z = e^-|x|. 1 + z lies in [1, 2], so that the logarithm's argument need
// not be taken apart: it is 1 + f or 2 (1 + f). Max error: float 1.7 ULP, double 2.0.
template <class T>
ZEAL_INLINE T softplus(T x) {
  T z = exp(-abs(x));
  bool two = z > T(0.41421356237309504880);
  T f = two ? (z - T(1)) * T(0.5) : z;
  T l = f + log_tail(f);
  l = two ? l + T(0.69314718055994530942) : l;
  return x > T(0) ? x + l : l;
}

// x sigmoid(w) = x e^-|w| / (1 + e^-|w|) or x / (1 + e^-|w|), for w = whi + wlo
template <class T>
ZEAL_INLINE T times_sigmoid(T x, Two<T> w) {
  bool neg = w.hi < T(0);
  T hi = neg ? w.hi : -w.hi, lo = neg ? w.lo : -w.lo;
  constexpr T end = T(1.5) * kExpLo<T>;
  bool far = hi < end;
  T z = exp_core<60>(far ? end : hi, far ? T(0) : lo);  // 2^60 e^-|w|, not yet subnormal
  return (x * (neg ? z : T(1))) / fma(z, T(0x1p-60), T(1)) * (neg ? T(0x1p-60) : T(1));
}
// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) = x sigmoid(w), w = 2 sqrt(2/pi) (x + 0.044715
// x^3). A rounded w would cost the tail |w| / 2 ulps, so w has a second part. Max error: 3.2 ULP.
ZEAL_INLINE float gelu_tanh(float x) {
  float c = x < -20.f ? -20.f : x;  // below -14 the result is -0
  double d = c;
  double w = d * fma(d * d, 0.07135481627260025, 1.5957691216057308);
  auto hi = static_cast<float>(w);
  auto lo = static_cast<float>(w - hi);
  return times_sigmoid(c, {hi, hi > 1e30f ? 0.f : lo});
}
ZEAL_INLINE double gelu_tanh(double x) {
  double c = x < -40. ? -40. : x;
  bool far = c > 1e50;
  double d = far ? 1. : c;
  Two<double> g = mul(square(d), {0.07135481627260025, -6.175149918155315e-19});
  Two<double> s = two_sum(1.5957691216057308, g.hi);
  s = fast_two_sum(s.hi, s.lo + (g.lo + -9.96930880911092e-17));
  auto w = mul({d, 0.}, s);
  return times_sigmoid(c, {far ? c : w.hi, far ? 0. : w.lo});
}
}  // namespace host

ZEAL_INLINE HOST_DEVICE float sigmoid(float x) { return detail::sigmoid(x); }
ZEAL_INLINE HOST_DEVICE double sigmoid(double x) { return detail::sigmoid(x); }
ZEAL_INLINE HOST_DEVICE float softplus(float x) {
  return ZEAL_HOST_OR_CUDA(host::softplus(x), ::fmaxf(x, 0.f) + ::log1pf(::expf(-::fabsf(x))));
}
ZEAL_INLINE HOST_DEVICE double softplus(double x) {
  return ZEAL_HOST_OR_CUDA(host::softplus(x), ::fmax(x, 0.) + ::log1p(::exp(-::fabs(x))));
}
ZEAL_INLINE HOST_DEVICE float log_sigmoid(float x) { return -softplus(-x); }
ZEAL_INLINE HOST_DEVICE double log_sigmoid(double x) { return -softplus(-x); }
ZEAL_INLINE HOST_DEVICE float gelu_tanh(float x) {
  return ZEAL_HOST_OR_CUDA(host::gelu_tanh(x),
                           x * detail::sigmoid(x * (1.5957691216f + 0.0713548163f * x * x)));
}
ZEAL_INLINE HOST_DEVICE double gelu_tanh(double x) {
  return ZEAL_HOST_OR_CUDA(
      host::gelu_tanh(x),
      x * detail::sigmoid(x * (1.5957691216057308 + 0.07135481627260025 * x * x)));
}
}  // namespace zeal::m
