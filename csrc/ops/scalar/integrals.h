// Functions that are integrals: Dawson's, the exponential and Fresnel's, and Spence's dilogarithm.
#pragma once
#include "ops/scalar/chebyshev.h"
#include "ops/scalar/exp.h"
#include "ops/scalar/log.h"
#include "ops/scalar/outline.h"
#include "ops/scalar/round.h"
#include "ops/scalar/trig.h"

namespace zeal::m {
namespace detail {

// F(x) / x of x^2, x in [0, 3/2].
static inline ZEAL_OUTLINE HOST_DEVICE double dawson_a(double z) {
  constexpr double c[] = {0.5707922624166007,      -0.3463838355548586,     0.07065180419172835,
                          -0.010736531881732866,   0.0012945996741381461,   -0.00012912776695424023,
                          1.0970816830768079e-05,  -8.113108541454375e-07,  5.30964605349208e-08,
                          -3.1157320525026715e-09, 1.6567995408203393e-10,  -8.053578323569077e-12,
                          3.604940609419131e-13,   -1.4952116187952276e-14, 5.777369821408692e-16,
                          -2.0893167653787924e-17};
  return chebyshev(c, z, 0., 2.25);
}

// X F(x), x in [3/2, 3].
static inline ZEAL_OUTLINE HOST_DEVICE double dawson_b(double x) {
  constexpr double c[] = {0.5850759403875369,      -0.05831891389919104,    0.0056823413389805195,
                          0.004110249582197657,    -0.002159870736112456,   0.0004465021669751963,
                          -9.113638788261775e-06,  -1.7948248787791395e-05, 4.150992124264546e-06,
                          -1.6646240434034714e-07, -9.88434465269782e-08,   1.9878489521437626e-08,
                          -3.268903247091324e-10,  -4.1733746136902174e-10, 5.773050257982083e-11,
                          1.753672900005375e-12,   -1.2599138156794767e-12, 9.554427960910904e-14,
                          1.1670750954252793e-14,  -2.529080194041641e-15,  4.334322903804616e-17,
                          3.187621697709485e-17,   -3.0423450386978687e-18};
  return chebyshev(c, x, 1.5, 3.);
}

// X F(x), x in [3, 6].
static inline ZEAL_OUTLINE HOST_DEVICE double dawson_c(double x) {
  constexpr double c[] = {0.5169071773086646,      -0.012601226169385905,   0.003793553464552006,
                          -0.0010830239589910845,  0.00030827960146883975,  -8.798932930591846e-05,
                          2.4441212719104835e-05,  -6.181297800474249e-06,  1.2373933494987924e-06,
                          -1.0266436237848353e-07, -6.075351502094436e-08,  4.078416010242293e-08,
                          -1.492418696448256e-08,  3.7031905755509793e-09,  -5.170897870278183e-10,
                          -4.354145637669601e-11,  5.094054393763224e-11,   -1.6212377963944348e-11,
                          2.718180130828209e-12,   -1.7979464092088792e-15, -1.462013591585185e-13,
                          4.531344990654461e-14,   -6.199862535482392e-15,  -3.8880632426573736e-16,
                          3.9020888693270063e-16,  -8.591204589468226e-17,  5.307134297311971e-18,
                          2.216583859954447e-18};
  return chebyshev(c, x, 3., 6.);
}

// X F(x) of 1/x^2, x >= 6.
static inline ZEAL_OUTLINE HOST_DEVICE double dawson_d(double z) {
  constexpr double c[] = {0.5035876129645751,     0.0036272895370968276,  4.043227794147476e-05,
                          7.765781114870023e-07,  2.1642658791578287e-08, 8.061553832188654e-10,
                          3.8293208699328153e-11, 2.253688704681202e-12,  1.6150561891539438e-13,
                          1.3978659939493424e-14, 1.462595325998312e-15,  1.8626981994519345e-16,
                          2.875450915602032e-17,  5.130382996476323e-18};
  return chebyshev(c, z, 0., 1. / 36);
}

// (Ei(x) - gamma - log x) / x, x in [0, 4].
static inline ZEAL_OUTLINE HOST_DEVICE double ei_a(double x) {
  constexpr double c[] = {
      2.2593656180048374,    1.6148409342792118,     0.4329443540662331,     0.09121785089581315,
      0.01580910594359609,   0.0023276878223026398,  0.0002980193939398273,  3.3764230582207784e-05,
      3.431289615617466e-06, 3.1619531466944543e-07, 2.6656268034416017e-08, 2.071062650887602e-09,
      1.492267764487042e-10, 1.0024940040591882e-11, 6.308272136276411e-13,  3.733304114266199e-14,
      2.085376458546165e-15, 1.102973977084809e-16,  5.539522065305583e-18};
  return chebyshev(c, x, 0., 4.);
}

// X e^-x Ei(x) of 1/x, x in [4, 10].
static inline ZEAL_OUTLINE HOST_DEVICE double ei_b(double r) {
  constexpr double c[] = {1.2912087475673635,     0.15834885090578274,    -0.006764275590323142,
                          -0.005125843950185726,  0.0004352324921693911,  0.00014361336630548354,
                          -4.180132055630179e-05, 2.7133957586409437e-06, 1.1513819136470894e-06,
                          -4.206500220120268e-07, 6.658190139137445e-08,  -6.621437772375856e-10,
                          -2.84410487054599e-09,  9.407241973680665e-10,  -1.774766026862123e-10,
                          1.5830222990521852e-11, 2.9057328484482887e-12, -1.769356202383076e-12,
                          4.927350241333027e-13,  -9.370976515557365e-14, 1.0707654071417934e-14,
                          5.37854729656784e-16,   -7.167610823182241e-16, 2.443859268049522e-16,
                          -5.825108541479334e-17, 1.0467225589834776e-17};
  return chebyshev(c, r, 0.1, 0.25);
}

// The same, x in [10, 24].
static inline ZEAL_OUTLINE HOST_DEVICE double ei_c(double r) {
  constexpr double c[] = {1.0862955612278213,      0.042714761836600536,   0.0022696015058792903,
                          0.0001920043721151367,   3.498975846145954e-06,  -4.6821057585016014e-06,
                          -6.772733151280153e-07,  1.1713819618807478e-07, 2.4556704697974367e-08,
                          -5.185353368530412e-09,  -5.542144973448052e-10, 2.5743766687808565e-10,
                          -1.1021114355357731e-11, -8.687339235357002e-12, 1.920319292266619e-12,
                          1.4238590507701378e-16,  -7.993839350098492e-14, 1.714792447144844e-14,
                          -5.038225709795814e-16,  -6.102700495926894e-16, 1.722080115117587e-16,
                          -1.7766471631594284e-17};
  return chebyshev(c, r, 1. / 24, 0.1);
}

// The same, x in [24, 64].
static inline ZEAL_OUTLINE HOST_DEVICE double ei_d(double r) {
  constexpr double c[] = {1.0306741792771887,      0.014758312085864913,    0.00022737475170941213,
                          5.720786973549258e-06,   2.1290515827433905e-07,  1.135319449590431e-08,
                          8.662648088502393e-10,   8.891425454877701e-11,   9.520976615609048e-12,
                          4.3684910204006643e-13,  -1.8730916222597833e-13, -6.11217176403482e-14,
                          -5.8338915165586925e-15, 1.3185488804027483e-15,  4.1510529089806974e-16,
                          -7.599484903555514e-18,  -1.8001352133354676e-17};
  return chebyshev(c, r, 1. / 64, 1. / 24);
}

// The same, x >= 64.
static inline ZEAL_OUTLINE HOST_DEVICE double ei_e(double r) {
  constexpr double c[] = {1.0080031793208541,     0.008068045678193398,   6.566866174883777e-05,
                          8.157732905634594e-07,  1.3756788351852827e-08, 2.954355382554657e-10,
                          7.762383484661128e-12,  2.4278845585813524e-13, 8.863216435408217e-15,
                          3.7211158710629097e-16, 1.776468336026274e-17};
  return chebyshev(c, r, 0., 1. / 64);
}

// C(x) / x of x^4, x^4 in [0, 8].
static inline ZEAL_OUTLINE HOST_DEVICE double fresnel_c(double w) {
  constexpr double c[] = {0.4846195234218121,     -0.3876728085583467,    0.11173767016714548,
                          -0.014813043194432206,  0.0011027131273977295,  -5.2464846089225995e-05,
                          1.7337513583957848e-06, -4.213653555829947e-08, 7.851648854585329e-10,
                          -1.157787714211318e-11, 1.3850170272188257e-13, -1.3713378015730126e-15,
                          1.1425331965569038e-17};
  return chebyshev(c, w, 0., 8.);
}

// S(x) / x^3 of x^4, x^4 in [0, 8].
static inline ZEAL_OUTLINE HOST_DEVICE double fresnel_s(double w) {
  constexpr double c[] = {0.286724082182279,      -0.19897004878798197,   0.03448260983772993,
                          -0.0032285690280374237, 0.00018602693976209363, -7.232187997076285e-06,
                          2.0229768888479496e-07, -4.265653326986442e-09, 7.023104841606739e-11,
                          -9.279614258298383e-13, 1.005824669738244e-14,  -9.105607085944112e-17,
                          6.988630102405376e-19};
  return chebyshev(c, w, 0., 8.);
}

// Pi x f(x) of 1/x^4, x^4 >= 8: f and g are the auxiliary functions.
static inline ZEAL_OUTLINE HOST_DEVICE double fresnel_f(double u) {
  constexpr double c[] = {0.984672689347644,       -0.014369547107737378,   0.0008397999283610904,
                          -9.71694069305421e-05,   1.6197830444252038e-05,  -3.4064007516423885e-06,
                          8.433414261311616e-07,   -2.35920709809674e-07,   7.262145949679103e-08,
                          -2.4153119771391293e-08, 8.565908770967927e-09,   -3.207657525966192e-09,
                          1.2586969528775499e-09,  -5.144842487818633e-10,  2.179950251774776e-10,
                          -9.537396239463977e-11,  4.294345916961956e-11,   -1.984492371227349e-11,
                          9.390038230823618e-12,   -4.540200035714069e-12,  2.239306724550247e-12,
                          -1.1249177914539336e-12, 5.747968100459805e-13,   -2.98386561780192e-13,
                          1.5720175117173774e-13,  -8.397288068340609e-14,  4.544187429884144e-14,
                          -2.4892976915837215e-14, 1.3794310173957945e-14,  -7.727732881628905e-15,
                          4.374047963918433e-15,   -2.500148390008318e-15,  1.4424109960944592e-15,
                          -8.395761284507814e-16,  4.92833968834263e-16,    -2.9163904156303536e-16,
                          1.7391702810952153e-16,  -1.0448349353125094e-16, 6.321641634651059e-17,
                          -3.850924275789045e-17,  2.361224876273212e-17,   -1.456929879222797e-17,
                          9.044138703034148e-18,   -5.647125701248386e-18,  3.5459229217498524e-18};
  return chebyshev(c, u, 0., 0.125);
}

// Pi^2 x^3 g(x) of 1/x^4, x^4 >= 8.
static inline ZEAL_OUTLINE HOST_DEVICE double fresnel_g(double u) {
  constexpr double c[] = {0.9329532370176592,      -0.06033026333675729,    0.005638872703401966,
                          -0.0008504631756118841,  0.0001697716578213827,   -4.0869845449696584e-05,
                          1.1267717533776858e-05,  -3.445958954640985e-06,  1.1444763854390386e-06,
                          -4.0667258595637027e-07, 1.5292240351735838e-07,  -6.035058247578039e-08,
                          2.4835249407453404e-08,  -1.0602204595671515e-08, 4.675734205005971e-09,
                          -2.1229184488265056e-09, 9.894553295604884e-10,   -4.722596277424588e-10,
                          2.30347394015935e-10,    -1.1461039415563353e-10, 5.807977735487978e-11,
                          -2.9935890643013006e-11, 1.567479915657005e-11,   -8.328939815523387e-12,
                          4.486844068717522e-12,   -2.448410607281287e-12,  1.3523372889585593e-12,
                          -7.555109824203956e-13,  4.2665507208989415e-13,  -2.4341269617087034e-13,
                          1.4022034326075072e-13,  -8.152120838480457e-14,  4.781114383787248e-14,
                          -2.827540179736856e-14,  1.685563744672608e-14,   -1.0124789440346123e-14,
                          6.126180308082284e-15,   -3.732715089283116e-15,  2.289646396690084e-15,
                          -1.4135324207562303e-15, 8.780707775284919e-16,   -5.487050589100747e-16,
                          3.448573536380111e-16,   -2.1794256238085758e-16, 1.384722057048397e-16,
                          -8.843446433018274e-17,  5.676007005068044e-17,   -3.660608343491291e-17,
                          2.3718075595285774e-17,  -1.5436342276024828e-17, 1.0089232891278673e-17,
                          -6.6206207086408905e-18, 4.3598428267309865e-18,  -2.878831689378207e-18};
  return chebyshev(c, u, 0., 0.125);
}

// Li2(-w) / -w, w in [-1/2, 1/2].
static inline ZEAL_OUTLINE HOST_DEVICE double dilog(double w) {
  constexpr double c[] = {1.0149416064096537,      -0.13148012838765802,    0.015313452518102082,
                          -0.002272188943655959,   0.00038516199300815945,  -7.103404374209115e-05,
                          1.3885622487404779e-05,  -2.8323954583854513e-06, 5.968314737835964e-07,
                          -1.2902312437546724e-07, 2.8475309127972237e-08,  -6.392641519505728e-09,
                          1.4558235675968631e-09,  -3.356030027905024e-10,  7.818019409066589e-11,
                          -1.8379324194103908e-11, 4.355524622917214e-12,   -1.0395111785603755e-12,
                          2.496666278162975e-13,   -6.030470288343577e-14,  1.4640624936086265e-14,
                          -3.570903196070032e-15,  8.746346791364233e-16,   -2.1505456792131715e-16,
                          5.3064798693556575e-17,  -1.3136479985932125e-17, 3.2618102770187097e-18};
  return chebyshev(c, w, -0.5, 0.5);
}

// e^(-x^2) times the integral of e^(t^2) from 0 to x.
static inline ZEAL_OUTLINE HOST_DEVICE double dawsn(double x) {
  const double a = x < 0. ? -x : x;
  if (a <= 1.5) return x * dawson_a(x * x);
  if (a <= 3.) return dawson_b(a) / x;
  if (a <= 6.) return dawson_c(a) / x;
  return dawson_d(1. / a / a) / x;
}

// The integral of e^t / t from minus infinity to x > 0.
static inline ZEAL_OUTLINE HOST_DEVICE double expint(double x) {
  if (!(x > 0.)) return x == 0. ? -kInf<double> : kNaN<double>;
  if (x <= 4.) return x * ei_a(x) + 0.57721566490153286061 + m::log(x);
  if (x == kInf<double>) return x;
  const double r = 1. / x, half = m::exp(0.5 * x);  // e^x alone may overflow
  const double y = x <= 10. ? ei_b(r) : x <= 24. ? ei_c(r) : x <= 64. ? ei_d(r) : ei_e(r);
  return y * r * half * half;
}

// The sine and cosine of pi x^2 / 2, x^2 being the sum of two numbers without an error.
struct Turn {
  double s, c;
};
static inline ZEAL_OUTLINE HOST_DEVICE double modulo4(double x) {
  return x - 4. * m::floor(0.25 * x);
}
static inline ZEAL_OUTLINE HOST_DEVICE Turn quadratic_turn(double x) {
  const double hi = x * x, lo = __builtin_fma(x, x, -hi);
  const double t = 1.57079632679489661923 * modulo4(modulo4(hi) + modulo4(lo));
  return {m::sin(t), m::cos(t)};
}
// The integrals of cos(pi t^2 / 2) and sin(pi t^2 / 2) from 0 to x.
static inline ZEAL_OUTLINE HOST_DEVICE double fresnel_cos(double x) {
  const double a = x < 0. ? -x : x, w = a * a * a * a;
  double y = 0.5;
  if (w <= 8. || x != x) return x * fresnel_c(w);
  if (a < 0x1p60) {
    const Turn t = quadratic_turn(a);
    const double f = fresnel_f(1. / w) / (3.14159265358979323846 * a);
    const double g = fresnel_g(1. / w) / (9.86960440108935861883 * a * a * a);
    y += f * t.s - g * t.c;
  }
  return x < 0. ? -y : y;
}
static inline ZEAL_OUTLINE HOST_DEVICE double fresnel_sin(double x) {
  const double a = x < 0. ? -x : x, w = a * a * a * a;
  double y = 0.5;
  if (w <= 8. || x != x) return x * x * x * fresnel_s(w);
  if (a < 0x1p60) {
    const Turn t = quadratic_turn(a);
    const double f = fresnel_f(1. / w) / (3.14159265358979323846 * a);
    const double g = fresnel_g(1. / w) / (9.86960440108935861883 * a * a * a);
    y -= f * t.c + g * t.s;
  }
  return x < 0. ? -y : y;
}

// The dilogarithm of 1 - x. That of arguments far from 0 is that of x or 1 / x, by reflection.
static inline ZEAL_OUTLINE HOST_DEVICE double spence(double x) {
  if (!(x >= 0.)) return kNaN<double>;
  if (x == 0.) return 1.64493406684822643647;  // pi^2 / 6
  if (x == kInf<double>) return -x;
  const bool invert = x > 2.;
  const double u = invert ? 1. / x : x;
  double y;
  if (u > 1.5) {
    const double w = 1. / u - 1., l = m::log(u);
    y = w * dilog(w) - 0.5 * l * l;
  } else if (u < 0.5) {
    y = u * dilog(-u);
    y = 1.64493406684822643647 - m::log(u) * m::log1p(-u) - y;
  } else {
    y = -(u - 1.) * dilog(u - 1.);
  }
  if (!invert) return y;
  const double l = m::log(x);
  return -0.5 * l * l - y;
}

}  // namespace detail

ZEAL_INLINE HOST_DEVICE double dawsn(double x) { return detail::dawsn(x); }
ZEAL_INLINE HOST_DEVICE float dawsn(float x) { return static_cast<float>(detail::dawsn(x)); }
ZEAL_INLINE HOST_DEVICE double expint(double x) { return detail::expint(x); }
ZEAL_INLINE HOST_DEVICE float expint(float x) { return static_cast<float>(detail::expint(x)); }
ZEAL_INLINE HOST_DEVICE double fresnel_cos(double x) { return detail::fresnel_cos(x); }
ZEAL_INLINE HOST_DEVICE float fresnel_cos(float x) {
  return static_cast<float>(detail::fresnel_cos(x));
}
ZEAL_INLINE HOST_DEVICE double fresnel_sin(double x) { return detail::fresnel_sin(x); }
ZEAL_INLINE HOST_DEVICE float fresnel_sin(float x) {
  return static_cast<float>(detail::fresnel_sin(x));
}
ZEAL_INLINE HOST_DEVICE double spence(double x) { return detail::spence(x); }
ZEAL_INLINE HOST_DEVICE float spence(float x) { return static_cast<float>(detail::spence(x)); }
}  // namespace zeal::m
