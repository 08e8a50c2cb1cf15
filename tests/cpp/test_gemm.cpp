// Matrix products against three plain loops: every implementation, transposition and edge.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/blas.h"
#include "cpu/gemm.h"

namespace zeal {
namespace {

template <class T>
constexpr bool kIsComplex = !std::is_arithmetic_v<T>;

template <class T>
T draw(std::mt19937& rng) {
  std::uniform_real_distribution<double> d(-1, 1);
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(rng());
  else if constexpr (kIsComplex<T>)
    return T(d(rng), d(rng));
  else
    return static_cast<T>(d(rng));
}

struct Case {
  bool ta, tb;
  int64_t m, n, k;
  bool accumulate = false, conj_a = false, conj_b = false;
  int64_t gap = 0;  // between the end of a stored row and the next
};

template <class T>
void check(const Case& t) {
  SCOPED_TRACE(testing::Message() << "ta=" << t.ta << " tb=" << t.tb << " m=" << t.m << " n=" << t.n
                                  << " k=" << t.k << " accumulate=" << t.accumulate
                                  << " conj=" << t.conj_a << t.conj_b << " gap=" << t.gap);
  std::mt19937 rng(7);
  int64_t lda = (t.ta ? t.m : t.k) + t.gap, ldb = (t.tb ? t.k : t.n) + t.gap, ldc = t.n + t.gap;
  auto make = [&](int64_t rows, int64_t ld) {
    std::vector<T> v(static_cast<size_t>(rows * ld));
    for (T& x : v) x = draw<T>(rng);
    return v;
  };
  std::vector<T> a = make(t.ta ? t.k : t.m, lda), b = make(t.tb ? t.n : t.k, ldb);
  std::vector<T> c = make(t.m, ldc);
  std::vector<T> before = c;
  // What c held must not matter.
  if constexpr (std::is_floating_point_v<T>)
    if (!t.accumulate)
      for (int64_t i = 0; i < t.m; ++i)
        for (int64_t j = 0; j < t.n; ++j)
          c[size_t(i * ldc + j)] = std::numeric_limits<T>::quiet_NaN();
  if constexpr (kIsComplex<T>)
    gemm(t.ta, t.tb, t.m, t.n, t.k, a.data(), lda, b.data(), ldb, c.data(), ldc, t.accumulate,
         t.conj_a, t.conj_b);
  else
    gemm(t.ta, t.tb, t.m, t.n, t.k, a.data(), lda, b.data(), ldb, c.data(), ldc, t.accumulate);
  for (int64_t i = 0; i < t.m; ++i) {
    for (int64_t j = 0; j < t.n; ++j) {
      T got = c[size_t(i * ldc + j)];
      if constexpr (std::is_integral_v<T>) {
        using U = std::make_unsigned_t<T>;
        U want = t.accumulate ? static_cast<U>(before[size_t(i * ldc + j)]) : 0;
        for (int64_t p = 0; p < t.k; ++p)
          want += static_cast<U>(a[size_t(t.ta ? p * lda + i : i * lda + p)]) *
                  static_cast<U>(b[size_t(t.tb ? j * ldb + p : p * ldb + j)]);
        ASSERT_EQ(got, static_cast<T>(want)) << i << "," << j;
      } else {
        using W = std::conditional_t<kIsComplex<T>, std::complex<double>, double>;
        W want = t.accumulate ? W(before[size_t(i * ldc + j)]) : W(0);
        for (int64_t p = 0; p < t.k; ++p) {
          W x(a[size_t(t.ta ? p * lda + i : i * lda + p)]);
          W y(b[size_t(t.tb ? j * ldb + p : p * ldb + j)]);
          if constexpr (kIsComplex<T>) {
            if (t.conj_a) x = std::conj(x);
            if (t.conj_b) y = std::conj(y);
          }
          want += x * y;
        }
        using R = decltype(std::abs(T()));
        double room = 2.0 * std::numeric_limits<R>::epsilon() * (static_cast<double>(t.k) + 8);
        ASSERT_LE(std::abs(W(got) - want), room) << i << "," << j;
      }
    }
    for (int64_t j = t.n; j < ldc; ++j)
      ASSERT_EQ(c[size_t(i * ldc + j)], before[size_t(i * ldc + j)]) << "beyond row " << i;
  }
}

template <class T>
void check_all() {
  for (bool ta : {false, true})
    for (bool tb : {false, true}) {
      for (int64_t n = 0; n <= 33; ++n) {
        check<T>({ta, tb, n, n, n});
        check<T>({ta, tb, 1, n, 9});
        check<T>({ta, tb, n, 1, 11});
        check<T>({ta, tb, 5, 7, n});
        check<T>({ta, tb, n, 19, 6, true, false, false, 3});
      }
      for (int64_t n : {63, 64, 65, 100, 130}) check<T>({ta, tb, n, n + 1, n - 1});
      check<T>({ta, tb, 150, 40, 300, true, false, false, 5});
      check<T>({ta, tb, 3, 1050, 270});
      check<T>({ta, tb, 1, 300, 200, false, false, false, 2});
      check<T>({ta, tb, 300, 1, 200, true, false, false, 2});
      check<T>({ta, tb, 300, 1, 1});
    }
  if constexpr (kIsComplex<T>)
    for (bool ta : {false, true})
      for (bool tb : {false, true})
        for (int64_t n : {3, 20})
          for (int conj = 1; conj < 4; ++conj)
            check<T>({ta, tb, n, n + 2, n, conj == 2, (conj & 1) != 0, (conj & 2) != 0});
}

struct Choice {
  Isa isa;
  bool openblas;
};

class Gemm : public testing::TestWithParam<Choice> {
 protected:
  void SetUp() override {
    if (GetParam().isa > best_isa()) GTEST_SKIP() << "this CPU has no " << name_of(GetParam().isa);
    select_gemm(GetParam().isa, GetParam().openblas);
  }
  void TearDown() override {
    select_gemm(best_isa(), true);
    set_num_threads(0);
  }
};

TEST_P(Gemm, Float) { check_all<float>(); }
TEST_P(Gemm, Double) { check_all<double>(); }
TEST_P(Gemm, Complex64) { check_all<std::complex<float>>(); }
TEST_P(Gemm, Complex128) { check_all<std::complex<double>>(); }
TEST_P(Gemm, Int32) { check_all<int32_t>(); }
TEST_P(Gemm, Int64) { check_all<int64_t>(); }

// Sharing the work out changes nothing, not a bit.
TEST_P(Gemm, Threads) {
  const int64_t m = 300, n = 500, k = 400;
  std::mt19937 rng(3);
  std::vector<float> a(m * k), b(k * n), one(m * n), many(m * n);
  for (float& x : a) x = draw<float>(rng);
  for (float& x : b) x = draw<float>(rng);
  set_num_threads(1);
  gemm(false, false, m, n, k, a.data(), k, b.data(), n, one.data(), n, false);
  for (int threads : {2, 3, 8}) {
    set_num_threads(threads);
    gemm(false, false, m, n, k, a.data(), k, b.data(), n, many.data(), n, false);
    EXPECT_EQ(one, many) << threads << " threads";
  }
  check<float>({true, true, m, n, k});
  check<double>({false, true, m, n, k, true});
  check<float>({false, false, 5000, 1, 600});
}

INSTANTIATE_TEST_SUITE_P(All, Gemm,
                         testing::Values(Choice{Isa::Baseline, false}, Choice{Isa::AVX2, false},
                                         Choice{Isa::AVX512, false}, Choice{Isa::AVX512, true}),
                         [](const auto& info) {
                           return std::string(name_of(info.param.isa)) +
                                  (info.param.openblas ? "_openblas" : "");
                         });

TEST(Blas, IsBesideTheLibrary) {
  if (!blas()) GTEST_SKIP() << "built without OpenBLAS";
  EXPECT_NE(blas()->sgemm, nullptr);
}

}  // namespace
}  // namespace zeal
