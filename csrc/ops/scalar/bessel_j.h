// The Bessel functions of order 0 and 1, of the first kind (J) and the second (Y).
#pragma once
#include "ops/scalar/chebyshev.h"
#include "ops/scalar/log.h"
#include "ops/scalar/outline.h"
#include "ops/scalar/power.h"
#include "ops/scalar/trig.h"

namespace zeal::m {
namespace detail {

// J0(x) / ((x^2 - r1^2) (x^2 - r2^2)) of x^2, x in [0, 8].
static inline ZEAL_OUTLINE HOST_DEVICE double j0_near(double z) {
  constexpr double c[] = {0.0019903555001601486,   -0.002620939138497025,   0.0008687721472062577,
                          -0.00017040584951557357, 2.204908639454817e-05,   -2.0248894980012834e-06,
                          1.3898025173428905e-07,  -7.406701254344167e-09,  3.1559927583611334e-10,
                          -1.1003860827939697e-11, 3.1989232970233477e-13,  -7.875041254709154e-15,
                          1.6632588015211278e-16,  -3.0475993756698376e-18, 4.8912290055811176e-20,
                          -6.933893887560204e-22};
  return chebyshev(c, z, 0., 64.);
}

// J1(x) / (x (x^2 - r1^2) (x^2 - r2^2)) of x^2, x in [0, 8].
static inline ZEAL_OUTLINE HOST_DEVICE double j1_near(double z) {
  constexpr double c[] = {0.00027895709887613106,  -0.0003115684036643562, 8.553646588540538e-05,
                          -1.4149356425623485e-05, 1.576470099225889e-06,  -1.269075502369425e-07,
                          7.747614077073057e-09,   -3.716577146675772e-10, 1.4395417669312554e-11,
                          -4.60007822413452e-13,   1.2341465589619718e-14, -2.8205466239524856e-16,
                          5.558821065951572e-18,   -9.546930865755219e-20, 1.4418291781315051e-21};
  return chebyshev(c, z, 0., 64.);
}

// Y0(x) - 2/pi log(x) J0(x) of x^2, x in [0, 8].
static inline ZEAL_OUTLINE HOST_DEVICE double y0_near(double z) {
  constexpr double c[] = {-0.03314611320328494,    -0.2744743055297453,     0.17903431407718265,
                          0.26156734625504663,     -0.17730201278114358,    0.04719668959576339,
                          -0.007287962479552079,   0.0007531135932577742,   -5.632079141056987e-05,
                          3.206532537654801e-06,   -1.44072332740187e-07,   5.248794787330516e-09,
                          -1.5837552541812015e-10, 4.02633081830612e-12,    -8.747341203310769e-14,
                          1.6434898714919468e-15,  -2.6977881152566837e-17, 3.9032584173475982e-19};
  return chebyshev(c, z, 0., 64.);
}

// (Y1(x) - 2/pi (log(x) J1(x) - 1/x)) / x of x^2, x in [0, 8].
static inline ZEAL_OUTLINE HOST_DEVICE double y1_near(double z) {
  constexpr double c[] = {0.0025380132357417816,   -0.01608717304766875,   -0.09591204536083074,
                          0.08445197259652346,     -0.028328123944594365,  0.005289897544167113,
                          -0.0006414551451326356,  5.505982873338744e-05,  -3.53808001868935e-06,
                          1.7707804556154404e-07,  -7.11055004989928e-09,  2.344337905911516e-10,
                          -6.4651518414115946e-12, 1.51429151205002e-13,   -3.0511859694473254e-15,
                          5.34668038572867e-17,    -8.224911372021585e-19, 1.1198518333682237e-20};
  return chebyshev(c, z, 0., 64.);
}

// The part of J0 in phase, of 1/x^2, x >= 8.
static inline ZEAL_OUTLINE HOST_DEVICE double p0(double z) {
  constexpr double c[] = {0.9994603493475187,      -0.0005365220468132117,  3.0751847875194745e-06,
                          -5.1705945376060975e-08, 1.6306464635151382e-09,  -7.86409137723707e-11,
                          5.168262387349193e-12,   -4.3045788699253914e-13, 4.3265957431549404e-14,
                          -5.069034095935236e-15,  6.748072215733873e-16,   -1.0011513723467786e-16,
                          1.6305919233744186e-17};
  return chebyshev(c, z, 0., 0.015625);
}

// X times the part of J0 out of phase, of 1/x^2, x >= 8.
static inline ZEAL_OUTLINE HOST_DEVICE double q0(double z) {
  constexpr double c[] = {-0.12444683684269607,    0.0005470815954089319,  -5.9315987288485175e-06,
                          1.4377965798375193e-07,  -5.817532749493056e-09, 3.376097523734991e-10,
                          -2.565397936797308e-11,  2.404916100281365e-12,  -2.6690625482579414e-13,
                          3.4041800321963686e-14,  -4.87994410531204e-15,  7.729703176242605e-16,
                          -1.3348852171502517e-16, 2.4865952389390515e-17, -4.952892629886516e-18,
                          1.0473158973776097e-18};
  return chebyshev(c, z, 0., 0.015625);
}

// The part of J1 in phase, of 1/x^2, x >= 8.
static inline ZEAL_OUTLINE HOST_DEVICE double p1(double z) {
  constexpr double c[] = {1.0009030408600137,      0.0008989898330859408,   -3.987284300488908e-06,
                          6.177633960644299e-08,   -1.8718907491063067e-09, 8.816898659582339e-11,
                          -5.704863640395645e-12,  4.699195515230542e-13,   -4.6842237839904895e-14,
                          5.452674896044717e-15,   -7.221180842274018e-16,  1.0667689114335412e-16,
                          -1.7312313216116335e-17, 3.0492991197665872e-18};
  return chebyshev(c, z, 0., 0.015625);
}

// X times the part of J1 out of phase, of 1/x^2, x >= 8.
static inline ZEAL_OUTLINE HOST_DEVICE double q1(double z) {
  constexpr double c[] = {0.3742222965562826,     -0.0007702178839325664, 7.3108922063643636e-06,
                          -1.676782510726674e-07, 6.583354662120443e-09,  -3.749090950541556e-10,
                          2.8121750359748866e-11, -2.61145253946232e-12,  2.8774212663332235e-13,
                          -3.649001916061838e-14, 5.206626366226707e-15,  -8.215318025458595e-16,
                          1.4141084390211833e-16, -2.626761589838529e-17, 5.2192649196714085e-18};
  return chebyshev(c, z, 0., 0.015625);
}

// x - zero, the zero given as the sum of two numbers, so that no digit is lost beside it.
static inline ZEAL_OUTLINE HOST_DEVICE double off_zero(double x, double hi, double lo) {
  return (x - hi) - lo;
}

// The zeros below 8 are divided out of the series.
static inline ZEAL_OUTLINE HOST_DEVICE double j0_low(double x) {
  constexpr double r1 = 2.404825557695773, r2 = 5.520078110286311;
  const double a = off_zero(x, r1, -1.176691651530894e-16) * (x + r1);
  const double b = off_zero(x, r2, 8.088597146146722e-17) * (x + r2);
  return a * b * j0_near(x * x);
}
static inline ZEAL_OUTLINE HOST_DEVICE double j1_low(double x) {
  constexpr double r1 = 3.8317059702075125, r2 = 7.015586669815619;
  const double a = off_zero(x, r1, -1.5269184090088067e-16) * (x + r1);
  const double b = off_zero(x, r2, -9.414165653410389e-17) * (x + r2);
  return x * a * b * j1_near(x * x);
}

// From 8 up, with the phase t = x - pi/4 (x - 3 pi/4 for order 1), J is
// sqrt(2 / (pi x)) (P cos t - Q sin t), and Y has sine and cosine exchanged.
static inline ZEAL_OUTLINE HOST_DEVICE double j_high(double x, double p, double q, double c,
                                                     double s) {
  return (p * c - q / x * s) * 0.56418958354775628695 / m::sqrt(x);  // 1 / sqrt(pi)
}
static inline ZEAL_OUTLINE HOST_DEVICE double y_high(double x, double p, double q, double c,
                                                     double s) {
  return (p * s + q / x * c) * 0.56418958354775628695 / m::sqrt(x);
}

static inline ZEAL_OUTLINE HOST_DEVICE double bessel_j0(double x) {
  x = x < 0. ? -x : x;
  if (x <= 8.) return j0_low(x);
  if (x == kInf<double>) return 0.;
  const double z = 1. / x / x, c = m::cos(x), s = m::sin(x);
  return j_high(x, p0(z), q0(z), c + s, s - c);
}
static inline ZEAL_OUTLINE HOST_DEVICE double bessel_j1(double x) {
  const double a = x < 0. ? -x : x;
  if (a <= 8.) return x < 0. ? -j1_low(a) : j1_low(x);
  if (a == kInf<double>) return 0.;
  const double z = 1. / a / a, c = m::cos(a), s = m::sin(a);
  const double y = j_high(a, p1(z), q1(z), s - c, -s - c);
  return x < 0. ? -y : y;
}
static inline ZEAL_OUTLINE HOST_DEVICE double bessel_y0(double x) {
  if (!(x > 0.)) return x == 0. ? -kInf<double> : kNaN<double>;
  if (x <= 8.) return y0_near(x * x) + 0.63661977236758134308 * m::log(x) * j0_low(x);
  if (x == kInf<double>) return 0.;
  const double z = 1. / x / x, c = m::cos(x), s = m::sin(x);
  return y_high(x, p0(z), q0(z), c + s, s - c);
}
static inline ZEAL_OUTLINE HOST_DEVICE double bessel_y1(double x) {
  if (!(x > 0.)) return x == 0. ? -kInf<double> : kNaN<double>;
  if (x <= 8.)
    return x * y1_near(x * x) + 0.63661977236758134308 * (m::log(x) * j1_low(x) - 1. / x);
  if (x == kInf<double>) return 0.;
  const double z = 1. / x / x, c = m::cos(x), s = m::sin(x);
  return y_high(x, p1(z), q1(z), s - c, -s - c);
}

}  // namespace detail

ZEAL_INLINE HOST_DEVICE double bessel_j0(double x) { return detail::bessel_j0(x); }
ZEAL_INLINE HOST_DEVICE float bessel_j0(float x) {
  return static_cast<float>(detail::bessel_j0(x));
}
ZEAL_INLINE HOST_DEVICE double bessel_j1(double x) { return detail::bessel_j1(x); }
ZEAL_INLINE HOST_DEVICE float bessel_j1(float x) {
  return static_cast<float>(detail::bessel_j1(x));
}
ZEAL_INLINE HOST_DEVICE double bessel_y0(double x) { return detail::bessel_y0(x); }
ZEAL_INLINE HOST_DEVICE float bessel_y0(float x) {
  return static_cast<float>(detail::bessel_y0(x));
}
ZEAL_INLINE HOST_DEVICE double bessel_y1(double x) { return detail::bessel_y1(x); }
ZEAL_INLINE HOST_DEVICE float bessel_y1(float x) {
  return static_cast<float>(detail::bessel_y1(x));
}
}  // namespace zeal::m
