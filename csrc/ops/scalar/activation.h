// Smooth activations, in forms that neither overflow nor cancel.
#pragma once
#include "ops/scalar/erf.h"
#include "ops/scalar/exp.h"
#include "ops/scalar/log.h"

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
// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) = x sigmoid(2 sqrt(2/pi) (x + 0.044715 x^3))
template <class T>
ZEAL_INLINE HOST_DEVICE T gelu_tanh(T x) {
  return x * sigmoid(T(1.5957691216057307117597842397375) * (x + T(0.044715) * x * x * x));
}
}  // namespace detail

#define ZEAL_ACTIVATION(name)                                                        \
  ZEAL_INLINE HOST_DEVICE float name(float x) { return detail::name(x); }            \
  ZEAL_INLINE HOST_DEVICE double name(double x) { return detail::name(x); }
ZEAL_ACTIVATION(sigmoid)
ZEAL_ACTIVATION(softplus)
ZEAL_ACTIVATION(gelu_tanh)
#undef ZEAL_ACTIVATION
ZEAL_INLINE HOST_DEVICE float log_sigmoid(float x) { return -softplus(-x); }
ZEAL_INLINE HOST_DEVICE double log_sigmoid(double x) { return -softplus(-x); }
}  // namespace zeal::m
