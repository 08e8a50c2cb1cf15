// Pooling against plain loops: both ranks and formats, paddings, ties, NaN and second derivatives.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "core/error.h"
#include "ops/nn/pool.h"
#include "zeal.h"

namespace zeal {
namespace {

// Quarters between -2 and 2: ties are frequent, and sums exact in every dtype.
Tensor random(const Shape& shape, DType dtype, std::mt19937& rng) {
  std::uniform_int_distribution<int> d(-8, 8);
  Tensor t = Tensor::empty(dtype, shape);
  switch_dtype<kReal>(dtype, [&]<class T>() {
    for (int64_t i = 0; i < t.numel(); ++i)
      t.data<T>()[i] = convert<T>(is_integer(dtype) ? double(d(rng) + 8) : d(rng) / 4.);
  });
  return t;
}

std::vector<double> values(const Tensor& t) {
  std::vector<double> v(static_cast<size_t>(t.numel()));
  switch_dtype<kReal>(t.dtype(), [&]<class T>() {
    for (size_t i = 0; i < v.size(); ++i) v[i] = convert<double>(t.data<T>()[i]);
  });
  return v;
}

// Calls f(y index, x indices of its window, in order) for each output element.
template <class F>
void for_each_window(const PoolGeometry& g, F&& f) {
  for (int64_t n = 0; n < g.batch; ++n)
    for (int64_t oy = 0; oy < g.h.out; ++oy)
      for (int64_t ox = 0; ox < g.w.out; ++ox)
        for (int64_t c = 0; c < g.channels; ++c) {
          std::vector<int64_t> window;
          for (int64_t i = 0; i < g.h.kernel; ++i)
            for (int64_t j = 0; j < g.w.kernel; ++j) {
              const int64_t y = oy * g.h.stride - g.h.pad_before + i;
              const int64_t x = ox * g.w.stride - g.w.pad_before + j;
              if (y >= 0 && y < g.h.in && x >= 0 && x < g.w.in)
                window.push_back(((n * g.h.in + y) * g.w.in + x) * g.channels + c);
            }
          f(((n * g.h.out + oy) * g.w.out + ox) * g.channels + c, window);
        }
}

void expect_close(const Tensor& got, const std::vector<double>& want, const char* what) {
  const std::vector<double> v = values(got);
  ASSERT_EQ(v.size(), want.size());
  const double eps = got.dtype() == DType::BFloat16  ? 1 / 128.
                     : got.dtype() == DType::Float16 ? 1 / 1024.
                                                     : 1e-6;
  for (size_t i = 0; i < v.size(); ++i) {
    if (std::isinf(want[i])) {
      ASSERT_EQ(v[i], want[i]);
    } else {
      ASSERT_NEAR(v[i], want[i], eps * (1 + std::abs(want[i]))) << what << " at " << i;
    }
  }
}

void check(const Shape& shape, const PoolAttrs& a, DType dtype, std::mt19937& rng) {
  const PoolGeometry g = pool_geometry("test", shape, a);
  SCOPED_TRACE(cat(shape, " ksize ", a.ksize, " strides ", a.strides, " padding ",
                   int(a.padding.kind), a.padding.pads, " format ", int(a.data_format), " ",
                   name_of(dtype)));
  const Tensor x = random(shape, dtype, rng);
  const Tensor y = ops::max_pool(x, a);
  const bool floating = is_floating(dtype);
  const Tensor dy = random(y.shape(), dtype, rng), dd = random(shape, dtype, rng);
  const auto xv = values(x), dyv = values(dy), ddv = values(dd);
  std::vector<double> max(size_t(y.numel())), avg(max), dmax(xv.size()), davg(dmax), gathered(max);
  for_each_window(g, [&](int64_t o, const std::vector<int64_t>& window) {
    int64_t best = -1;
    for (int64_t i : window) {
      if (best < 0 || xv[i] > xv[best]) best = i;
      avg[o] += xv[i] / double(window.size());
      davg[i] += dyv[o] / double(window.size());
    }
    max[o] = best >= 0  ? xv[best]
             : floating ? -std::numeric_limits<double>::infinity()
                        : switch_dtype<kInteger>(dtype, []<class T>() {
                            return double(std::numeric_limits<T>::lowest());
                          });
    if (best < 0) return;
    dmax[best] += dyv[o];
    gathered[o] = ddv[best];
  });
  expect_close(y, max, "max");
  if (!floating) return;
  expect_close(ops::max_pool_grad(x, y, dy, a), dmax, "max_grad");
  expect_close(ops::max_pool_grad_grad(x, y, dd, a), gathered, "max_grad_grad");
  if (a.padding.kind == Padding::Explicit) {
    EXPECT_THROW(ops::avg_pool(x, a), Error);
    return;
  }
  expect_close(ops::avg_pool(x, a), avg, "avg");
  expect_close(ops::avg_pool_grad(dy, {shape, a.ksize, a.strides, a.padding, a.data_format}), davg,
               "avg_grad");
}

TEST(Pool, RandomGeometries) {
  std::mt19937 rng(11);
  auto pick = [&](int lo, int hi) { return std::uniform_int_distribution<int64_t>(lo, hi)(rng); };
  const DType dtypes[] = {DType::Float32, DType::Float64, DType::BFloat16, DType::Float16,
                          DType::Int32,   DType::UInt8,   DType::Float32};
  for (int done = 0; done < 400;) {
    const int dims = static_cast<int>(pick(1, 2));
    const bool last = pick(0, 2) > 0;
    PoolAttrs a;
    a.data_format = last ? SpatialFormat::NHWC : SpatialFormat::NCHW;
    const int64_t n = pick(0, 3), c = pick(1, 40), w = pick(1, 11), h = pick(1, 11);
    const Shape shape = dims == 2 ? last ? Shape{n, h, w, c} : Shape{n, c, h, w}
                        : last    ? Shape{n, w, c}
                                  : Shape{n, c, w};
    a.ksize = dims == 2 ? Ints{pick(1, 4), pick(1, 4)} : Ints{pick(1, 4)};
    a.strides = Ints{pick(1, 3)};
    a.padding.kind = static_cast<Padding::Kind>(pick(0, 2));
    if (a.padding.kind == Padding::Explicit) {
      const size_t size = size_t(dims + 2) * 2;
      int64_t* p = a.padding.pads.resize(size);
      std::fill_n(p, size, 0);
      for (size_t i = 0; i < size - 4; ++i) p[(last ? 2 : 4) + i] = pick(0, 5);
    }
    try {
      pool_geometry("test", shape, a);
    } catch (const Error&) {
      continue;  // the window is larger than the image
    }
    check(shape, a, dtypes[done % 7], rng);
    if (HasFatalFailure()) return;
    ++done;
  }
}

TEST(Pool, NaNWinsAndTakesTheGradient) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float data[] = {1, nan, 5, 2};
  const Tensor x = Tensor::from(data, {1, 4, 1});
  const PoolAttrs a{.ksize = {4}, .strides = {4}};
  const Tensor y = ops::max_pool(x, a);
  EXPECT_TRUE(std::isnan(y.data<float>()[0]));
  const Tensor dx = ops::max_pool_grad(x, y, Tensor::full({1, 1, 1}, 3, DType::Float32), a);
  EXPECT_EQ(values(dx), (std::vector<double>{0, 3, 0, 0}));
}

TEST(Pool, RefusesWhatDoesNotFit) {
  const Tensor x = Tensor::full({1, 4, 4, 2}, 1, DType::Float32);
  const int64_t huge = int64_t{1} << 62;
  auto bad = [&](const PoolAttrs& a) { EXPECT_THROW(ops::max_pool(x, a), Error) << a.ksize; };
  bad({.ksize = {0}});
  bad({.ksize = {2, 2, 2}});
  bad({.ksize = {1, 2, 2, 2}});
  bad({.ksize = {6}});
  bad({.ksize = {2}, .strides = {-1}});
  bad({.ksize = {huge}});
  bad({.ksize = {2}, .padding = {Padding::Explicit, {0, 0, huge, huge, 0, 0, 0, 0}}});
  bad({.ksize = {2}, .padding = {Padding::Explicit, {0, 0, 1, 1}}});
  EXPECT_THROW(ops::max_pool1d(x, {.ksize = {2}}), Error);
  EXPECT_THROW(ops::max_pool(Tensor::scalar(1.f), {.ksize = {2}}), Error);
  // A window larger than the image is fine where padding surrounds it.
  const Tensor y = ops::max_pool(x, {.ksize = {huge}, .padding = {Padding::Same, {}}});
  EXPECT_EQ(y.shape(), Shape({1, 4, 4, 2}));
}

}  // namespace
}  // namespace zeal
