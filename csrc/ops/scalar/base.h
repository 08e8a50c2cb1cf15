// What the scalar math functions are built from: bit access, fused multiply-add, polynomials,
// selects.
//
// Note [Scalar math]
// Everything here is force-inlined into loops that the compiler vectorises once per instruction
// set. So a function of a float is straight-line code: selects (?:) for branches, bit_cast for
// exponents, a magic number for rounding, and no call into libm, whose inline wrappers could also
// leave an AVX-512 copy for the linker to hand to an old CPU. FMA is used where the instruction set
// has it, named explicitly so that a vector body and its scalar tail round alike. Coefficients are
// minimax fits (Remez exchange in 60 digits, then rounded one by one with a refit of the rest); the
// ULP figures in the comments are measured by tests/cpp/test_scalar_math.cpp against a wider type.
// On a CUDA device each function is CUDA's own.
#pragma once
#include <cstdint>
#include <limits>

#include "core/macros.h"

#ifdef __CUDA_ARCH__
#define ZEAL_HOST_OR_CUDA(host, cuda) cuda
#else
#define ZEAL_HOST_OR_CUDA(host, cuda) host
#endif

// The public overloads of a unary function whose host code is host::name and whose CUDA name is
// C99's.
#define ZEAL_MATH1(name)                                   \
  ZEAL_INLINE HOST_DEVICE float name(float x) {            \
    return ZEAL_HOST_OR_CUDA(host::name(x), ::name##f(x)); \
  }                                                        \
  ZEAL_INLINE HOST_DEVICE double name(double x) {          \
    return ZEAL_HOST_OR_CUDA(host::name(x), ::name(x));    \
  }

namespace zeal::m {
template <class T>
inline constexpr T kInf = std::numeric_limits<T>::infinity();
template <class T>
inline constexpr T kNaN = std::numeric_limits<T>::quiet_NaN();

namespace host {
ZEAL_INLINE uint32_t bits(float x) { return __builtin_bit_cast(uint32_t, x); }
ZEAL_INLINE uint64_t bits(double x) { return __builtin_bit_cast(uint64_t, x); }
ZEAL_INLINE float from_bits(uint32_t u) { return __builtin_bit_cast(float, u); }
ZEAL_INLINE double from_bits(uint64_t u) { return __builtin_bit_cast(double, u); }

ZEAL_INLINE float abs(float x) { return __builtin_fabsf(x); }
ZEAL_INLINE double abs(double x) { return __builtin_fabs(x); }
ZEAL_INLINE float copysign(float x, float s) { return __builtin_copysignf(x, s); }
ZEAL_INLINE double copysign(double x, double s) { return __builtin_copysign(x, s); }
ZEAL_INLINE float sqrt(float x) { return __builtin_sqrtf(x); }
ZEAL_INLINE double sqrt(double x) { return __builtin_sqrt(x); }

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
inline constexpr bool kHasFma = true;
ZEAL_INLINE float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
ZEAL_INLINE double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
#else
inline constexpr bool kHasFma = false;
ZEAL_INLINE float fma(float a, float b, float c) { return a * b + c; }
ZEAL_INLINE double fma(double a, double b, double c) { return a * b + c; }
#endif

// Horner's rule, highest power first: poly(x, a, b, c) is (a x + b) x + c.
template <class T>
ZEAL_INLINE T poly(T, T a) {
  return a;
}
template <class T, class... C>
ZEAL_INLINE T poly(T x, T a, T b, C... rest) {
  return poly(x, fma(a, x, b), T(rest)...);
}

ZEAL_INLINE float min(float a, float b) { return b < a ? b : a; }  // a where either is NaN
ZEAL_INLINE float max(float a, float b) { return a < b ? b : a; }
ZEAL_INLINE double min(double a, double b) { return b < a ? b : a; }
ZEAL_INLINE double max(double a, double b) { return a < b ? b : a; }
}  // namespace host
}  // namespace zeal::m
