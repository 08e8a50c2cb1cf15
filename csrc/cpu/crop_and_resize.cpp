// Crops, their gradients by the images (summed image by image, in the boxes' order) and by the
// boxes.
#include "ops/image/crop_and_resize.h"

#include <cmath>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/index_check.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

// Where one row or column of a crop lies in the image.
struct At {
  bool inside;
  int64_t low, high;
  float part;  // of the way from low to high
};

At locate(float from, float to, int64_t i, int64_t crop, int64_t size, CropMethod method) {
  const auto last = static_cast<float>(size - 1);
  const float at = crop > 1 ? from * last + static_cast<float>(i) *
                                                ((to - from) * last / static_cast<float>(crop - 1))
                            : 0.5f * (from + to) * last;
  if (!(at >= 0 && at <= last)) return {false, 0, 0, 0};
  if (method == CropMethod::Nearest) {
    const auto near = static_cast<int64_t>(std::round(at));
    return {true, near, near, 0};
  }
  const float low = std::floor(at);
  return {true, static_cast<int64_t>(low), static_cast<int64_t>(std::ceil(at)), at - low};
}

// The indices of the images as int64; an error names one that is none.
std::vector<int64_t> image_indices(KernelContext& k, int i, int64_t batch) {
  const int64_t n = k.shape(i)[0];
  std::vector<int64_t> out(static_cast<size_t>(n));
  for (int64_t b = 0; b < n; ++b) {
    out[b] = k.dtype(i) == DType::Int32 ? k.in<int32_t>(i)[b] : k.in<int64_t>(i)[b];
    if (!in_range(out[b], batch))
      k.fail("box_indices[", b, "] = ", out[b], " is not in [0, ", batch, ")");
  }
  return out;
}

template <class T>
void crop(KernelContext& k, const std::vector<int64_t>& image_of) {
  const auto& a = k.attrs<op::CropAndResize::Attrs>();
  const Shape &s = k.shape(), &o = k.out_shape();
  const T* x = k.in<T>();
  float* y = k.out<float>();
  const float* boxes = k.in<float>(1);
  const int64_t height = s[1], width = s[2], channels = s[3];
  const auto outside = static_cast<float>(a.extrapolation_value);
  const int64_t row = o[2] * channels;
  parallel_for(o[0] * o[1], std::max<int64_t>(1, kSerialElements / (4 * row)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t r = begin; r < end; ++r) {
                   const int64_t b = r / o[1];
                   const float* box = boxes + 4 * b;
                   float* to = y + r * row;
                   const At v = locate(box[0], box[2], r % o[1], o[1], height, a.method);
                   if (!v.inside) {
                     std::fill_n(to, row, outside);
                     continue;
                   }
                   const T* image = x + image_of[b] * height * width * channels;
                   const T *top = image + v.low * width * channels,
                           *bottom = image + v.high * width * channels;
                   for (int64_t i = 0; i < o[2]; ++i, to += channels) {
                     const At h = locate(box[1], box[3], i, o[2], width, a.method);
                     if (!h.inside) {
                       std::fill_n(to, channels, outside);
                       continue;
                     }
                     for (int64_t c = 0; c < channels; ++c) {
                       const auto pixel = [c, channels](const T* line, int64_t at) {
                         return static_cast<float>(line[at * channels + c]);
                       };
                       const float tl = pixel(top, h.low), tr = pixel(top, h.high);
                       const float bl = pixel(bottom, h.low), br = pixel(bottom, h.high);
                       const float t = tl + (tr - tl) * h.part, u = bl + (br - bl) * h.part;
                       to[c] = t + (u - t) * v.part;
                     }
                   }
                 }
               });
}

