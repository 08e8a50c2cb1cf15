// Functions of complex numbers: C's own on the host.
#pragma once
#include <complex>

#include "ops/scalar/base.h"

namespace zeal::m {
#define ZEAL_COMPLEX1(name)                                                           \
  ZEAL_INLINE std::complex<float> name(std::complex<float> z) {                       \
    return __builtin_c##name##f(z.__rep());                                           \
  }                                                                                   \
  ZEAL_INLINE std::complex<double> name(std::complex<double> z) {                     \
    return __builtin_c##name(z.__rep());                                              \
  }
ZEAL_COMPLEX1(exp) ZEAL_COMPLEX1(log) ZEAL_COMPLEX1(sqrt) ZEAL_COMPLEX1(sin) ZEAL_COMPLEX1(cos)
ZEAL_COMPLEX1(tan) ZEAL_COMPLEX1(sinh) ZEAL_COMPLEX1(cosh) ZEAL_COMPLEX1(tanh) ZEAL_COMPLEX1(asin)
ZEAL_COMPLEX1(acos) ZEAL_COMPLEX1(atan) ZEAL_COMPLEX1(asinh) ZEAL_COMPLEX1(acosh) ZEAL_COMPLEX1(atanh)
ZEAL_INLINE std::complex<float> pow(std::complex<float> a, std::complex<float> b) {
  return __builtin_cpowf(a.__rep(), b.__rep());
}
ZEAL_INLINE std::complex<double> pow(std::complex<double> a, std::complex<double> b) {
  return __builtin_cpow(a.__rep(), b.__rep());
}
ZEAL_INLINE float abs(std::complex<float> z) { return __builtin_cabsf(z.__rep()); }
ZEAL_INLINE double abs(std::complex<double> z) { return __builtin_cabs(z.__rep()); }
ZEAL_INLINE std::complex<float> reciprocal(std::complex<float> z) { return 1.f / z.__rep(); }
ZEAL_INLINE std::complex<double> reciprocal(std::complex<double> z) { return 1. / z.__rep(); }
}  // namespace zeal::m
