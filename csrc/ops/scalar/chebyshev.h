// Chebyshev series: how functions without a quick formula are computed, in double.
//
// Note [Special functions]
// Functions of this kind (Bessel's, Dawson's, Fresnel's, ...) are cut into intervals, and on each
// a smooth part of them is a series in Chebyshev polynomials, cut off where its terms are below
// 3e-18. All is computed in double: a float's result is exact but for the last rounding, a
// double's good to a few ULP, except near a zero that has not been divided out, where only the
// absolute error is small. The functions have branches and internal linkage: each instruction set
// compiles its own.
#pragma once
#include <cstddef>

#include "core/macros.h"

namespace zeal::m::detail {

// The sum of c[k] T_k(t), t going from -1 to 1 as x goes from lo to hi (Clenshaw's recurrence).
template <size_t N>
static inline HOST_DEVICE double chebyshev(const double (&c)[N], double x, double lo, double hi) {
  const double t = (2. * x - (lo + hi)) / (hi - lo);
  double b1 = 0., b2 = 0.;
  for (size_t k = N - 1; k > 0; --k) {
    const double b0 = 2. * t * b1 - b2 + c[k];
    b2 = b1;
    b1 = b0;
  }
  return t * b1 - b2 + c[0];
}

}  // namespace zeal::m::detail
