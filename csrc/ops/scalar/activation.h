// Smooth activations, in forms that neither overflow nor cancel.
#pragma once
#include "ops/scalar/exp.h"
#include "ops/scalar/log.h"
#include "ops/scalar/twofold.h"

namespace zeal::m {
namespace detail {
template <class T>
ZEAL_INLINE HOST_DEVICE T sigmoid(T x) {
  T z = m::exp(x < T(0) ? x : -x);
  return (x < T(0) ? z : T(1)) / (T(1) + z);
}
template <class T>
ZEAL_INLINE HOST_DEVICE T softplus(T x) {
  T l = m::log1p(m::exp(x < T(0) ? x : -x));
  return x > T(0) ? x + l : l;
}
}  // namespace detail

namespace host {
// x sigmoid(w) = x e^-|w| / (1 + e^-|w|) or x / (1 + e^-|w|), for w = whi + wlo
template <class T>
ZEAL_INLINE T times_sigmoid(T x, Two<T> w) {
  bool neg = w.hi < T(0);
  T hi = neg ? w.hi : -w.hi, lo = neg ? w.lo : -w.lo;
  bool far = hi < kExpLo<T>;
  T z = exp_core(far ? kExpLo<T> : hi, far ? T(0) : lo);
  return (x * (neg ? z : T(1))) / (T(1) + z);
}
// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) = x sigmoid(w), w = 2 sqrt(2/pi) (x + 0.044715 x^3).
// A rounded w would cost the tail |w| / 2 ulps, so w has a second part.
ZEAL_INLINE float gelu_tanh(float x) {
  float c = x < -20.f ? -20.f : x;  // below -14 the result is -0
  double d = c;
  double w = d * fma(d * d, 0.071354816272600244, 1.5957691216057307);
  auto hi = static_cast<float>(w);
  auto lo = static_cast<float>(w - hi);
  return times_sigmoid(c, {hi, hi > 1e30f ? 0.f : lo});
}
ZEAL_INLINE double gelu_tanh(double x) {
  double c = x < -40. ? -40. : x;
  bool far = c > 1e50;
  double d = far ? 1. : c;
  Two<double> g = mul(square(d), {0.071354816272600244, 2.2137945541806487e-18});
  Two<double> s = two_sum(1.5957691216057308, g.hi);
  s = fast_two_sum(s.hi, s.lo + (g.lo + -8.69246881113e-17));
  auto w = mul({d, 0.}, s);
  return times_sigmoid(c, {far ? c : w.hi, far ? 0. : w.lo});
}
}  // namespace host

ZEAL_INLINE HOST_DEVICE float sigmoid(float x) { return detail::sigmoid(x); }
ZEAL_INLINE HOST_DEVICE double sigmoid(double x) { return detail::sigmoid(x); }
ZEAL_INLINE HOST_DEVICE float softplus(float x) { return detail::softplus(x); }
ZEAL_INLINE HOST_DEVICE double softplus(double x) { return detail::softplus(x); }
ZEAL_INLINE HOST_DEVICE float log_sigmoid(float x) { return -softplus(-x); }
ZEAL_INLINE HOST_DEVICE double log_sigmoid(double x) { return -softplus(-x); }
ZEAL_INLINE HOST_DEVICE float gelu_tanh(float x) {
  return ZEAL_HOST_OR_CUDA(host::gelu_tanh(x),
                           x * detail::sigmoid(x * (1.5957691216f + 0.0713548163f * x * x)));
}
ZEAL_INLINE HOST_DEVICE double gelu_tanh(double x) {
  return ZEAL_HOST_OR_CUDA(
      host::gelu_tanh(x),
      x * detail::sigmoid(x * (1.5957691216057307 + 0.071354816272600244 * x * x)));
}
}  // namespace zeal::m
