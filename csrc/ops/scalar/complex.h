// Functions of complex numbers on the host: C99's, special cases included. complex64 goes through
// double, so it is right to the last digit or the one before; complex128 is libm's, within a few
// ULP of each part. The C functions are called, not those of <complex>, whose inline bodies would
// be compiled once per instruction set for the linker to choose among. On a CUDA device the
// functions are csrc/cuda/complex.cuh's.
#pragma once
#include <complex>

#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE __complex__ double c_of(double re, double im) {
  __complex__ double z;
  __real__ z = re;
  __imag__ z = im;
  return z;
}
ZEAL_INLINE __complex__ long double long_c_of(long double re, long double im) {
  __complex__ long double z;
  __real__ z = re;
  __imag__ z = im;
  return z;
}
template <class T>
ZEAL_INLINE __complex__ double c_of(std::complex<T> z) {
  return c_of(z.real(), z.imag());
}
template <class T>
ZEAL_INLINE std::complex<T> from_c(__complex__ double z) {
  return {static_cast<T>(__real__ z), static_cast<T>(__imag__ z)};
}
}  // namespace host

#define ZEAL_COMPLEX1(name)                                                                       \
  template <class T>                                                                              \
  ZEAL_INLINE HOST_DEVICE std::complex<T> name(std::complex<T> z) {                               \
    return ZEAL_HOST_OR_CUDA(host::from_c<T>(__builtin_c##name(host::c_of(z))), device::name(z)); \
  }
ZEAL_COMPLEX1(exp)
ZEAL_COMPLEX1(log)
ZEAL_COMPLEX1(sqrt)
ZEAL_COMPLEX1(sin)
ZEAL_COMPLEX1(cos)
ZEAL_COMPLEX1(tan)
ZEAL_COMPLEX1(sinh)
ZEAL_COMPLEX1(cosh)
ZEAL_COMPLEX1(tanh)
ZEAL_COMPLEX1(asin)
ZEAL_COMPLEX1(acos)
ZEAL_COMPLEX1(atan)
ZEAL_COMPLEX1(asinh)
ZEAL_COMPLEX1(acosh)
ZEAL_COMPLEX1(atanh)
#undef ZEAL_COMPLEX1

template <class T>
ZEAL_INLINE HOST_DEVICE T abs(std::complex<T> z) {
  if constexpr (sizeof(T) == 4)
    return ZEAL_HOST_OR_CUDA(__builtin_hypotf(z.real(), z.imag()), ::hypotf(z.real(), z.imag()));
  else
    return ZEAL_HOST_OR_CUDA(__builtin_hypot(z.real(), z.imag()), ::hypot(z.real(), z.imag()));
}

template <class T>
ZEAL_INLINE HOST_DEVICE std::complex<T> reciprocal(std::complex<T> z) {
  return ZEAL_HOST_OR_CUDA(host::from_c<T>(1. / host::c_of(z)), device::reciprocal(z));
}
template <class T>
ZEAL_INLINE HOST_DEVICE std::complex<T> rsqrt(std::complex<T> z) {
  return ZEAL_HOST_OR_CUDA(host::from_c<T>(1. / __builtin_csqrt(host::c_of(z))), device::rsqrt(z));
}
#ifdef __CUDA_ARCH__
#define ZEAL_LIBM(name) ::name
#else
#define ZEAL_LIBM(name) __builtin_##name
#endif

// (e^a - 1) cos b + (cos b - 1), the second term as -2 sin^2(b / 2)
template <class T>
ZEAL_INLINE HOST_DEVICE std::complex<T> expm1(std::complex<T> z) {
  double a = z.real(), b = z.imag(), h = ZEAL_LIBM(sin)(0.5 * b), e = ZEAL_LIBM(expm1)(a);
  return {static_cast<T>(e * ZEAL_LIBM(cos)(b) - 2. * h * h),
          static_cast<T>((e + 1.) * ZEAL_LIBM(sin)(b))};
}
// log |1 + z|^2 / 2, |1 + z|^2 = 1 + (a (a + 2) + b^2)
template <class T>
ZEAL_INLINE HOST_DEVICE std::complex<T> log1p(std::complex<T> z) {
  double a = z.real(), b = z.imag();
  bool near = ZEAL_LIBM(fabs)(a) < 0.5 && ZEAL_LIBM(fabs)(b) < 0.5;
  double r = near ? 0.5 * ZEAL_LIBM(log1p)(a * (a + 2.) + b * b)
                  : ZEAL_LIBM(log)(ZEAL_LIBM(hypot)(1. + a, b));
  return {static_cast<T>(r), static_cast<T>(ZEAL_LIBM(atan2)(b, 1. + a))};
}
// 1 / (1 + e^-z), or e^z / (1 + e^z) where the former would overflow
template <class T>
ZEAL_INLINE HOST_DEVICE std::complex<T> sigmoid(std::complex<T> z) {
#ifdef __CUDA_ARCH__
  return device::sigmoid(z);
#else
  bool neg = z.real() < T(0);
  __complex__ double w = host::c_of(z);
  __complex__ double e = __builtin_cexp(neg ? w : -w);
  return host::from_c<T>((neg ? e : host::c_of(1., 0.)) / (1. + e));
#endif
}

// e^(b log a) in long double, whose spare digits (on x86) take up what the exponential magnifies.
// As NumPy: anything to the power 0 is 1, 0 to a power with a positive real part is 0.
template <class T>
ZEAL_INLINE HOST_DEVICE std::complex<T> pow(std::complex<T> a, std::complex<T> b) {
  if (b.real() == T(0) && b.imag() == T(0)) return {T(1), T(0)};
  if (a.real() == T(0) && a.imag() == T(0))
    return b.real() > T(0) ? std::complex<T>(T(0), T(0)) : std::complex<T>(kNaN<T>, kNaN<T>);
#ifdef __CUDA_ARCH__
  return device::pow(a, b);
#else
  __complex__ long double r =
      __builtin_cpowl(host::long_c_of(a.real(), a.imag()), host::long_c_of(b.real(), b.imag()));
  return {static_cast<T>(__real__ r), static_cast<T>(__imag__ r)};
#endif
}
#undef ZEAL_LIBM
}  // namespace zeal::m
