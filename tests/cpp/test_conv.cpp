// Convolution: oneDNN and im2col against plain loops, over random geometries, dtypes and corners.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/error.h"
#include "cpu/conv.h"
#include "ops/nn/conv.h"
#include "zeal.h"

namespace zeal {
namespace {

struct Case {
  Shape x, f;
  Ints strides{1}, dilations{1};
  Padding padding{};
  ImageFormat format = ImageFormat::NHWC;
  ConvGeometry geometry() const {
    const std::optional<Ints> d = dilations;
    return conv_geometry("test", x, f, {strides, padding, format, d});
  }
};

Tensor random(const Shape& shape, DType dtype, std::mt19937& rng) {
  std::vector<double> v(static_cast<size_t>(shape.numel()));
  std::uniform_int_distribution<int> d(-8, 8);  // sums of such numbers are exact in every dtype
  for (double& x : v) x = d(rng) / 8.;
  Tensor t = Tensor::empty(dtype, shape);
  switch_dtype<kFloating>(dtype, [&]<class T>() {
    for (size_t i = 0; i < v.size(); ++i) t.data<T>()[i] = convert<T>(v[i]);
  });
  return t;
}

std::vector<double> values(const Tensor& t) {
  std::vector<double> v(static_cast<size_t>(t.numel()));
  switch_dtype<kFloating>(t.dtype(), [&]<class T>() {
    for (size_t i = 0; i < v.size(); ++i) v[i] = convert<double>(t.data<T>()[i]);
  });
  return v;
}

// Calls f(x index, filter index, y index) for every product that a convolution sums.
template <class F>
void for_each_product(const ConvGeometry& g, F&& f) {
  auto at = [&](bool out, int64_t n, int64_t y, int64_t x, int64_t c) {
    const int64_t H = out ? g.h.out : g.h.in, W = out ? g.w.out : g.w.in;
    const int64_t C = out ? g.out_channels : g.in_channels;
    return g.nchw ? ((n * C + c) * H + y) * W + x : ((n * H + y) * W + x) * C + c;
  };
  for (int64_t n = 0; n < g.batch; ++n)
    for (int64_t y = 0; y < g.h.out; ++y)
      for (int64_t x = 0; x < g.w.out; ++x)
        for (int64_t o = 0; o < g.out_channels; ++o)
          for (int64_t i = 0; i < g.h.kernel; ++i)
            for (int64_t j = 0; j < g.w.kernel; ++j)
              for (int64_t c = 0; c < g.group_in(); ++c) {
                const int64_t yi = y * g.h.stride - g.h.pad_before + i * g.h.dilation;
                const int64_t xi = x * g.w.stride - g.w.pad_before + j * g.w.dilation;
                if (yi < 0 || yi >= g.h.in || xi < 0 || xi >= g.w.in) continue;
                const int64_t channel = o / g.group_out() * g.group_in() + c;
                f(at(false, n, yi, xi, channel),
                  ((i * g.w.kernel + j) * g.group_in() + c) * g.out_channels + o,
                  at(true, n, y, x, o));
              }
}

void expect_close(const Tensor& got, const std::vector<double>& want, const char* what) {
  const std::vector<double> v = values(got);
  ASSERT_EQ(v.size(), want.size());
  const double eps = got.dtype() == DType::BFloat16  ? 1 / 128.
                     : got.dtype() == DType::Float16 ? 1 / 1024.
                                                     : 1e-6;
  for (size_t i = 0; i < v.size(); ++i)
    ASSERT_NEAR(v[i], want[i], eps * (1 + std::abs(want[i]))) << what << " at " << i;
}

void check(const Case& c, DType dtype, std::mt19937& rng) {
  const ConvGeometry g = c.geometry();
  SCOPED_TRACE(cat("x ", c.x, " f ", c.f, " strides ", c.strides, " dilations ", c.dilations,
                   " padding ", int(c.padding.kind), c.padding.pads, " nchw ", g.nchw, " ",
                   name_of(dtype)));
  const Tensor x = random(c.x, dtype, rng), f = random(c.f, dtype, rng);
  const Tensor y = ops::conv2d(x, f,
                               {.strides = c.strides,
                                .padding = c.padding,
                                .data_format = c.format,
                                .dilations = c.dilations});
  ASSERT_EQ(y.shape(), conv_output(g, c.x, c.format));
  const Tensor dy = random(y.shape(), dtype, rng);
  const auto xv = values(x), fv = values(f), dyv = values(dy);
  std::vector<double> yv(size_t(y.numel())), dxv(xv.size()), dfv(fv.size());
  for_each_product(g, [&](int64_t i, int64_t j, int64_t o) {
    yv[o] += xv[i] * fv[j];
    dxv[i] += dyv[o] * fv[j];
    dfv[j] += dyv[o] * xv[i];
  });
  expect_close(y, yv, "y");
  expect_close(op::conv_detail::by_input(
                   c.x, f, dy, op::Conv2D::Attrs{c.strides, c.padding, c.format, c.dilations}),
               dxv, "dx");
  expect_close(op::conv_detail::by_filter(
                   x, c.f, dy, op::Conv2D::Attrs{c.strides, c.padding, c.format, c.dilations}),
               dfv, "df");
}

Case random_case(std::mt19937& rng) {
  auto pick = [&](int lo, int hi) { return std::uniform_int_distribution<int64_t>(lo, hi)(rng); };
  const int64_t groups = pick(0, 3) ? 1 : pick(1, 4);
  const int64_t cin = groups * pick(1, 5), cout = groups * pick(1, 6);
  Case c;
  c.format = pick(0, 2) ? ImageFormat::NHWC : ImageFormat::NCHW;
  const int64_t n = pick(1, 3), h = pick(1, 11), w = pick(1, 11);
  c.x = c.format == ImageFormat::NHWC ? Shape{n, h, w, cin} : Shape{n, cin, h, w};
  c.f = {pick(1, 4), pick(1, 4), cin / groups, cout};
  c.strides = {pick(1, 3), pick(1, 3)};
  c.dilations = {pick(1, 2), pick(1, 2)};
  c.padding.kind = static_cast<Padding::Kind>(pick(0, 2));
  if (c.padding.kind == Padding::Explicit) {
    c.padding.pads = Ints{0, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < 4; ++i)
      c.padding.pads[(c.format == ImageFormat::NHWC ? 2 : 4) + i] = pick(0, 3);
  }
  return c;
}

// Each test once with each library.
class Conv : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    use_dnnl(GetParam());
    if (GetParam() && *dnnl_missing()) GTEST_SKIP() << dnnl_missing();
  }
  void TearDown() override { use_dnnl(true); }
};
INSTANTIATE_TEST_SUITE_P(Libraries, Conv, testing::Bool(),
                         [](const auto& info) { return info.param ? "dnnl" : "im2col"; });

