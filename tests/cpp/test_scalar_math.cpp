// zeal::m against libm in a wider type: the largest error in units in the last place, and special
// values.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstring>
#include <random>
#include <vector>

#include "ops/scalar/math.h"

namespace {
using namespace zeal;
using LD = long double;
constexpr double kLimit = 4;
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr LD kPi = 3.14159265358979323846264338327950288L;

// --- the error of `got`, in units in the last place of T at `want`
// ----------------------------------
template <class T, class R>
double ulps(T got, R want) {
  using L = std::numeric_limits<T>;
  if (std::isnan(want) || std::isnan(got)) return std::isnan(want) && std::isnan(got) ? 0 : kInf;
  if (want == 0 && got == 0) return std::signbit(want) == std::signbit(got) ? 0 : kInf;
  R top = std::ldexp(R(1), L::max_exponent);  // where the next number would be: infinity's place
  R g = std::isinf(got) ? std::copysign(top, R(got)) : R(got);
  R w = std::fabs(want) > top ? std::copysign(top, want) : want;
  int e;
  std::frexp(w, &e);
  int unit = std::max(e - L::digits, L::min_exponent - L::digits);
  return static_cast<double>(std::fabs(g - w) / std::ldexp(R(1), unit));
}

template <class T>
void add_special(std::vector<T>& v) {
  using L = std::numeric_limits<T>;
  for (T s :
       {T(0), T(1), T(0.5), T(2), L::infinity(), L::quiet_NaN(), L::max(), L::min(),
        L::denorm_min(), L::epsilon(), std::nextafter(T(1), T(0)), std::nextafter(T(1), T(2))})
    v.insert(v.end(), {s, -s});
}
// Every 1009th float.
const std::vector<float>& floats() {
  static const std::vector<float> all = [] {
    std::vector<float> v;
    for (uint64_t b = 0; b < (uint64_t{1} << 32); b += 1009) {
      auto u = static_cast<uint32_t>(b);
      float f;
      std::memcpy(&f, &u, 4);
      v.push_back(f);
    }
    add_special(v);
    return v;
  }();
  return all;
}
// Random bit patterns, and random numbers of ordinary sizes.
const std::vector<double>& doubles() {
  static const std::vector<double> all = [] {
    std::vector<double> v;
    std::mt19937_64 gen(7);
    for (int i = 0; i < 60000; ++i) {
      uint64_t u = gen();
      double f;
      std::memcpy(&f, &u, 8);
      v.push_back(f);
    }
    for (double size : {1e-3, 1., 2., 10., 40., 750., 1e5})
      for (int i = 0; i < 10000; ++i) v.push_back(std::ldexp(double(int64_t(gen())), -63) * size);
    add_special(v);
    return v;
  }();
  return all;
}

template <class T, class R, class F, class G>
void check(const char* name, const std::vector<T>& in, F f, G reference) {
  double worst = 0;
  T at = 0;
  for (T x : in) {
    double u = ulps<T, R>(f(x), reference(static_cast<R>(x)));
    if (u > worst || std::isnan(u)) worst = u, at = x;
  }
  EXPECT_LE(worst, kLimit) << name << (sizeof(T) == 4 ? " float" : " double") << " at " << at
                           << ": " << f(at) << " instead of " << reference(static_cast<R>(at));
  ::testing::Test::RecordProperty(sizeof(T) == 4 ? "ulp_float" : "ulp_double",
                                  std::to_string(worst));
  if (std::getenv("ZEAL_SHOW_ULP")) std::printf("%-12s %zu %.2f\n", name, sizeof(T), worst);
}

// --- references; R is double for floats, long double for doubles
// -------------------------------------
template <class R>
R ref_sigmoid(R x) {
  R e = std::exp(-std::fabs(x));
  return (x < 0 ? e : R(1)) / (1 + e);
}
template <class R>
R ref_softplus(R x) {
  return (x > 0 ? x : R(0)) + std::log1p(std::exp(-std::fabs(x)));
}
LD ref_gelu_erf(LD x) { return x < -60 ? -0.0L : x / 2 * std::erfc(-x / std::sqrt(2.0L)); }
LD ref_gelu_tanh(LD x) {
  return x < -60 ? -0.0L : x * ref_sigmoid(2 * std::sqrt(2 / kPi) * (x + 0.044715L * x * x * x));
}
LD ref_lgamma(LD x) { return std::isinf(x) ? LD(kInf) : std::lgamma(x); }
LD ref_digamma(LD x) {
  if (std::isinf(x)) return x > 0 ? x : LD(kNaN);
  LD h = (x - LD(1.4616321449683622)) -
         9.549995429965697715e-17L;  // from the root, where the sum below
  if (std::fabs(h) < 0.01L) {        // would cancel: Taylor's series
    LD y = 0;
    for (LD c : {-0.0154247659049489591388L, 0.02259764823221810465962L,
                 -0.03316112647484735929226L, 0.04880428816414310722509L,
                 -0.07219956125645471092612L, 0.1078240506912623657572L, -0.1639427054424065275043L,
                 0.2584997609556510106244L, -0.4427631689835921060929L, 0.9676722454476211704274L})
      y = y * h + c;
    return y * h;
  }
  if (x <= 0)
    return x == std::floor(x) ? LD(kNaN)
                              : ref_digamma(1 - x) - kPi / std::tan(kPi * (x - std::rint(x)));
  LD s = 0;
  for (; x < 40; x += 1) s -= 1 / x;
  LD z = 1 / (x * x);
  return s + std::log(x) - 0.5L / x -
         z * (1 / 12.L - z * (1 / 120.L - z * (1 / 252.L - z * (1 / 240.L - z * (1 / 132.L)))));
}
// erfinv(x) given also q = 1 - |x|, by Halley's method
LD ref_erfinv(LD x, LD q) {
  LD a = std::fabs(x);
  if (!(a <= 1)) return LD(kNaN);
  if (q == 0) return x * LD(kInf);
  if (a < 1e-9L) return x * std::sqrt(kPi) / 2;
  LD w = -std::log(q * (1 + a)), p = 2 / (kPi * 0.147L) - w / 2;
  LD z = std::sqrt(std::sqrt(p * p + w / 0.147L) - p);
  for (int i = 0; i < 5; ++i) {
    LD miss = a < 0.5L ? std::erf(z) - a : q - std::erfc(z);
    LD d = miss * std::sqrt(kPi) / 2 * std::exp(z * z);
    z -= d / (1 + z * d);
  }
  return std::copysign(z, x);
}
LD ref_ndtri(LD p) {
  if (!(p >= 0 && p <= 1)) return LD(kNaN);
  if (p == 0.5L) return 0;
  return std::sqrt(2.0L) *
         (p < 0.5L ? ref_erfinv(2 * p - 1, 2 * p) : ref_erfinv(2 * p - 1, 2 - 2 * p));
}

#define CHECK_BOTH(name, reference)                                  \
  TEST(ScalarMath, name) {                                           \
    check<float, double>(                                            \
        #name, floats(), [](float x) { return m::name(x); },         \
        [](double x) { return static_cast<double>(reference(x)); }); \
    check<double, LD>(                                               \
        #name, doubles(), [](double x) { return m::name(x); },       \
        [](LD x) { return static_cast<LD>(reference(x)); });         \
  }
CHECK_BOTH(exp, std::exp)
CHECK_BOTH(exp2, std::exp2)
CHECK_BOTH(expm1, std::expm1)
CHECK_BOTH(log, std::log)
CHECK_BOTH(log2, std::log2)
CHECK_BOTH(log10, std::log10)
CHECK_BOTH(log1p, std::log1p)
CHECK_BOTH(sqrt, std::sqrt)

CHECK_BOTH(cbrt, std::cbrt)
CHECK_BOTH(sin, std::sin)
CHECK_BOTH(cos, std::cos)
CHECK_BOTH(tan, std::tan)
CHECK_BOTH(asin, std::asin)
CHECK_BOTH(acos, std::acos)
CHECK_BOTH(atan, std::atan)
CHECK_BOTH(sinh, std::sinh)
CHECK_BOTH(cosh, std::cosh)
CHECK_BOTH(tanh, std::tanh)
CHECK_BOTH(asinh, std::asinh)
CHECK_BOTH(acosh, std::acosh)
CHECK_BOTH(atanh, std::atanh)
CHECK_BOTH(erf, std::erf)
CHECK_BOTH(erfc, std::erfc)
CHECK_BOTH(sigmoid, ref_sigmoid)
CHECK_BOTH(softplus, ref_softplus)
CHECK_BOTH(rsqrt, [](auto r) { return 1 / std::sqrt(r); })
CHECK_BOTH(log_sigmoid, [](auto r) { return -ref_softplus(-r); })
CHECK_BOTH(floor, std::floor)
CHECK_BOTH(ceil, std::ceil)
CHECK_BOTH(trunc, std::trunc)
CHECK_BOTH(round_half_even, std::rint)

// References that are slow get fewer floats.
std::vector<float> some_floats(int step, bool positive = false) {
  std::vector<float> v;
  for (size_t i = 0; i < floats().size(); i += step)
    if (!positive || floats()[i] > 0) v.push_back(floats()[i]);
  std::mt19937 gen(3);
  std::uniform_real_distribution<float> u(positive ? 0.f : -6.f, 6.f);
  for (int i = 0; i < 20000; ++i) v.push_back(u(gen));
  add_special(v);
  return v;
}
#define CHECK_SLOW(name, reference)                                                                \
  TEST(ScalarMath, name) {                                                                         \
    check<float, LD>(                                                                              \
        #name, some_floats(17), [](float x) { return m::name(x); },                                \
        [](LD x) { return reference(x); });                                                        \
    check<double, LD>(                                                                             \
        #name, doubles(), [](double x) { return m::name(x); }, [](LD x) { return reference(x); }); \
  }
CHECK_SLOW(gelu_erf, ref_gelu_erf)
CHECK_SLOW(gelu_tanh, ref_gelu_tanh)
CHECK_SLOW(erfinv, [](LD r) { return ref_erfinv(r, 1 - std::fabs(r)); })
CHECK_SLOW(ndtri, ref_ndtri)

// For negative x, near the zeros of lgamma and digamma, doubles are right to 1e-14 of max(1, |y|)
// only.
template <class F, class G>
void check_gamma(const char* name, F f, G reference) {
  check<float, LD>(name, some_floats(17), [&](float x) { return f(x); }, reference);
  for (double x : doubles()) {
    LD want = reference(x);
    double got = f(x);
    if (x > 0 || !std::isfinite(static_cast<double>(want)))
      ASSERT_LE((ulps<double, LD>(got, want)), kLimit) << name << " at " << x;
    else
      ASSERT_NEAR(got, static_cast<double>(want), 1e-14 * std::max(1.0L, std::fabs(want)))
          << name << x;
  }
}
TEST(ScalarMath, lgamma) {
  check_gamma("lgamma", [](auto x) { return m::lgamma(x); }, ref_lgamma);
}
TEST(ScalarMath, digamma) {
  check_gamma(
      "digamma", [](auto x) { return m::digamma(x); },
      [](LD x) {
        // the reference itself loses digits where x is a large negative number
        return x < -1e6L && x != std::floor(x) ? LD(m::digamma(static_cast<double>(x)))
                                               : ref_digamma(x);
      });
}

// --- two arguments
// -----------------------------------------------------------------------------------
template <class T>
std::vector<std::pair<T, T>> pairs() {
  std::vector<std::pair<T, T>> v;
  std::vector<T> special;
  add_special(special);
  for (T s : {T(3), T(-3), T(1.5), T(-1.5), T(1e-3), T(16777216), T(16777217), T(-16777217),
              T(1e15), T(9007199254740991.), T(-9007199254740991.), T(127), T(-149), T(1e30)})
    special.push_back(s);
  for (T a : special)
    for (T b : special) v.push_back({a, b});
  std::mt19937_64 gen(11);
  std::uniform_real_distribution<double> u(0, 1);
  double top = std::numeric_limits<T>::max_exponent * 0.69;
  for (int i = 0; i < 60000; ++i) {
    double x = u(gen), y = 2 * u(gen) - 1;
    v.push_back({T(10 * x), T(40 * y)});
    v.push_back({T(10 * x - 5), T(std::floor(30 * y))});
    double spread = std::exp((2 * x - 1) * top);  // x^y somewhere between the least and the largest
    v.push_back({T(spread), T(y * 1.05 * top / std::log(spread))});
    v.push_back({T(1 + (x - 0.5) * 1e-3), T(y * 1000 * top)});
    v.push_back({T(spread * y), T(y * spread * x)});
  }
  return v;
}
template <class T, class R, class F, class G>
void check2(const char* name, F f, G reference) {
  double worst = 0;
  std::pair<T, T> at{};
  for (auto [x, y] : pairs<T>()) {
    double u = ulps<T, R>(f(x, y), reference(static_cast<R>(x), static_cast<R>(y)));
    if (u > worst) worst = u, at = {x, y};
  }
  EXPECT_LE(worst, kLimit) << name << (sizeof(T) == 4 ? " float" : " double") << " at " << at.first
                           << ", " << at.second << ": " << f(at.first, at.second);
  if (std::getenv("ZEAL_SHOW_ULP")) std::printf("%-12s %zu %.2f\n", name, sizeof(T), worst);
}
#define CHECK2(name, reference)                                                             \
  TEST(ScalarMath, name) {                                                                  \
    check2<float, LD>(#name, [](float x, float y) { return m::name(x, y); }, reference);    \
    check2<double, LD>(#name, [](double x, double y) { return m::name(x, y); }, reference); \
  }
CHECK2(pow, [](LD x, LD y) { return std::pow(x, y); })
CHECK2(atan2, [](LD y, LD x) { return std::atan2(y, x); })
CHECK2(fmod, [](LD x, LD y) { return std::fmod(x, y); })
CHECK2(floormod, ([](LD x, LD y) {
         LD r = std::fmod(x, y);
         return r != 0 && (r < 0) != (y < 0) ? r + y : r;
       }))
CHECK2(maximum, ([](LD x, LD y) { return x != x ? x : y != y ? y : x < y ? y : x; }))
CHECK2(minimum, ([](LD x, LD y) { return x != x ? x : y != y ? y : y < x ? y : x; }))

// --- values that must be exact
// -----------------------------------------------------------------------
template <class T>
void same(T got, double want, const char* what) {
  if (std::isnan(want))
    EXPECT_TRUE(std::isnan(got)) << what << " gives " << got;
  else
    EXPECT_TRUE(got == T(want) && std::signbit(got) == std::signbit(want))
        << what << " gives " << got;
}
#define SAME(call, want) same(call, want, #call)
template <class T>
void special_values() {
  const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  const T one = 1, zero = 0;
  for (T z : {zero, -zero}) {
    SAME(m::exp(z), 1);
    SAME(m::exp2(z), 1);
    SAME(m::log(z), -kInf);
    SAME(m::log2(z), -kInf);
    SAME(m::log10(z), -kInf);
    SAME(m::cos(z), 1);
    SAME(m::cosh(z), 1);
    SAME(m::erfc(z), 1);
    SAME(m::sigmoid(z), 0.5);
    SAME(m::ndtri(z), -kInf);
    SAME(m::lgamma(z), kInf);
    SAME(m::digamma(z), kNaN);
    SAME(m::sign(z), 0);
    for (T v : {m::expm1(z),     m::log1p(z), m::sqrt(z), m::cbrt(z),   m::sin(z),
                m::tan(z),       m::asin(z),  m::atan(z), m::sinh(z),   m::tanh(z),
                m::asinh(z),     m::atanh(z), m::erf(z),  m::erfinv(z), m::gelu_erf(z),
                m::gelu_tanh(z), m::floor(z), m::ceil(z), m::trunc(z),  m::round_half_even(z)})
      SAME(v, double(z));
  }
  SAME(m::exp(-inf), 0);
  SAME(m::exp(inf), kInf);
  SAME(m::expm1(-inf), -1);
  SAME(m::log(one), 0);
  SAME(m::log(-one), kNaN);
  SAME(m::log(inf), kInf);
  SAME(m::log1p(-one), -kInf);
  SAME(m::rsqrt(-zero), -kInf);
  SAME(m::tanh(inf), 1);
  SAME(m::tanh(-inf), -1);
  SAME(m::erf(-inf), -1);
  SAME(m::erfc(inf), 0);
  SAME(m::erfc(-inf), 2);
  SAME(m::erfinv(one), kInf);
  SAME(m::erfinv(-one), -kInf);
  SAME(m::ndtri(T(0.5)), 0);
  SAME(m::sigmoid(-inf), 0);
  SAME(m::softplus(-inf), 0);
  SAME(m::log_sigmoid(-inf), -kInf);
  SAME(m::gelu_erf(-inf), -0.0);
  SAME(m::gelu_tanh(-inf), -0.0);
  SAME(m::gelu_tanh(inf), kInf);
  SAME(m::sin(inf), kNaN);
  SAME(m::sign(nan), kNaN);
  SAME(m::round_half_even(T(2.5)), 2);
  SAME(m::round_half_even(T(-0.5)), -0.0);
  SAME(m::pow(nan, zero), 1);
  SAME(m::pow(one, nan), 1);
  SAME(m::pow(-one, inf), 1);
  SAME(m::pow(T(-2), T(3)), -8);
  SAME(m::pow(T(-2), T(0.5)), kNaN);
  SAME(m::pow(-zero, T(-3)), -kInf);
  SAME(m::pow(-zero, T(3)), -0.0);
  SAME(m::maximum(-zero, zero), -0.0);  // the first of equals, as TensorFlow
  SAME(m::maximum(nan, one), kNaN);
  SAME(m::minimum(one, nan), kNaN);
  SAME(m::floormod(T(-5), T(3)), 1);
  SAME(m::floormod(T(5), T(-3)), -1);
  SAME(m::floordiv(T(-5), T(3)), -2);
}
TEST(ScalarMath, SpecialValues) {
  special_values<float>();
  special_values<double>();
}

TEST(ScalarMath, NearIsTheSameAsEverywhere) {
  for (float x : floats())
    if (std::fabs(x) < m::kTrigNear) {
      ASSERT_EQ(m::sin_near(x), m::sin(x)) << x;
      ASSERT_EQ(m::cos_near(x), m::cos(x)) << x;
      ASSERT_EQ(m::tan_near(x), m::tan(x)) << x;
    }
}

// An element's value may not depend on where in a loop it falls: vector body or scalar tail.
template <class T, class F>
void check_position(const char* name, F f) {
  std::vector<T> in(1024), all(1024), part(1024);
  std::mt19937_64 gen(5);
  for (size_t i = 0; i < in.size(); ++i)
    in[i] = T(std::ldexp(double(int64_t(gen())), -63) * (i % 3 == 0 ? 80 : i % 3 == 1 ? 3 : 1));
  f(in.data(), all.data(), in.size());
  for (size_t n = 1; n <= 67; ++n)
    for (size_t at = 0; at + n <= in.size(); at += n) {
      f(in.data() + at, part.data(), n);
      for (size_t i = 0; i < n; ++i)
        ASSERT_TRUE(part[i] == all[at + i] || (std::isnan(part[i]) && std::isnan(all[at + i])))
            << name;
    }
}
#define POSITION(name)                                                     \
  check_position<float>(#name, [](const float* x, float* y, size_t n) {    \
    for (size_t i = 0; i < n; ++i) y[i] = m::name(x[i]);                   \
  });                                                                      \
  check_position<double>(#name, [](const double* x, double* y, size_t n) { \
    for (size_t i = 0; i < n; ++i) y[i] = m::name(x[i]);                   \
  });
TEST(ScalarMath, PositionDoesNotMatter){
    POSITION(exp) POSITION(expm1) POSITION(exp2) POSITION(log) POSITION(log2) POSITION(log10)
        POSITION(log1p) POSITION(rsqrt) POSITION(cbrt) POSITION(sin) POSITION(cos) POSITION(tan)
            POSITION(asin) POSITION(acos) POSITION(atan) POSITION(sinh) POSITION(cosh)
                POSITION(tanh) POSITION(asinh) POSITION(acosh) POSITION(atanh) POSITION(erf)
                    POSITION(erfc) POSITION(erfinv) POSITION(ndtri) POSITION(sigmoid)
                        POSITION(softplus) POSITION(gelu_erf) POSITION(gelu_tanh) POSITION(lgamma)
                            POSITION(digamma)}

TEST(ScalarMath, Integers) {
  const int32_t low = std::numeric_limits<int32_t>::min();
  EXPECT_EQ(m::floordiv(-7, 2), -4);
  EXPECT_EQ(m::floordiv(7, -2), -4);
  EXPECT_EQ(m::floordiv(low, -1), low);
  EXPECT_EQ(m::truncdiv(-7, 2), -3);
  EXPECT_EQ(m::truncdiv(low, -1), low);
  EXPECT_EQ(m::floormod(-7, 2), 1);
  EXPECT_EQ(m::floormod(7, -2), -1);
  EXPECT_EQ(m::floormod(low, -1), 0);
  EXPECT_EQ(m::truncmod(-7, 2), -1);
  EXPECT_EQ(m::floordiv<uint8_t>(200, 7), 28);
  EXPECT_EQ(m::wrapping_add(low, -1), std::numeric_limits<int32_t>::max());
  EXPECT_EQ(m::wrapping_mul<int16_t>(int16_t(-32768), int16_t(-1)), int16_t(-32768));
  EXPECT_EQ(m::wrapping_mul<uint16_t>(65535, 65535), 1);
  EXPECT_EQ(m::abs(low), low);
  EXPECT_EQ(m::pow(3, 40), 689956897);
  EXPECT_EQ(m::pow(0, 0), 1);
  EXPECT_EQ(m::pow<uint64_t>(2, 63), uint64_t{1} << 63);
  EXPECT_EQ(m::left_shift(5, 32), low);  // TensorFlow clamps the amount to [0, width - 1]
  EXPECT_EQ(m::left_shift(5, -1), 5);
  EXPECT_EQ(m::right_shift(-77, 100), -1);
  EXPECT_EQ(m::left_shift<uint8_t>(200, 8), 0);
  EXPECT_EQ(m::right_shift<int8_t>(-77, 1), -39);
}

TEST(ScalarMath, Complex) {
  using C = std::complex<double>;
  using F = std::complex<float>;
  auto close = [](auto got, std::complex<LD> want, double eps) {
    LD err = std::abs(std::complex<LD>(got.real(), got.imag()) - want);
    EXPECT_LE(static_cast<double>(err / std::abs(want)), 4 * eps) << got << " instead of " << want;
  };
  std::mt19937_64 gen(2);
  std::normal_distribution<double> normal(0, 2);
  for (int i = 0; i < 500; ++i) {
    C z{normal(gen), normal(gen)}, w{normal(gen), normal(gen)};
    std::complex<LD> x(z.real(), z.imag()), y(w.real(), w.imag());
    F zf(z);
    std::complex<LD> xf(zf.real(), zf.imag());
#define COMPLEX(name)                          \
  do {                                         \
    close(m::name(z), std::name(x), 2.3e-16);  \
    close(m::name(zf), std::name(xf), 1.2e-7); \
  } while (false)
    COMPLEX(exp);
    COMPLEX(log);
    COMPLEX(sqrt);
    COMPLEX(sin);
    COMPLEX(cos);
    COMPLEX(tan);
    COMPLEX(sinh);
    COMPLEX(cosh);
    COMPLEX(tanh);
    COMPLEX(asin);
    COMPLEX(acos);
    COMPLEX(atan);
    COMPLEX(asinh);
    COMPLEX(acosh);
    COMPLEX(atanh);
    close(m::pow(z, w), std::pow(x, y), 2.3e-16);
    close(m::reciprocal(z), LD(1) / x, 2.3e-16);
    close(m::rsqrt(zf), LD(1) / std::sqrt(xf), 1.2e-7);
    close(m::expm1(z), std::exp(x) - LD(1), 2.3e-16);
    close(m::log1p(z), std::log(x + LD(1)), 2.3e-16);
    close(m::sigmoid(zf), LD(1) / (LD(1) + std::exp(-xf)), 1.2e-7);
  }
  EXPECT_EQ(m::abs(C(3e300, 4e300)), 5e300);
  EXPECT_EQ(m::pow(C(0, 0), C(0, 0)), C(1, 0));
  EXPECT_EQ(m::pow(C(0, 0), C(2, 1)), C(0, 0));
  close(m::expm1(C(1e-12, 1e-13)), std::complex<LD>(1.000000000000495e-12L, 1.000000000001e-13L),
        2.3e-16);
  close(m::log1p(C(1e-12, 1e-13)), std::complex<LD>(9.99999999999505e-13L, 9.99999999999e-14L),
        2.3e-16);
}
}  // namespace
