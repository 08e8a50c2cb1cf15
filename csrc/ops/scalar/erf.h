// The error function and its complement, and what they give: the normal distribution, gelu_erf.
#pragma once
#include "ops/scalar/exp.h"
#include "ops/scalar/twofold.h"

namespace zeal::m {
namespace host {
// e^(a^2) erfc(a) for a >= 0 is q times a polynomial of t = 1 - 2 q, q = 3 / (a + 3), minimax up to
// where erfc is 0 to 2^-26 and 2^-54. This is that polynomial less its constant, kErfcx0.
template <class T>
inline constexpr T kErfcx0 = sizeof(T) == 4 ? T(0.3580023f) : T(0.3580023023627799);
ZEAL_INLINE float erfcx_poly(float t) {
  return t * poly(t, -9.846099e-05f, -0.00014201475f, 0.0010293052f, -0.00042069578f, -0.008950325f,
                  0.03984551f, -0.10348797f, 0.19674258f, -0.29446486f);
}
ZEAL_INLINE double erfcx_poly(double t) {
  return t * poly(t, -4.680459537317887e-10, -1.9979412753366123e-09, 6.32701278647885e-10,
                  1.5811597246371517e-08, 1.3568336201774297e-08, -7.70300628395362e-08,
                  -1.3424038401209222e-07, 3.3256773967306177e-07, 9.207615521513658e-07,
                  -1.582943545027068e-06, -5.823134580857274e-06, 1.0132689844257871e-05,
                  3.585373699297332e-05, -9.225927657425541e-05, -0.00018276988383335446,
                  0.0010113539996951814, -0.0004041388768667469, -0.008942411541437335,
                  0.039842587095811774, -0.10348908730019128, 0.19674278570136647,
                  -0.2944648177232945);
}
// The rounding of q is made good: q belongs to a - d, and erfcx' = 2 a erfcx - 2 / sqrt(pi). Kind
// is 1 for erfcx(a) and 2 for erfcx(a / sqrt(2)).
template <int Kind = 1, class T>
ZEAL_INLINE Two<T> erfcx(T a) {
  constexpr T k = Kind == 1 ? T(3) : T(4.24264068711928514641);
  constexpr T slope = Kind == 1 ? T(2) : T(1),
              at0 = Kind == 1 ? T(1.12837916709551257390) : T(0.79788456080286535588);
  auto s = two_sum(a, k);
  T q = k / s.hi;
  auto p = two_prod(q, s.hi);
  T d = ((p.hi - k) + fma(q, s.lo, p.lo)) * (s.hi * (T(1) / k));
  auto g = two_sum(kErfcx0<T>, erfcx_poly(fma(T(-2), q, T(1))));
  T y = q * g.hi;
  return {y, fma(fma(slope * a, y, -at0), d, q * g.lo)};
}
template <class T>
inline constexpr T kErfcEnd = sizeof(T) == 4 ? T(10.2) : T(27.25);  // erfc rounds to 0 from here

template <class T>
ZEAL_INLINE T erfc_abs(T a) {  // a >= 0
  a = a > kErfcEnd<T> ? kErfcEnd<T> : a;
  auto [hi, lo] = square(a);
  auto y = erfcx(a);
  return exp_times(y.hi, y.lo, -hi, -lo);
}
// Max error: float 3.2 ULP, double 3.0.
template <class T>
ZEAL_INLINE T erfc(T x) {
  T y = erfc_abs(abs(x));
  return x < T(0) ? T(2) - y : y;
}

// Up to 0.9, x + x P(x^2); then 1 - e^-p(x), p being -log erfc, which is almost quadratic.
// Max error: float 1.3 ULP, double 1.7.
ZEAL_INLINE float erf(float x) {
  float a = abs(x), z = x * x;
  float near = fma(a,
                   poly(z, 7.968962e-05f, -0.00080445874f, 0.005192069f, -0.026855644f, 0.11283625f,
                        -0.3761263f, 0.12837917f),
                   a);
  float c = a > 3.95f ? 3.95f : a;  // where erf has become 1
  float p = poly(c, -0.0001982126f, 0.003065445f, -0.022315107f, 0.10411357f, 0.6369761f,
                 1.1277972f, 0.0001664444f);
  float far = 1.f - exp_normal(-p);
  return copysign(a < 0.9f ? near : far, x);
}
ZEAL_INLINE double erf(double x) {
  double a = abs(x), z = x * x;
  double near =
      a * poly(z, -4.947863820277264e-11, -4.784109538608506e-10, 1.291717532772826e-08,
               -1.6085385279342194e-07, 1.6435439897250818e-06, -1.4923965016738143e-05,
               0.00012055261680847232, -0.0008548325032003616, 0.005223977590091447,
               -0.0268661706414193, 0.11283791670934933, -0.3761263890318332, 1.1283791670955126);
  return copysign(a < 1. ? near : 1. - erfc_abs(a), x);
}

// x Phi(x) = x/2 erfc(-x / sqrt(2)); the tail for negative x keeps all its digits.
// Max error: float 3.6 ULP, double 3.9.
template <class T>
ZEAL_INLINE T gelu_erf(T x) {
  constexpr T end = sizeof(T) == 4 ? T(14.42) : T(38.6);
  T a = abs(x);
  a = a > end ? end : a;
  auto [hi, lo] = square(a);
  auto y = erfcx<2>(a);
  T h = T(0.5) * a;
  T tail = exp_times(h * y.hi, h * y.lo, T(-0.5) * hi, T(-0.5) * lo);
  return x < T(0) ? -tail : x - tail;
}
}  // namespace host

ZEAL_MATH1(erf)
ZEAL_MATH1(erfc)
ZEAL_INLINE HOST_DEVICE float gelu_erf(float x) {
  return ZEAL_HOST_OR_CUDA(host::gelu_erf(x), x * ::normcdff(x));
}
ZEAL_INLINE HOST_DEVICE double gelu_erf(double x) {
  return ZEAL_HOST_OR_CUDA(host::gelu_erf(x), x * ::normcdf(x));
}
}  // namespace zeal::m