TEST_P(Conv, RandomGeometries) {
  std::mt19937 rng(7);
  int done = 0;
  while (done < 400) {
    const Case c = random_case(rng);
    try {
      if (c.geometry().out_size() == 0) continue;
    } catch (const Error&) {
      continue;  // the window is larger than the image
    }
    const DType dtypes[] = {DType::Float32, DType::Float32, DType::Float64, DType::BFloat16,
                            DType::Float16};
    check(c, dtypes[done % 5], rng);
    if (HasFatalFailure()) return;
    ++done;
  }
}

TEST_P(Conv, ThreadsAgree) {
  std::mt19937 rng(8);
  const Case c{.x = {5, 20, 20, 8}, .f = {3, 3, 8, 16}, .padding = {Padding::Same, {}}};
  for (int threads : {1, 2, 3}) {
    set_num_threads(threads);
    check(c, DType::Float32, rng);
  }
  set_num_threads(0);
}

TEST_P(Conv, EmptyTensors) {
  std::mt19937 rng(9);
  check({.x = {0, 4, 4, 2}, .f = {2, 2, 2, 3}}, DType::Float32, rng);
  check({.x = {1, 0, 2, 1},
         .f = {1, 1, 1, 1},
         .padding = {Padding::Explicit, {0, 0, 1, 1, 1, 1, 0, 0}}},
        DType::Float32, rng);
  check({.x = {2, 1, 4, 2}, .f = {2, 2, 2, 3}}, DType::Float32, rng);
  check({.x = {2, 0, 4, 2}, .f = {2, 2, 2, 3}, .padding = {Padding::Same, {}}}, DType::Float32,
        rng);
}

TEST(ConvGeometry, RefusesWhatDoesNotFit) {
  auto bad = [](const Case& c) { EXPECT_THROW(c.geometry(), Error) << c.x << c.f << c.strides; };
  const int64_t huge = int64_t{1} << 62;
  bad({.x = {0, 0, 0, 0}, .f = {0, 0, 0, 0}, .padding = {Padding::Same, {}}});
  bad({.x = {1, 3, 3, 2}, .f = {1, 1, 0, 1}});
  bad({.x = {1, 3, 3, 2}, .f = {1, 1, 3, 1}});
  bad({.x = {1, 3, 3, 2}, .f = {1, 1, 1, 1}});
  bad({.x = {1, 3, 3, 1}, .f = {1, 1, 1, 1}, .strides = {1, 0, 0, 1}});
  bad({.x = {1, 3, 3, 1}, .f = {1, 1, 1, 1}, .strides = {2, 1, 1, 1}});
  bad({.x = {1, 3, 3, 1}, .f = {1, 1, 1, 1}, .strides = {}});
  bad({.x = {1, 3, 3, 1}, .f = {2, 2, 1, 1}, .dilations = {-1}});
  bad({.x = {1, 3, 3, 1}, .f = {2, 2, 1, 1}, .dilations = {huge}});
  bad({.x = {1, 3, 3, 1}, .f = {3, 3, 1, 1}, .dilations = {huge}});
  bad({.x = {1, 3, 3, 1}, .f = {3, 3, 1, 1}, .strides = {INT64_MAX}, .dilations = {huge}});
  bad({.x = {1, huge, huge, 1}, .f = {2, 2, 1, 1}});
  bad({.x = {1, 3, 3, 1}, .f = {5, 5, 1, 1}});
  bad({.x = {1, 3, 3, 1},
       .f = {1, 1, 1, 1},
       .padding = {Padding::Explicit, {0, 0, huge, huge, 0, 0, 0, 0}}});
  bad({.x = {1, 3, 3, 1},
       .f = {1, 1, 1, 1},
       .padding = {Padding::Explicit, {0, 0, huge, 0, huge, 0, 0, 0}}});
  bad({.x = {1, 3, 3, 1},
       .f = {1, 1, 1, 1},
       .padding = {Padding::Explicit, {0, 0, -1, 0, 0, 0, 0, 0}}});
  bad({.x = {1, 3, 3, 1},
       .f = {1, 1, 1, 1},
       .padding = {Padding::Explicit, {1, 0, 0, 0, 0, 0, 0, 0}}});
  bad({.x = {1, 3, 3, 1}, .f = {1, 1, 1, 1}, .padding = {Padding::Explicit, {0, 0}}});
}

}  // namespace
}  // namespace zeal
