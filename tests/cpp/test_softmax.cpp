// Softmax: every instruction set's row kernels, axes, dtypes, infinities and gradients.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "core/error.h"
#include "cpu/softmax_kernels.h"
#include "ops/nn/softmax.h"
#include "zeal.h"

namespace zeal {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

std::vector<Isa> isas() {
  std::vector<Isa> v;
  for (Isa i : {Isa::Baseline, Isa::AVX2, Isa::AVX512})
    if (i <= best_isa()) v.push_back(i);
  return v;
}

std::vector<double> reference(const std::vector<double>& x, bool log) {
  double max = -kInf, sum = 0;
  for (double v : x) max = std::max(max, v);
  for (double v : x) sum += std::exp(v - max);
  std::vector<double> y;
  for (double v : x) y.push_back(log ? v - max - std::log(sum) : std::exp(v - max) / sum);
  return y;
}

template <class T>
void check_rows(Isa isa, int64_t rows, int64_t n) {
  SCOPED_TRACE(cat(name_of(isa), " ", rows, " rows of ", n, ", ", sizeof(T), " bytes"));
  std::mt19937 rng(3);
  std::normal_distribution<double> normal(0, 3);
  const SoftmaxKernels<T>& k = softmax_kernels<T>(isa);
  const double eps = std::numeric_limits<T>::epsilon();
  std::vector<T> x(rows * n), labels(rows * n), y(rows * n), l(rows * n), loss(rows),
      back(rows * n);
  std::vector<int64_t> classes(rows);
  for (auto& v : x) v = static_cast<T>(normal(rng));
  for (auto& v : labels) v = static_cast<T>(normal(rng));
  for (auto& v : classes) v = static_cast<int64_t>(rng() % n);
  k.softmax(x.data(), y.data(), rows, n);
  k.log_softmax(x.data(), l.data(), rows, n);
  std::vector<T> sparse_loss(rows), sparse_back(rows * n);
  k.cross_entropy(x.data(), labels.data(), loss.data(), back.data(), rows, n);
  k.sparse_cross_entropy(x.data(), classes.data(), sparse_loss.data(), sparse_back.data(), rows, n);
  for (int64_t r = 0; r < rows; ++r) {
    const std::vector<double> row(x.begin() + r * n, x.begin() + (r + 1) * n);
    const auto p = reference(row, false), lp = reference(row, true);
    double want = 0, size = 1, total = 0, weight = 1;
    for (int64_t j = 0; j < n; ++j) {
      total += labels[r * n + j];
      weight += std::abs(labels[r * n + j]);
    }
    for (int64_t j = 0; j < n; ++j) {
      const int64_t i = r * n + j;
      ASSERT_NEAR(y[i], p[j], 16 * eps * p[j]);
      ASSERT_NEAR(l[i], lp[j], 8 * eps * (1 + std::abs(lp[j])));
      ASSERT_NEAR(back[i], p[j] * total - labels[i], 16 * eps * weight);
      ASSERT_NEAR(sparse_back[i], p[j] - (classes[r] == j), 8 * eps);
      want -= labels[i] * lp[j];
      size += std::abs(labels[i] * lp[j]);
    }
    ASSERT_NEAR(loss[r], want, 8 * eps * size);
    ASSERT_NEAR(sparse_loss[r], -lp[classes[r]], 8 * eps * (1 - lp[classes[r]]));
  }
  std::vector<T> dy = labels, dx(rows * n), dl(rows * n);
  k.softmax_grad(y.data(), dy.data(), dx.data(), rows, n);
  k.log_softmax_grad(l.data(), dy.data(), dl.data(), rows, n);
  for (int64_t r = 0; r < rows; ++r) {
    double dot = 0, sum = 0, size = 1;
    for (int64_t i = r * n; i < (r + 1) * n; ++i) {
      dot += double(y[i]) * dy[i];
      sum += dy[i];
      size += std::abs(dy[i]);
    }
    for (int64_t i = r * n; i < (r + 1) * n; ++i) {
      ASSERT_NEAR(dx[i], y[i] * (dy[i] - dot), 8 * eps * (1 + std::abs(dy[i])));
      ASSERT_NEAR(dl[i], dy[i] - std::exp(double(l[i])) * sum, 8 * eps * size);
    }
  }
}

TEST(SoftmaxKernels, AgreeWithPlainLoops) {
  for (Isa isa : isas())
    for (int64_t n : {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1000, 5000})
      for (int64_t rows : {1, 3}) {
        check_rows<float>(isa, rows, n);
        check_rows<double>(isa, rows, n);
        if (HasFatalFailure()) return;
      }
}

template <class T>
void check_special(Isa isa) {
  const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  const SoftmaxKernels<T>& k = softmax_kernels<T>(isa);
  for (int64_t n : {2, 5, 40}) {
    std::vector<T> x(n, T(0)), y(n), l(n);
    auto run = [&] {
      k.softmax(x.data(), y.data(), 1, n);
      k.log_softmax(x.data(), l.data(), 1, n);
    };
    x[0] = 1000;
    run();
    EXPECT_EQ(y[0], 1);
    EXPECT_EQ(y[1], 0);
    EXPECT_EQ(l[0], 0);
    EXPECT_EQ(l[1], -1000);
    x[0] = -inf;
    run();
    EXPECT_EQ(y[0], 0);
    EXPECT_EQ(l[0], -inf);
    EXPECT_NEAR(y[n - 1], 1. / double(n - 1), 1e-6);
    for (T bad : {nan, inf}) {
      x[0] = bad;
      run();
      for (int64_t i = 0; i < n; ++i) EXPECT_TRUE(std::isnan(y[i]));
    }
    x.assign(n, -inf);
    run();
    for (int64_t i = 0; i < n; ++i) EXPECT_TRUE(std::isnan(y[i]) && std::isnan(l[i]));
    // A label of zero is nothing, whatever its logit.
    x.assign(n, T(0));
    x[0] = -inf;
    std::vector<T> labels(n, T(0));
    labels[1] = 1;
    T loss = 0;
    k.cross_entropy(x.data(), labels.data(), &loss, y.data(), 1, n);
    EXPECT_NEAR(loss, std::log(double(n - 1)), 1e-5);
  }
}

TEST(SoftmaxKernels, InfinitiesAndNaNs) {
  for (Isa isa : isas()) {
    check_special<float>(isa);
    check_special<double>(isa);
  }
}

TEST(Softmax, AnyAxisAnyDType) {
  std::mt19937 rng(5);
  std::normal_distribution<float> normal;
  const Shape shape{3, 20, 5};
  for (DType dtype : {DType::Float16, DType::BFloat16, DType::Float32, DType::Float64}) {
    Tensor x = Tensor::empty(dtype, shape);
    switch_dtype<kFloating>(dtype, [&]<class T>() {
      for (int64_t i = 0; i < x.numel(); ++i) x.data<T>()[i] = convert<T>(normal(rng));
    });
    const double eps = dtype == DType::BFloat16  ? 1. / 128
                       : dtype == DType::Float16 ? 1. / 1024
                                                 : 1e-6;
    for (int axis : {0, 1, 2, -1, -2, -3}) {
      const Tensor y = ops::softmax(x, {.axis = axis});
      const int a = axis < 0 ? axis + 3 : axis;
      const int64_t n = shape[a], inner = shape.product(a + 1, 3);
      for (int64_t r = 0; r < x.numel() / n; ++r)
        switch_dtype<kFloating>(dtype, [&]<class T>() {
          const int64_t at = r / inner * n * inner + r % inner;
          std::vector<double> row;
          for (int64_t j = 0; j < n; ++j)
            row.push_back(convert<double>(x.data<T>()[at + j * inner]));
          const auto p = reference(row, false);
          for (int64_t j = 0; j < n; ++j)
            ASSERT_NEAR(convert<double>(y.data<T>()[at + j * inner]), p[j], eps * (p[j] + 1e-3));
        });
    }
  }
}

TEST(Softmax, EmptyAndRefused) {
  const Tensor empty = Tensor::empty(DType::Float32, {3, 0});
  EXPECT_EQ(ops::softmax(empty).shape(), Shape({3, 0}));
  EXPECT_EQ(ops::log_softmax(Tensor::empty(DType::Float32, {0, 3})).shape(), Shape({0, 3}));
  EXPECT_THROW(ops::softmax(Tensor::scalar(1.f)), Error);
  EXPECT_THROW(ops::softmax(empty, {.axis = 2}), Error);
  EXPECT_THROW(ops::softmax(empty, {.axis = -3}), Error);
}

}  // namespace
}  // namespace zeal
