// sin, cos and tan.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE float sin(float x) { return __builtin_sinf(x); }
ZEAL_INLINE double sin(double x) { return __builtin_sin(x); }
ZEAL_INLINE float cos(float x) { return __builtin_cosf(x); }
ZEAL_INLINE double cos(double x) { return __builtin_cos(x); }
ZEAL_INLINE float tan(float x) { return __builtin_tanf(x); }
ZEAL_INLINE double tan(double x) { return __builtin_tan(x); }
}  // namespace host

ZEAL_MATH1(sin)
ZEAL_MATH1(cos)
ZEAL_MATH1(tan)
}  // namespace zeal::m
