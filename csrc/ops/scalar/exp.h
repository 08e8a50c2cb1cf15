// exp, exp2 and expm1: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial in r, then 2^n by exponent
// bits.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
// n rounded to a whole number by adding 1.5 * 2^23 (2^52), which leaves it in the low bits of the
// sum. `bias` is added besides, so that the low bits are what the exponent field of 2^n needs.
template <class T>
inline constexpr T kRound = sizeof(T) == 4 ? T(12582912) : T(6755399441055744);

// p * 2^n for n where 2^n itself may over- or underflow: two factors, each a normal number, so that
// the only rounding is the last. `u` is the bit pattern of kRound + n + kBias2, n in [-2 bias, bias
// + 1].
template <class T>
inline constexpr T kBias2 = sizeof(T) == 4 ? T(254) : T(2046);
ZEAL_INLINE float scale(float p, uint32_t u) {
  uint32_t h = u >> 1;
  return p * from_bits(h << 23) * from_bits((u - h) << 23);
}
ZEAL_INLINE double scale(double p, uint64_t u) {
  uint64_t h = u >> 1;
  return p * from_bits(h << 52) * from_bits((u - h) << 52);
}

// ln 2 in two parts; the product of the first with any n that occurs is exact
template <class T>
inline constexpr T kLn2Hi = sizeof(T) == 4 ? T(0.693145751953125) : T(0.6931471805601177);
template <class T>
inline constexpr T kLn2Lo = sizeof(T) == 4 ? T(1.4286068e-06) : T(-1.7239444525614835e-13);
template <class T>
inline constexpr T kLog2e = T(1.44269504088896340736);

// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2; relative to e^r within 2^-28 (float), 2^-63 (double)
ZEAL_INLINE float exp_tail(float r) {
  return poly(r, 0.0013845675f, 0.008369717f, 0.041668043f, 0.16666512f, 0.49999994f);
}
ZEAL_INLINE double exp_tail(double r) {
  return poly(r, 2.1022038883113296e-09, 2.5116202699407108e-08, 2.755695374843817e-07,
              2.7557222486002287e-06, 2.4801587657459388e-05, 0.00019841269909212894,
              0.0013888888888745174, 0.008333333333311672, 0.04166666666666686, 0.1666666666666669,
              0.5);
}

// e^(x + xlo) 2^K for x in [kExpLo, kExpHi + 1] or NaN; xlo is a correction of at most a few ulps
// of x.
template <int K = 0, class T>
ZEAL_INLINE T exp_core(T x, T xlo = T(0)) {
  constexpr T magic = kRound<T> + kBias2<T>;
  T t = fma(x, kLog2e<T>, magic);
  T n = t - magic;
  T r = fma(n, -kLn2Lo<T>, fma(n, -kLn2Hi<T>, x)) + xlo;
  T p = fma(r * r, exp_tail(r), r) + T(1);
  return scale(p, bits(K == 0 ? t : t + T(K)));
}
// (y + ylo) e^(x + xlo), one rounding for all three of the sum, the exponential and the product.
template <class T>
ZEAL_INLINE T exp_times(T y, T ylo, T x, T xlo) {
  constexpr T magic = kRound<T> + kBias2<T>;
  T t = fma(x, kLog2e<T>, magic);
  T n = t - magic;
  T r = fma(n, -kLn2Lo<T>, fma(n, -kLn2Hi<T>, x)) + xlo;
  T e = fma(r * r, exp_tail(r), r);
  return scale(y + fma(y, e, ylo), bits(t));
}

// e^x where e^x is a normal number.
template <class T>
ZEAL_INLINE T exp_normal(T x) {
  constexpr T magic = kRound<T> + kBias2<T> / 2;
  T t = fma(x, kLog2e<T>, magic);
  T n = t - magic;
  T r = fma(n, -kLn2Lo<T>, fma(n, -kLn2Hi<T>, x));
  T p = fma(r * r, exp_tail(r), r) + T(1);
  return p * from_bits(bits(t) << (sizeof(T) == 4 ? 23 : 52));
}

