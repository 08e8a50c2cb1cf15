// Crops of images and their gradients on CUDA: a thread an element, gradients gathered in the
// boxes' order.
#include "ops/image/crop_and_resize.h"

#include <cmath>

#include "cuda/each.h"
#include "cuda/windows.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;
using cuda::Pixels;

// Where one row or column of a crop lies in the image.
struct At {
  bool inside;
  int64_t low, high;
  float part;  // of the way from low to high
};

// A product that is rounded by itself, so that borders lie where they do on the CPU.
HOST_DEVICE float times(float a, float b) {
#ifdef __CUDA_ARCH__
  return __fmul_rn(a, b);
#else
  return a * b;
#endif
}

HOST_DEVICE At locate(float from, float to, int64_t i, int64_t crop, int64_t size, bool nearest) {
  const auto last = static_cast<float>(size - 1);
  const float at =
      crop > 1 ? times(from, last) + times(static_cast<float>(i),
                                           times(to - from, last) / static_cast<float>(crop - 1))
               : 0.5f * (from + to) * last;
  if (!(at >= 0 && at <= last)) return {false, 0, 0, 0};
  if (nearest) {
    const auto near = static_cast<int64_t>(roundf(at));
    return {true, near, near, 0};
  }
  const float low = floorf(at);
  return {true, static_cast<int64_t>(low), static_cast<int64_t>(ceilf(at)), at - low};
}

// The crops' shape and boxes, and the images': [images, height, width, channels].
struct Crops {
  int64_t boxes, crop_height, crop_width, images, height, width, channels;
  const float* box;
  const void* image_of;
  bool wide;  // are the images' numbers int64?
  bool nearest;

  Crops(const Shape& crops, const Shape& image, const KernelContext& k, int at, CropMethod method)
      : boxes(crops[0]),
        crop_height(crops[1]),
        crop_width(crops[2]),
        images(image[0]),
        height(image[1]),
        width(image[2]),
        channels(image[3]),
        box(k.in<float>(at)),
        image_of(k.in(at + 1).data()),
        wide(k.dtype(at + 1) == DType::Int64),
        nearest(method == CropMethod::Nearest) {}
  // -1 for what is none.
  HOST_DEVICE int64_t image(int64_t b) const {
    const int64_t i =
        wide ? static_cast<const int64_t*>(image_of)[b] : static_cast<const int32_t*>(image_of)[b];
    return i >= 0 && i < images ? i : -1;
  }
  HOST_DEVICE At row(int64_t b, int64_t i) const {
    return locate(box[4 * b], box[4 * b + 2], i, crop_height, height, nearest);
  }
  HOST_DEVICE At column(int64_t b, int64_t i) const {
    return locate(box[4 * b + 1], box[4 * b + 3], i, crop_width, width, nearest);
  }
  HOST_DEVICE int64_t pixel(int64_t n, int64_t y, int64_t x) const {
    return ((n * height + y) * width + x) * channels;
  }
  HOST_DEVICE int64_t crop(int64_t b, int64_t y, int64_t x) const {
    return ((b * crop_height + y) * crop_width + x) * channels;
  }
};

struct CheckImages {
  Crops s;
  cuda::Reporter report;
  HOST_DEVICE void operator()(int64_t b) const {
    if (s.image(b) >= 0) return;
    report(b,
           s.wide ? static_cast<const int64_t*>(s.image_of)[b]
                  : static_cast<const int32_t*>(s.image_of)[b],
           s.images);
  }
};

template <class T>
struct Crop {
  Crops s;
  Pixels out;
  const T* x;
  float* y;
  float outside;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t b, r, q, c;
    out(i, b, r, q, c);
    const int64_t n = s.image(b);
    const At v = s.row(b, r), h = s.column(b, q);
    if (n < 0 || !v.inside || !h.inside) {
      y[i] = outside;
      return;
    }
    const auto at = [&](int64_t row, int64_t column) {
      return static_cast<float>(x[s.pixel(n, row, column) + c]);
    };
    const float tl = at(v.low, h.low), tr = at(v.low, h.high);
    const float bl = at(v.high, h.low), br = at(v.high, h.high);
    const float t = tl + (tr - tl) * h.part, u = bl + (br - bl) * h.part;
    y[i] = t + (u - t) * v.part;
  }
};

