#include "ops/image/taps.h"

#include <algorithm>
#include <cmath>

#include "ops/image/sampler.h"

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

Taps sample_taps(SampleKernel kernel, int64_t in, int64_t out, float scale, float translation,
                 bool antialias) {
  Taps t(in);
  const SampledAxis axis(kernel, in, scale, translation, antialias);
  for (int64_t o = 0; o < out; ++o, t.finish_row()) {
    const SampledAxis::Reach r = axis.reach(o);
    const size_t begin = t.index.size();
    float sum = 0;
    for (int64_t i = r.begin; i < r.end; ++i) {
      const float w = axis.weight(r, i);
      sum += w;
      t.add(i, w);
    }
    if (std::abs(sum) > 1e-35f)
      for (size_t i = begin; i < t.weight.size(); ++i) t.weight[i] /= sum;
  }
  return t;
}

}  // namespace zeal
