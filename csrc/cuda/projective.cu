// Projective transforms of images on CUDA, a thread an element. The gradient by the image stays
// with the CPU: what goes to a pixel comes from anywhere.
#include "ops/image/projective.h"

#include <cmath>

#include "cuda/each.h"
#include "cuda/windows.h"
#include "ops/traits.h"

namespace zeal {

namespace {

// A coordinate outside of [0, n) as the mode continues the image; it may stay outside for Constant.
HOST_DEVICE float continued(float at, int64_t size, FillMode mode) {
  const auto n = static_cast<float>(size);
  if (mode == FillMode::Constant) return at;
  if (size <= 1) return 0;
  float x = at;
  if (mode == FillMode::Reflect) {
    if (x < 0) {
      if (x < 2 * n) x += 2 * n * truncf(-x / (2 * n));
      x = x < -n ? x + 2 * n : -x - 1;
    } else if (x > n - 1) {
      x -= 2 * n * truncf(x / (2 * n));
      if (x >= n) x = 2 * n - x - 1;
    }
  } else if (mode == FillMode::Wrap) {
    if (x < 0)
      x += n * (truncf(-x / (n - 1)) + 1);
    else if (x > n - 1)
      x -= n * truncf(x / (n - 1));
  }
  const float positive = x < 0.0f ? 0.0f : x;  // NaN stays NaN
  return n - 1 < positive ? n - 1 : positive;
}

template <class T, class C>
HOST_DEVICE T stored(C v) {
  if constexpr (std::is_integral_v<T>) {
    constexpr C least = static_cast<C>(std::numeric_limits<T>::min());
    // One more than the largest, which double may not hold.
    constexpr C beyond = -2 * static_cast<C>(std::numeric_limits<T>::min() / 2);
    constexpr C over = std::is_signed_v<T> ? beyond : static_cast<C>(256);
    if (v != v) return 0;
    return v < least   ? std::numeric_limits<T>::min()
           : v >= over ? std::numeric_limits<T>::max()
                       : static_cast<T>(v);
  } else {
    return static_cast<T>(v);
  }
}

template <class T>
struct Transform {
  using C = std::conditional_t<std::is_same_v<T, double> || std::is_integral_v<T>, double, float>;
  static_assert(!std::is_integral_v<T> || std::is_signed_v<T> || sizeof(T) == 1);
  const T* x;
  T* y;
  const float *transforms, *fill;  // a null fill is zero
  int64_t step;                    // from one image's transform to the next one's
  cuda::Pixels out;
  int64_t height, width, channels;
  bool nearest;
  FillMode mode;

  HOST_DEVICE void operator()(int64_t i) const {
    int64_t n, oy, ox, c;
    out(i, n, oy, ox, c);
    const float outside = fill ? *fill : 0.0f;
    const float* t = transforms + n * step;
    const auto fx = static_cast<float>(ox), fy = static_cast<float>(oy);
    const float k = t[6] * fx + t[7] * fy + 1;
    if (k == 0) {
      y[i] = stored<T>(static_cast<C>(outside));
      return;
    }
    const float at_x = continued((t[0] * fx + t[1] * fy + t[2]) / k, width, mode);
    const float at_y = continued((t[3] * fx + t[4] * fy + t[5]) / k, height, mode);
    // Anything far outside, or not a number, is outside in the same way.
    if (!(at_x > -2 && at_x < static_cast<float>(width) + 1) ||
        !(at_y > -2 && at_y < static_cast<float>(height) + 1)) {
      y[i] = stored<T>(static_cast<C>(outside));
      return;
    }
    C sum = 0;
    const auto give = [&](float row, float column, float weight) {
      if (weight == 0) return;
      const auto r = static_cast<int64_t>(row), q = static_cast<int64_t>(column);
      const bool inside = r >= 0 && r < height && q >= 0 && q < width;
      const C v = inside ? static_cast<C>(x[((n * height + r) * width + q) * channels + c])
                         : static_cast<C>(outside);
      sum += static_cast<C>(weight) * v;
    };
    if (nearest) {
      give(roundf(at_y), roundf(at_x), 1);
    } else {
      const float low_y = floorf(at_y), low_x = floorf(at_x);
      const float dy = at_y - low_y, dx = at_x - low_x;
      give(low_y, low_x, (1 - dy) * (1 - dx));
      give(low_y, low_x + 1, (1 - dy) * dx);
      give(low_y + 1, low_x, dy * (1 - dx));
      give(low_y + 1, low_x + 1, dy * dx);
    }
    y[i] = stored<T>(sum);
  }
};

void run(KernelContext& k, const float* fill) {
  const int64_t n = k.out().numel();
  if (n == 0) return;
  const auto& a = k.attrs<op::ProjectiveAttrs>();
  const Shape &s = k.shape(), &o = k.out_shape();
  switch_dtype<op::kProjective>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), n,
               Transform<T>{k.in<T>(), k.out<T>(), k.in<float>(1), fill, k.shape(1)[0] == 1 ? 0 : 8,
                            cuda::Pixels(o[1], o[2], o[3]), s[1], s[2], s[3],
                            a.interpolation == Interpolation::Nearest, a.fill_mode});
  });
}

}  // namespace

void op::ImageProjectiveTransformV2::cuda(KernelContext& k) { run(k, nullptr); }
void op::ImageProjectiveTransformV3::cuda(KernelContext& k) { run(k, k.in<float>(2)); }

}  // namespace zeal
