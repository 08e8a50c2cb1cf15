// Where each way of resizing looks, and with which weights.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "cpu/resample.h"

namespace zeal {

Taps Taps::transposed() const {
  Taps t(out());
  t.start.assign(static_cast<size_t>(in) + 1, 0);
  t.index.resize(index.size());
  t.weight.resize(weight.size());
  for (int32_t i : index) ++t.start[static_cast<size_t>(i) + 1];
  for (size_t i = 1; i < t.start.size(); ++i) t.start[i] += t.start[i - 1];
  std::vector<int64_t> next(t.start.begin(), t.start.end() - 1);
  for (int64_t o = 0; o < out(); ++o)
    for (int64_t k = start[o]; k < start[o + 1]; ++k) {
      const auto to = static_cast<size_t>(next[index[k]]++);
      t.index[to] = static_cast<int32_t>(o);
      t.weight[to] = weight[k];
    }
  return t;
}

namespace {

// The position in the input that an output position shows, in float32 as in TensorFlow.
struct Placement {
  float scale;
  bool half;
  Placement(int64_t in, int64_t out, bool align_corners, bool half_pixel_centers)
      : scale(align_corners && out > 1 ? static_cast<float>(in - 1) / static_cast<float>(out - 1)
                                       : static_cast<float>(in) / static_cast<float>(out)),
        half(half_pixel_centers) {}
  float operator()(int64_t o) const {
    const auto x = static_cast<float>(o);
    return half ? (x + 0.5f) * scale - 0.5f : x * scale;
  }
};

// Cubic convolution with parameter a, at a distance in [0, 1] and at one more.
float cubic_near(float x, float a) { return ((a + 2) * x - (a + 3)) * x * x + 1; }
float cubic_far(float x, float a) {
  x += 1;
  return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

void bicubic(Taps& t, float at, bool half) {
  const float a = half ? -0.5f : -0.75f;
  const auto first = static_cast<int64_t>(std::floor(at));
  constexpr float kSteps = 1024;  // TensorFlow reads the kernel from a table of so many steps
  const float d = std::nearbyint((at - static_cast<float>(first)) * kSteps) / kSteps;
  float w[4] = {cubic_far(d, a), cubic_near(d, a), cubic_near(1 - d, a), cubic_far(1 - d, a)};
  int64_t at_index[4];
  float sum = 0;
  for (int k = 0; k < 4; ++k) {
    const int64_t i = first - 1 + k;
    at_index[k] = std::clamp<int64_t>(i, 0, t.in - 1);
    if (half && at_index[k] != i) w[k] = 0;  // Keys' kernel shares out what lies outside
    sum += w[k];
  }
  for (int k = 0; k < 4; ++k)
    t.add(at_index[k], half && std::abs(sum) > 1e-35f ? w[k] / sum : w[k]);
}

void area(Taps& t, int64_t o, float scale) {
  const float from = static_cast<float>(o) * scale, to = static_cast<float>(o + 1) * scale;
  for (auto i = static_cast<int64_t>(std::floor(from)); i < static_cast<int64_t>(std::ceil(to));
       ++i) {
    const auto x = static_cast<float>(i);
    const float w = x < from ? (x + 1 > to ? scale : x + 1 - from) : (x + 1 > to ? to - x : 1);
    t.add(std::clamp<int64_t>(i, 0, t.in - 1), w / scale);
  }
}

}  // namespace

Taps resize_taps(ResizeMethod method, int64_t in, int64_t out, bool align_corners,
                 bool half_pixel_centers) {
  Taps t(in);
  const Placement place(in, out, align_corners, half_pixel_centers);
  for (int64_t o = 0; o < out; ++o) {
    if (method == ResizeMethod::Area) {
      area(t, o, place.scale);
    } else if (method == ResizeMethod::Bicubic) {
      bicubic(t, place(o), half_pixel_centers);
    } else {
      const float at = place(o), low = std::floor(at), part = at - low;
      const auto i = static_cast<int64_t>(low);
      t.add(std::clamp<int64_t>(i, 0, in - 1), 1 - part);
      if (part > 0) t.add(std::clamp<int64_t>(i + 1, 0, in - 1), part);
    }
    t.finish_row();
  }
  return t;
}

Taps nearest_taps(int64_t in, int64_t out, bool align_corners, bool half_pixel_centers) {
  Taps t(in);
  const float scale = Placement(in, out, align_corners, false).scale;
  for (int64_t o = 0; o < out; ++o) {
    const float at = (static_cast<float>(o) + (half_pixel_centers ? 0.5f : 0.0f)) * scale;
    const float i = align_corners ? std::round(at) : std::floor(at);
    t.add(std::clamp<int64_t>(static_cast<int64_t>(i), 0, in - 1), 1);
    t.finish_row();
  }
  return t;
}

namespace {

struct Sampler {
  SampleKernel kind;
  float radius() const {
    switch (kind) {
      case SampleKernel::Lanczos1:
      case SampleKernel::Triangle:
      case SampleKernel::Box:
        return 1;
      case SampleKernel::Lanczos3:
        return 3;
      case SampleKernel::Lanczos5:
        return 5;
      case SampleKernel::Gaussian:
        return 1.5f;
      default:
        return 2;
    }
  }
  float operator()(float x) const {
    constexpr float pi = std::numbers::pi_v<float>;
    const float r = radius();
    switch (kind) {
      case SampleKernel::Box:
        return x < 0.5f ? 1 : x == 0.5f ? 0.5f : 0;
      case SampleKernel::Triangle:
        return x < 1 ? 1 - x : 0;
      case SampleKernel::Gaussian:
        return x >= r ? 0 : std::exp(-x * x / (2 * (r / 3) * (r / 3)));
      case SampleKernel::KeysCubic:
        if (x >= 2) return 0;
        return x >= 1 ? ((-0.5f * x + 2.5f) * x - 4) * x + 2 : ((1.5f * x - 2.5f) * x) * x + 1;
      case SampleKernel::MitchellCubic:
        if (x >= 2) return 0;
        return x >= 1 ? (((-7.0f / 18) * x + 2) * x - 10.0f / 3) * x + 16.0f / 9
                      : (((7.0f / 6) * x - 2) * x) * x + 8.0f / 9;
      default:
        if (x > r) return 0;
        return x <= 1e-3f ? 1 : r * std::sin(pi * x) * std::sin(pi * x / r) / (pi * pi * x * x);
    }
  }
};

}  // namespace

Taps sample_taps(SampleKernel kernel, int64_t in, int64_t out, float scale, float translation,
                 bool antialias) {
  Taps t(in);
  const Sampler sampler{kernel};
  const float inverse = 1 / scale, move = -inverse * translation;
  const float stretch = antialias ? std::max(inverse, 1.0f) : 1.0f;
  const float reach = sampler.radius() * stretch, last = static_cast<float>(in - 1);
  for (int64_t o = 0; o < out; ++o, t.finish_row()) {
    const float at = (static_cast<float>(o) + 0.5f) * inverse + move;
    if (!(at >= 0 && at <= static_cast<float>(in))) continue;  // outside, or not a number
    const auto first = static_cast<int64_t>(std::clamp(std::ceil(at - reach - 0.5f), 0.0f, last));
    const auto end = static_cast<int64_t>(std::clamp(std::floor(at + reach - 0.5f), 0.0f, last));
    const size_t begin = t.index.size();
    float sum = 0;
    for (int64_t i = first; i <= end; ++i) {
      const float w = sampler(std::abs((static_cast<float>(i) + 0.5f - at) * (1 / stretch)));
      sum += w;
      t.add(i, w);
    }
    if (std::abs(sum) > 1e-35f)
      for (size_t i = begin; i < t.weight.size(); ++i) t.weight[i] /= sum;
  }
  return t;
}

}  // namespace zeal
