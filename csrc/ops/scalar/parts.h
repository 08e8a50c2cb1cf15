// The parts of a complex number; real numbers are their own real part and conjugate.
#pragma once
#include <complex>
#include <type_traits>

#include "core/macros.h"

namespace zeal::m {

template <class T>
ZEAL_INLINE HOST_DEVICE T real(T x) {
  return x;
}
template <class T>
ZEAL_INLINE HOST_DEVICE T real(std::complex<T> z) {
  return z.real();
}
template <class T>
ZEAL_INLINE HOST_DEVICE T imag(T) {
  return T(0);
}
template <class T>
ZEAL_INLINE HOST_DEVICE T imag(std::complex<T> z) {
  return z.imag();
}
template <class T>
ZEAL_INLINE HOST_DEVICE T conj(T x) {
  return x;
}
template <class T>
ZEAL_INLINE HOST_DEVICE std::complex<T> conj(std::complex<T> z) {
  return {z.real(), -z.imag()};
}

}  // namespace zeal::m