template <class T>
inline constexpr T kExpLo = sizeof(T) == 4 ? T(-104) : T(-746);  // e^x rounds to 0 from here down
template <class T>
inline constexpr T kExpHi = sizeof(T) == 4 ? T(89) : T(710);  // and to infinity from here up

// Max error: float 1.0 ULP, double 1.0.
template <class T>
ZEAL_INLINE T exp(T x) {
#ifdef __AVX512F__
  // Two selects in turn become seven instructions on masks; as far up as down, e^x is infinity.
  x = abs(x) > -kExpLo<T> ? copysign(-kExpLo<T>, x) : x;
#else
  x = x < kExpLo<T> ? kExpLo<T> : x;
  x = x > kExpHi<T> ? kExpHi<T> : x;
#endif
  return exp_core(x);
}

// (2^r - 1) / r for |r| <= 1/2, within 2^-27 and 2^-55
ZEAL_INLINE float exp2_tail(float r) {
  return poly(r, 0.00015810996f, 0.0013418198f, 0.009617066f, 0.055502728f, 0.24022655f,
              0.69314724f);
}
ZEAL_INLINE double exp2_tail(double r) {
  return poly(r, 4.0697330068532034e-10, 7.072631252377943e-09, 1.0180731803273086e-07,
              1.3215442345718238e-06, 1.5252727104769757e-05, 0.0001540353044225242,
              0.0013333558153827741, 0.009618129107606368, 0.05550410866478825, 0.240226506959101,
              0.6931471805599457);
}
// Max error: float 1.1 ULP, double 1.2.
template <class T>
ZEAL_INLINE T exp2(T x) {
  constexpr T lo = sizeof(T) == 4 ? T(-151) : T(-1076), hi = sizeof(T) == 4 ? T(129) : T(1025);
  constexpr T magic = kRound<T> + kBias2<T>;
  x = x < lo ? lo : x;
  x = x > hi ? hi : x;
  T t = x + magic;
  T r = x - (t - magic);
  return scale(fma(r, exp2_tail(r), T(1)), bits(t));
}

// (e^r - 1 - r) / r^2 again, now relative to e^r - 1: 2^-28 and 2^-63
ZEAL_INLINE float expm1_tail(float r) {
  return poly(r, 0.00015016067f, 0.0013930544f, 0.00834151f, 0.04166651f, 0.16666636f, 0.5f);
}
ZEAL_INLINE double expm1_tail(double r) {
  return poly(r, 1.5442215489316376e-10, 2.0922236085879942e-09, 2.5055432710284733e-08,
              2.7557252430144497e-07, 2.755731311074693e-06, 2.480158734585142e-05,
              0.00019841269846174924, 0.0013888888888876217, 0.008333333333331652,
              0.04166666666666668, 0.16666666666666669, 0.5);
}
// 2^(n-1) exists as a number for every n that matters, so the result is built at half its size.
template <class T>
ZEAL_INLINE T expm1_core(T x) {  // loses what is below the smallest normal number
  constexpr int mantissa = sizeof(T) == 4 ? 23 : 52;
  constexpr T magic = kRound<T> + (kBias2<T> / 2 - 1);
  T t = fma(x, kLog2e<T>, magic);
  T n = t - magic;
  T r = fma(n, -kLn2Lo<T>, fma(n, -kLn2Hi<T>, x));
  T e = fma(r * r, expm1_tail(r), r);
  T s = from_bits(bits(t) << mantissa);
  return T(2) * fma(s, e, s - T(0.5));
}
// Max error: float 1.5 ULP, double 2.0.
template <class T>
ZEAL_INLINE T expm1(T x) {
  constexpr T lo = sizeof(T) == 4 ? T(-18) : T(-38);
  T c = x < lo ? lo : x;
  c = c > kExpHi<T> ? kExpHi<T> : c;
  return abs(x) < std::numeric_limits<T>::epsilon() / 4 ? x : expm1_core(c);
}
}  // namespace host

ZEAL_MATH1(exp)
ZEAL_MATH1(exp2)
ZEAL_MATH1(expm1)
}  // namespace zeal::m
