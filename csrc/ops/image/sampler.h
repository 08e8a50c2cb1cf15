// The kernels by which scale_and_translate weighs the pixels around a point, on any device.
#pragma once
#include <cmath>
#include <cstdint>

#include "core/macros.h"
#include "ops/image/scale_translate.h"

namespace zeal {

struct Sampler {
  SampleKernel kind;
  HOST_DEVICE float radius() const {
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
  HOST_DEVICE float operator()(float x) const {
    constexpr float pi = 3.14159265358979323846f;
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

// One axis: which pixels each output looks at, and how much of each (their sum is to be made 1).
class SampledAxis {
 public:
  HOST_DEVICE SampledAxis(SampleKernel kernel, int64_t in, float scale, float translation,
                          bool antialias)
      : sampler_{kernel},
        size_(static_cast<float>(in)),
        inverse_(1 / scale),
        move_(-inverse_ * translation),
        stretch_(antialias && inverse_ > 1.0f ? inverse_ : 1.0f) {}

  struct Reach {
    float at;
    int64_t begin, end;
  };
  HOST_DEVICE Reach reach(int64_t o) const {
    const float at = (static_cast<float>(o) + 0.5f) * inverse_ + move_;
    if (!(at >= 0 && at <= size_)) return {at, 0, 0};  // outside, or not a number
    const float reach = sampler_.radius() * stretch_;
    return {at, inside(std::ceil(at - reach - 0.5f)), inside(std::floor(at + reach - 0.5f)) + 1};
  }
  HOST_DEVICE float weight(const Reach& r, int64_t i) const {
    return sampler_(std::abs((static_cast<float>(i) + 0.5f - r.at) * (1 / stretch_)));
  }

 private:
  HOST_DEVICE int64_t inside(float i) const {
    return static_cast<int64_t>(i < 0 ? 0 : i > size_ - 1 ? size_ - 1 : i);
  }

  Sampler sampler_;
  float size_, inverse_, move_, stretch_;
};

}  // namespace zeal
