// The hyperbolic functions and their inverses.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE float sinh(float x) { return __builtin_sinhf(x); }
ZEAL_INLINE double sinh(double x) { return __builtin_sinh(x); }
ZEAL_INLINE float cosh(float x) { return __builtin_coshf(x); }
ZEAL_INLINE double cosh(double x) { return __builtin_cosh(x); }
ZEAL_INLINE float tanh(float x) { return __builtin_tanhf(x); }
ZEAL_INLINE double tanh(double x) { return __builtin_tanh(x); }
ZEAL_INLINE float asinh(float x) { return __builtin_asinhf(x); }
ZEAL_INLINE double asinh(double x) { return __builtin_asinh(x); }
ZEAL_INLINE float acosh(float x) { return __builtin_acoshf(x); }
ZEAL_INLINE double acosh(double x) { return __builtin_acosh(x); }
ZEAL_INLINE float atanh(float x) { return __builtin_atanhf(x); }
ZEAL_INLINE double atanh(double x) { return __builtin_atanh(x); }
}  // namespace host

ZEAL_MATH1(sinh)
ZEAL_MATH1(cosh)
ZEAL_MATH1(tanh)
ZEAL_MATH1(asinh)
ZEAL_MATH1(acosh)
ZEAL_MATH1(atanh)
}  // namespace zeal::m