template <class T>
struct ToImage {
  using C = std::conditional_t<std::is_same_v<T, double>, double, float>;
  Crops s;
  Pixels in;
  const float* dy;
  T* dx;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t n, y, x, c;
    in(i, n, y, x, c);
    C sum = 0;
    for (int64_t b = 0; b < s.boxes; ++b) {
      if (s.image(b) != n) continue;
      for (int64_t r = 0; r < s.crop_height; ++r) {
        const At v = s.row(b, r);
        if (!v.inside || (v.low != y && v.high != y)) continue;
        for (int64_t q = 0; q < s.crop_width; ++q) {
          const At h = s.column(b, q);
          if (!h.inside || (h.low != x && h.high != x)) continue;
          const C d = dy[s.crop(b, r, q) + c];
          if (v.low == y && h.low == x) sum += d * ((1 - v.part) * (1 - h.part));
          if (v.low == y && h.high == x) sum += d * ((1 - v.part) * h.part);
          if (v.high == y && h.low == x) sum += d * (v.part * (1 - h.part));
          if (v.high == y && h.high == x) sum += d * (v.part * h.part);
        }
      }
    }
    dx[i] = static_cast<T>(sum);
  }
};

// The derivatives of one pixel of a crop by its place in the image: [boxes, height, width, 2].
template <class T>
struct Slopes {
  Crops s;
  Pixels out;  // of one channel
  const float* dy;
  const T* x;
  float* slopes;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t b, r, q, c;
    out(i, b, r, q, c);
    const int64_t n = s.image(b);
    const At v = s.row(b, r), h = s.column(b, q);
    float by_y = 0, by_x = 0;
    if (n >= 0 && v.inside && h.inside) {
      const float* d = dy + s.crop(b, r, q);
      for (c = 0; c < s.channels; ++c) {
        const auto at = [&](int64_t row, int64_t column) {
          return static_cast<float>(x[s.pixel(n, row, column) + c]);
        };
        const float tl = at(v.low, h.low), tr = at(v.low, h.high);
        const float bl = at(v.high, h.low), br = at(v.high, h.high);
        by_y += d[c] * ((1 - h.part) * (bl - tl) + h.part * (br - tr));
        by_x += d[c] * ((1 - v.part) * (tr - tl) + v.part * (br - bl));
      }
    }
    slopes[2 * i] = by_y;
    slopes[2 * i + 1] = by_x;
  }
};

// Border `i % 4` of box i / 4: how it moves each pixel, times the pixel's derivative.
struct ToBox {
  Crops s;
  const float* slopes;
  float* out;
  // How a box's two borders move position i of `crop`: in the image's pixels.
  HOST_DEVICE static float share(int64_t i, int64_t crop, int64_t size, bool second) {
    const auto last = static_cast<float>(size - 1);
    const float far =
        crop > 1 ? static_cast<float>(i) * last / static_cast<float>(crop - 1) : 0.5f * last;
    return second ? far : last - far;
  }
  HOST_DEVICE void operator()(int64_t i) const {
    const int64_t b = i / 4, side = i % 4;
    const bool second = side >= 2, across = side % 2;
    float sum = 0;
    for (int64_t r = 0; r < s.crop_height; ++r)
      for (int64_t q = 0; q < s.crop_width; ++q)
        sum += slopes[2 * ((b * s.crop_height + r) * s.crop_width + q) + across] *
               (across ? share(q, s.crop_width, s.width, second)
                       : share(r, s.crop_height, s.height, second));
    out[i] = sum;
  }
};

void check(KernelContext& k, const Crops& s) {
  cuda::each(k.stream(), s.boxes,
             CheckImages{s, cuda::reporter(k, "box_indices[%d] = %d is not in [0, %d)")});
}

}  // namespace

void op::CropAndResize::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& o = k.out_shape();
  const Crops s(o, k.shape(), k, 1, a.method);
  check(k, s);
  if (k.out().numel() == 0) return;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), k.out().numel(),
               Crop<T>{s, Pixels(o[1], o[2], o[3]), k.in<T>(), k.out<float>(),
                       static_cast<float>(a.extrapolation_value)});
  });
}

void op::CropAndResizeGradImage::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& x = a.image_size;
  const Crops s(k.shape(), x, k, 1, a.method);
  check(k, s);
  if (k.out().numel() == 0) return;
  switch_dtype<kFloating>(k.out().dtype(), [&]<class T>() {
    cuda::each(k.stream(), k.out().numel(),
               ToImage<T>{s, Pixels(x[1], x[2], x[3]), k.in<float>(), k.out<T>()});
  });
}

void op::CropAndResizeGradBoxes::cuda(KernelContext& k) {
  const Shape& g = k.shape();
  const Crops s(g, k.shape(1), k, 2, CropMethod::Bilinear);
  check(k, s);
  const int64_t pixels = g[0] * g[1] * g[2];
  const cuda::Scratch slopes(k.stream(), static_cast<size_t>(pixels) * 2 * sizeof(float));
  switch_dtype<kReal>(k.dtype(1), [&]<class T>() {
    cuda::each(
        k.stream(), pixels,
        Slopes<T>{s, Pixels(g[1], g[2], 1), k.in<float>(), k.in<T>(1), slopes.data<float>()});
  });
  cuda::each(k.stream(), 4 * g[0], ToBox{s, slopes.data<float>(), k.out<float>()});
}

}  // namespace zeal