template <class T>
void grad_image(KernelContext& k, const std::vector<int64_t>& image_of) {
  const auto& a = k.attrs<op::CropAndResizeGradImage::Attrs>();
  using C = std::conditional_t<std::is_same_v<T, double>, double, float>;
  const Shape &g = k.shape(), &s = a.image_size;
  const float *dy = k.in<float>(), *boxes = k.in<float>(1);
  const int64_t width = s[2], channels = s[3], size = s[1] * width * channels;
  T* dx = k.out<T>();
  parallel_for(s[0], 1, [&](int64_t begin, int64_t end) {
    const Tensor room = Tensor::empty(dtype_of<C>, {size});
    C* sum = room.data<C>();
    for (int64_t n = begin; n < end; ++n) {
      std::fill_n(sum, size, C(0));
      for (int64_t b = 0; b < g[0]; ++b) {
        if (image_of[b] != n) continue;
        const float* box = boxes + 4 * b;
        for (int64_t j = 0; j < g[1]; ++j) {
          const At v = locate(box[0], box[2], j, g[1], s[1], a.method);
          if (!v.inside) continue;
          for (int64_t i = 0; i < g[2]; ++i) {
            const At h = locate(box[1], box[3], i, g[2], width, a.method);
            if (!h.inside) continue;
            const float* d = dy + ((b * g[1] + j) * g[2] + i) * channels;
            for (int64_t c = 0; c < channels; ++c) {
              const auto add = [&](int64_t y, int64_t x, float w) {
                sum[(y * width + x) * channels + c] += C(d[c]) * w;
              };
              add(v.low, h.low, (1 - v.part) * (1 - h.part));
              add(v.low, h.high, (1 - v.part) * h.part);
              add(v.high, h.low, v.part * (1 - h.part));
              add(v.high, h.high, v.part * h.part);
            }
          }
        }
      }
      for (int64_t i = 0; i < size; ++i) dx[n * size + i] = static_cast<T>(sum[i]);
    }
  });
}

template <class T>
void grad_boxes(KernelContext& k, const std::vector<int64_t>& image_of) {
  const Shape &g = k.shape(), &s = k.shape(1);
  const float *dy = k.in<float>(), *boxes = k.in<float>(2);
  const T* x = k.in<T>(1);
  float* out = k.out<float>();
  const int64_t width = s[2], channels = s[3];
  // How a box's two borders move position i of `crop`: in the image's pixels.
  const auto share = [](int64_t i, int64_t crop, int64_t size, float& first, float& second) {
    const auto last = static_cast<float>(size - 1);
    second = crop > 1 ? static_cast<float>(i) * last / static_cast<float>(crop - 1) : 0.5f * last;
    first = last - second;
  };
  parallel_for(g[0], 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      const float* box = boxes + 4 * b;
      float sum[4] = {};
      const T* image = x + image_of[b] * s[1] * width * channels;
      for (int64_t j = 0; j < g[1]; ++j) {
        const At v = locate(box[0], box[2], j, g[1], s[1], CropMethod::Bilinear);
        if (!v.inside) continue;
        for (int64_t i = 0; i < g[2]; ++i) {
          const At h = locate(box[1], box[3], i, g[2], width, CropMethod::Bilinear);
          if (!h.inside) continue;
          const float* d = dy + ((b * g[1] + j) * g[2] + i) * channels;
          float by_y = 0, by_x = 0;
          for (int64_t c = 0; c < channels; ++c) {
            const auto pixel = [&](int64_t row, int64_t column) {
              return static_cast<float>(image[(row * width + column) * channels + c]);
            };
            const float tl = pixel(v.low, h.low), tr = pixel(v.low, h.high);
            const float bl = pixel(v.high, h.low), br = pixel(v.high, h.high);
            by_y += d[c] * ((1 - h.part) * (bl - tl) + h.part * (br - tr));
            by_x += d[c] * ((1 - v.part) * (tr - tl) + v.part * (br - bl));
          }
          float first, second;
          share(j, g[1], s[1], first, second);
          sum[0] += by_y * first, sum[2] += by_y * second;
          share(i, g[2], width, first, second);
          sum[1] += by_x * first, sum[3] += by_x * second;
        }
      }
      std::copy_n(sum, 4, out + 4 * b);
    }
  });
}

}  // namespace

void op::CropAndResize::cpu(KernelContext& k) {
  const std::vector<int64_t> image_of = image_indices(k, 2, k.shape()[0]);
  if (k.out().numel() == 0) return;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() { crop<T>(k, image_of); });
}
void op::CropAndResizeGradImage::cpu(KernelContext& k) {
  const std::vector<int64_t> image_of = image_indices(k, 2, k.out_shape()[0]);
  if (k.out().numel() == 0) return;
  switch_dtype<kFloating>(k.out().dtype(), [&]<class T>() { grad_image<T>(k, image_of); });
}
void op::CropAndResizeGradBoxes::cpu(KernelContext& k) {
  const std::vector<int64_t> image_of = image_indices(k, 3, k.shape(1)[0]);
  switch_dtype<kReal>(k.dtype(1), [&]<class T>() { grad_boxes<T>(k, image_of); });
}

}  // namespace zeal
