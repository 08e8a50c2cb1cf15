// Double arithmetic good to 2^-32 or better: how functions of a float that would lose digits are
// done.
#pragma once
#include "ops/scalar/exp.h"

namespace zeal::m::host::wide {
// log2 of a positive, normal, finite x, relative error 2^-37: with s = (m - 1) / (m + 1), 2
// atanh(s) is log m for m in [sqrt(1/2), sqrt(2)).
ZEAL_INLINE double log2(double x) {
  constexpr uint64_t low = 0x3fe6a09e667f3bcd;
  uint64_t u = bits(x) + (0x3ff0000000000000 - low);
  double e = from_bits((u >> 52) | 0x4330000000000000) - (0x1p52 + 1023);
  double m = from_bits((u & 0x000fffffffffffff) + low);
  double s = (m - 1.) / (m + 1.), z = s * s;
  return fma(s,
             poly(z, 0.34075950070369443, 0.4116711277101873, 0.5770836116490071,
                  0.9617966732003633, 2.885390081790202),
             e);
}
ZEAL_INLINE double log(double x) { return 0.69314718055994530942 * log2(x); }

// 2^x within 2^-32 for |x| < 1000
ZEAL_INLINE double exp2(double x) {
  constexpr double magic = kRound<double> + 1023;
  double t = x + magic;
  double r = x - (t - magic);
  double p =
      poly(r, 1.3360111116888478e-05, 0.00015461948305426707, 0.0013342035255107302,
           0.009618055458841755, 0.05550400162638121, 0.24022650927618674, 0.6931471839159368, 1.);
  return p * from_bits(bits(t) << 52);
}
ZEAL_INLINE double exp(double x) { return exp2(x * 1.44269504088896340736); }
}  // namespace zeal::m::host::wide
