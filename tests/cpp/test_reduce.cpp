// Reductions against a naive loop, over all subsets of axes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "autograd/gradient.h"
#include "core/thread_pool.h"
#include "ops/math/argmax.h"
#include "ops/math/extrema.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/moments.h"
#include "ops/math/product.h"
#include "ops/math/reduce.h"
#include "ops/math/reduce_grad.h"
#include "ops/math/reduce_logic.h"

using namespace zeal;

namespace {

std::mt19937_64 rng(7);

Tensor random_floats(const Shape& shape) {
  std::vector<float> v(static_cast<size_t>(shape.numel()));
  std::uniform_real_distribution<float> u(-1, 1);
  for (float& x : v) x = u(rng);
  return Tensor::from(v.data(), shape);
}

Ints axes_of(unsigned mask) {
  std::vector<int64_t> a;
  for (int d = 0; d < kMaxRank; ++d)
    if (mask >> d & 1) a.push_back(d);
  return Ints(std::span<const int64_t>(a));
}

// Where element `i` of `shape` goes when the axes of `mask` are reduced.
int64_t target(const Shape& shape, unsigned mask, int64_t i) {
  int64_t at = 0, step = 1;
  for (int d = shape.rank(); d-- > 0;) {
    int64_t x = i % shape[d];
    i /= shape[d];
    if (mask >> d & 1) continue;
    at += x * step;
    step *= shape[d];
  }
  return at;
}

std::vector<double> naive_sum(const Tensor& t, unsigned mask, int64_t n) {
  std::vector<double> out(static_cast<size_t>(n), 0.);
  for (int64_t i = 0; i < t.numel(); ++i)
    out[size_t(target(t.shape(), mask, i))] += double(t.data<float>()[i]);
  return out;
}

void check(const Shape& shape, unsigned mask) {
  SCOPED_TRACE(cat(shape, " axes ", axes_of(mask)));
  Tensor x = random_floats(shape);
  Tensor s = ops::sum(x, {.axis = axes_of(mask)});
  std::vector<double> want = naive_sum(x, mask, s.numel());
  double count = double(reduced_count(shape, mask));
  Tensor mean = ops::mean(x, {.axis = axes_of(mask), .keepdims = true});
  ASSERT_EQ(mean.shape(), reduced_shape(shape, mask, true));
  for (int64_t i = 0; i < s.numel(); ++i) {
    ASSERT_NEAR(s.data<float>()[i], want[size_t(i)], 1e-6 * std::sqrt(count) + 1e-6);
    ASSERT_NEAR(mean.data<float>()[i], want[size_t(i)] / count, 1e-6);
  }
  Tensor back = ops::broadcast_reduced(s, {.shape = shape, .axis = axes_of(mask)});
  for (int64_t i = 0; i < x.numel(); ++i)
    ASSERT_EQ(back.data<float>()[i], s.data<float>()[target(shape, mask, i)]);
}

TEST(Reduce, AllAxisSubsetsOfRandomShapes) {
  for (int round = 0; round < 60; ++round) {
    Shape shape;
    int rank = round % 6;
    for (int d = 0; d < rank; ++d)
      shape.push_back(std::uniform_int_distribution<int64_t>(1, round < 30 ? 6 : 19)(rng));
    for (unsigned mask = 0; mask < 1u << rank; ++mask) check(shape, mask);
  }
}

TEST(Reduce, LargeShapes) {
  for (Shape shape : {Shape{300001}, Shape{7, 50000}, Shape{50000, 7}, Shape{1000, 333},
                      Shape{100000, 3}, Shape{20, 17000}, Shape{3, 200, 1000}, Shape{40000, 3, 4},
                      Shape{64, 17, 30, 31}, Shape{2, 3, 100, 3, 200}})
    for (unsigned mask = 0; mask < 1u << shape.rank(); ++mask) check(shape, mask);
}

// Groups of elements that make one result each.
std::vector<std::vector<double>> groups(const Tensor& t, unsigned mask, int64_t n) {
  std::vector<std::vector<double>> out(static_cast<size_t>(n));
  for (int64_t i = 0; i < t.numel(); ++i)
    out[size_t(target(t.shape(), mask, i))].push_back(double(t.data<float>()[i]));
  return out;
}

void check_two_passes(const Shape& shape, unsigned mask) {
  SCOPED_TRACE(cat(shape, " axes ", axes_of(mask)));
  Tensor x = random_floats(shape);
  Tensor var = ops::variance(x, {.axis = axes_of(mask)});
  Tensor lse = ops::logsumexp(x, {.axis = axes_of(mask)});
  Tensor max = ops::max(x, {.axis = axes_of(mask)});
  Tensor min = ops::min(x, {.axis = axes_of(mask)});
  Tensor prod = ops::prod(x + 1., {.axis = axes_of(mask)});
  Tensor count = ops::count_nonzero(ops::maximum(x, x * 0.), {.axis = axes_of(mask)});
  Tensor share = ops::tie_share(x, max, {.axis = axes_of(mask)});
  auto all = groups(x, mask, var.numel());
  for (int64_t i = 0; i < var.numel(); ++i) {
    const std::vector<double>& g = all[size_t(i)];
    double sum = 0, squares = 0, exps = 0, product = 1, positive = 0;
    for (double v : g) sum += v;
    for (double v : g) {
      squares += (v - sum / double(g.size())) * (v - sum / double(g.size()));
      exps += std::exp(v);
      product *= v + 1;
      positive += v > 0;
    }
    ASSERT_NEAR(var.data<float>()[i], squares / double(g.size()), 1e-5);
    ASSERT_NEAR(lse.data<float>()[i], std::log(exps), 1e-5);
    ASSERT_EQ(max.data<float>()[i], *std::max_element(g.begin(), g.end()));
    ASSERT_EQ(min.data<float>()[i], *std::min_element(g.begin(), g.end()));
    ASSERT_NEAR(prod.data<float>()[i], product,
                1e-5 * double(g.size()) * std::abs(product) + 1e-30);
    ASSERT_EQ(double(count.data<int64_t>()[i]), positive);
    ASSERT_GT(share.data<float>()[i], 0.f);
    ASSERT_LE(share.data<float>()[i], 1.f);
  }
}

TEST(Reduce, OtherReductions) {
  for (int round = 0; round < 36; ++round) {
    Shape shape;
    int rank = round % 6;
    for (int d = 0; d < rank; ++d)
      shape.push_back(std::uniform_int_distribution<int64_t>(1, round < 18 ? 5 : 19)(rng));
    for (unsigned mask = 0; mask < 1u << rank; ++mask) check_two_passes(shape, mask);
  }
  for (Shape shape : {Shape{300001}, Shape{7, 50000}, Shape{50000, 7}, Shape{3, 200, 100},
                      Shape{40000, 3, 4}, Shape{2, 3, 10, 3, 200}})
    for (unsigned mask = 0; mask < 1u << shape.rank(); ++mask) check_two_passes(shape, mask);
}

TEST(Reduce, NanAndInfinity) {
  const float nan = NAN, inf = INFINITY;
  for (size_t n : {1, 3, 16, 17, 100, 5000})
    for (size_t at = 0; at < n; at += 1 + n / 7) {
      std::vector<float> v(n, 1.f);
      v[at] = nan;
      Tensor x = Tensor::from(v.data(), {static_cast<int64_t>(n)});
      ASSERT_TRUE(std::isnan(ops::max(x, {}).item<float>())) << n << " " << at;
      ASSERT_TRUE(std::isnan(ops::min(x, {}).item<float>()));
      ASSERT_TRUE(std::isnan(ops::sum(x, {}).item<float>()));
      ASSERT_TRUE(std::isnan(ops::logsumexp(x, {}).item<float>()));
      v[at] = -inf;
      x = Tensor::from(v.data(), {static_cast<int64_t>(n)});
      ASSERT_EQ(ops::min(x, {}).item<float>(), -inf);
      ASSERT_EQ(ops::argmin(x, {}).item<int64_t>(), static_cast<int64_t>(at));
      if (n > 1)
        ASSERT_NEAR(ops::logsumexp(x, {}).item<float>(), 1 + std::log(double(n) - 1), 1e-5);
    }
  EXPECT_EQ(ops::logsumexp(Tensor::full({5}, -inf, DType::Float32), {}).item<float>(), -inf);
  EXPECT_EQ(ops::logsumexp(Tensor::full({5}, inf, DType::Float32), {}).item<float>(), inf);
  EXPECT_EQ(ops::max(Tensor::full({0}, 0, DType::Float32), {}).item<float>(), -inf);
  EXPECT_EQ(ops::min(Tensor::full({0}, 0, DType::Int8), {}).item<int>(), 127);
}

TEST(Reduce, ThreadCountDoesNotMatter) {
  for (Shape shape : {Shape{1000001}, Shape{3, 400000}, Shape{21632, 16}, Shape{100, 3, 1000},
                      Shape{40000, 3, 4}, Shape{8, 100000}}) {
    Tensor x = random_floats(shape);
    for (unsigned mask = 0; mask < 1u << shape.rank(); ++mask) {
      set_num_threads(1);
      Tensor a = ops::sum(x, {.axis = axes_of(mask)});
      set_num_threads(3);
      Tensor b = ops::sum(x, {.axis = axes_of(mask)});
      ASSERT_EQ(0, std::memcmp(a.data(), b.data(), a.bytes())) << shape << mask;
    }
  }
  set_num_threads(0);
}

TEST(Reduce, HalfIsAccumulatedInFloat) {
  for (DType d : {DType::Float16, DType::BFloat16}) {
    EXPECT_EQ(ops::mean(Tensor::full({70000}, 1, d), {}).item<float>(), 1.f);
    EXPECT_EQ(ops::sum(Tensor::full({4096}, 1, d), {}).item<float>(), 4096.f);
    Tensor s = ops::sum(Tensor::full({1024, 9}, 0.5, d), {.axis = Ints{0}});
    for (int i = 0; i < 9; ++i) EXPECT_EQ(ops::sum(s, {}).item<float>(), 512.f * 9);
  }
  std::vector<Half> all(65536);
  for (size_t i = 0; i < all.size(); ++i) all[i].bits = uint16_t(i);
  Tensor rows = ops::sum(Tensor::from(all.data(), {65536, 1}), {.axis = Ints{1}});
  Tensor lanes = ops::sum(Tensor::from(all.data(), {2, 32768}), {.axis = Ints{}});
  for (size_t i = 0; i < all.size(); ++i) {
    float want = all[i], a = rows.data<Half>()[i], b = lanes.data<Half>()[i];
    if (want != want) {
      ASSERT_TRUE(a != a && b != b) << i;
    } else {
      ASSERT_EQ(a, want);
      ASSERT_EQ(b, want);
    }
  }
}

TEST(Reduce, EmptyAndScalar) {
  EXPECT_EQ(ops::sum(Tensor::full({0, 3}, 1, DType::Float32), {.axis = Ints{0}}).shape(), Shape{3});
  EXPECT_EQ(ops::sum(Tensor::full({0}, 1, DType::Float32), {}).item<float>(), 0);
  EXPECT_TRUE(std::isnan(ops::mean(Tensor::full({0}, 1, DType::Float32), {}).item<float>()));
  EXPECT_EQ(ops::mean(Tensor::full({0}, 1, DType::Int32), {}).item<int>(), 0);
  EXPECT_EQ(ops::sum(Tensor::scalar(3.f), {}).item<float>(), 3);
  EXPECT_EQ(ops::mean(Tensor::full({200}, 100, DType::Int8), {}).item<int>(), 100);
  EXPECT_EQ(ops::sum(Tensor::full({200}, 100, DType::Int8), {}).item<int>(), int8_t(20000 & 255));
}

TEST(Reduce, BadAxes) {
  Tensor x = random_floats({2, 3});
  EXPECT_THROW(ops::sum(x, {.axis = Ints{2}}), Error);
  EXPECT_THROW(ops::sum(x, {.axis = Ints{-3}}), Error);
  EXPECT_THROW(ops::sum(x, {.axis = Ints{0, -2}}), Error);
  EXPECT_THROW(ops::sum(x, {.axis = Ints{0, 1, 0}}), Error);
}

TEST(Reduce, SumTo) {
  for (Shape to : {Shape{}, Shape{1}, Shape{4}, Shape{3, 1}, Shape{1, 4}, Shape{1, 1, 1},
                   Shape{2, 1, 4}, Shape{2, 3, 4}}) {
    Tensor x = random_floats({2, 3, 4});
    Tensor s = sum_to(x, to);
    ASSERT_EQ(s.shape(), to);
    std::vector<double> want = naive_sum(x, broadcast_axes(to, x.shape()), s.numel());
    for (int64_t i = 0; i < s.numel(); ++i) ASSERT_NEAR(s.data<float>()[i], want[size_t(i)], 1e-5);
  }
  EXPECT_THROW(sum_to(random_floats({2, 3}), Shape{2}), Error);
}

}  // namespace
