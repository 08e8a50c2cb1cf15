// Functions of complex numbers on the device, by libcu++, all in double; included before all else
// in each .cu file (a compiler option), where ops/scalar/complex.h finds them.
#pragma once
#include <complex>
#include <cuda/std/complex>

namespace zeal::m::device {

using Wide = ::cuda::std::complex<double>;

template <class T>
__host__ __device__ __forceinline__ Wide wide(std::complex<T> z) {
  return {z.real(), z.imag()};
}
template <class T>
__host__ __device__ __forceinline__ std::complex<T> narrow(Wide z) {
  return {static_cast<T>(z.real()), static_cast<T>(z.imag())};
}

// Called, not inlined: the code is long, and rarely what a program waits for.
#define ZEAL_WIDE1(name)                                                        \
  inline __host__ __device__ __noinline__ Wide name##_wide(Wide z) {            \
    return ::cuda::std::name(z);                                                \
  }                                                                             \
  template <class T>                                                            \
  __host__ __device__ __forceinline__ std::complex<T> name(std::complex<T> z) { \
    return narrow<T>(name##_wide(wide(z)));                                     \
  }
ZEAL_WIDE1(exp)
ZEAL_WIDE1(log)
ZEAL_WIDE1(sqrt)
ZEAL_WIDE1(sin)
ZEAL_WIDE1(cos)
ZEAL_WIDE1(tan)
ZEAL_WIDE1(sinh)
ZEAL_WIDE1(cosh)
ZEAL_WIDE1(tanh)
ZEAL_WIDE1(asin)
ZEAL_WIDE1(acos)
ZEAL_WIDE1(atan)
ZEAL_WIDE1(asinh)
ZEAL_WIDE1(acosh)
ZEAL_WIDE1(atanh)
#undef ZEAL_WIDE1

template <class T>
__host__ __device__ __forceinline__ std::complex<T> reciprocal(std::complex<T> z) {
  return narrow<T>(1. / wide(z));
}
template <class T>
__host__ __device__ __forceinline__ std::complex<T> rsqrt(std::complex<T> z) {
  return narrow<T>(1. / sqrt_wide(wide(z)));
}
template <class T>
__host__ __device__ __forceinline__ std::complex<T> sigmoid(std::complex<T> z) {
  const bool negative = z.real() < T(0);
  const Wide w = wide(z), e = exp_wide(negative ? w : -w);
  return narrow<T>((negative ? e : Wide(1.)) / (1. + e));
}
inline __host__ __device__ __noinline__ Wide pow_wide(Wide a, Wide b) {
  return ::cuda::std::pow(a, b);
}
template <class T>
__host__ __device__ __forceinline__ std::complex<T> pow(std::complex<T> a, std::complex<T> b) {
  return narrow<T>(pow_wide(wide(a), wide(b)));
}

}  // namespace zeal::m::device
