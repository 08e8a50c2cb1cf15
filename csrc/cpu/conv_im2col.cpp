// Convolution as matrix products: patches of the image become the rows of a matrix ("columns").
#include <algorithm>
#include <cstring>

#include "core/tensor.h"
#include "core/thread_pool.h"
#include "cpu/conv.h"
#include "cpu/gemm.h"

namespace zeal {

namespace {

// A matrix of patches holds at most about this many elements (but one row at least).
constexpr int64_t kPatchElements = 1 << 17;

// Calls f(pixel of the image or -1 for padding, offset in the patch) for every tap of output pixel
// p.
template <class F>
ZEAL_INLINE void for_each_tap(const ConvGeometry& g, int64_t p, F&& f) {
  const int64_t y0 = p / g.w.out * g.h.stride - g.h.pad_before;
  const int64_t x0 = p % g.w.out * g.w.stride - g.w.pad_before;
  int64_t at = 0;
  for (int64_t i = 0; i < g.h.kernel; ++i) {
    const int64_t y = y0 + i * g.h.dilation;
    for (int64_t j = 0; j < g.w.kernel; ++j, at += g.group_in()) {
      const int64_t x = x0 + j * g.w.dilation;
      const bool inside = y >= 0 && y < g.h.in && x >= 0 && x < g.w.in;
      f(inside ? y * g.w.in + x : -1, at);
    }
  }
}

// One group's view of one image or of the filter: element (pixel, channel) lies at
// pixel * pixel_step + channel * channel_step.
template <class T>
struct Plane {
  T* data;
  int64_t pixel_step, channel_step;
};
template <class T>
Plane<T> plane(const ConvGeometry& g, T* images, int64_t n, int64_t group, bool output) {
  const int64_t pixels = output ? g.out_pixels() : g.in_pixels();
  const int64_t channels = output ? g.out_channels : g.in_channels;
  const int64_t first = group * (output ? g.group_out() : g.group_in());
  images += n * pixels * channels;
  if (g.nchw) return {images + first * pixels, 1, pixels};
  return {images + first, channels, 1};
}

// patches: [end - begin, kernel height, kernel width, group_in]
template <class T>
void gather_patches(const ConvGeometry& g, Plane<const T> x, int64_t begin, int64_t end,
                    T* patches) {
  const int64_t channels = g.group_in(), size = g.h.kernel * g.w.kernel * channels;
  for (int64_t p = begin; p < end; ++p, patches += size)
    for_each_tap(g, p, [&](int64_t pixel, int64_t at) {
      T* to = patches + at;
      const T* from = x.data + pixel * x.pixel_step;
      if (pixel < 0)
        std::fill_n(to, channels, T(0));
      else if (x.channel_step == 1)
        std::memcpy(to, from, static_cast<size_t>(channels) * sizeof(T));
      else
        for (int64_t c = 0; c < channels; ++c) to[c] = from[c * x.channel_step];
    });
}

template <class T>
void scatter_patches(const ConvGeometry& g, const T* patches, int64_t begin, int64_t end,
                     Plane<T> dx) {
  const int64_t channels = g.group_in(), size = g.h.kernel * g.w.kernel * channels;
  for (int64_t p = begin; p < end; ++p, patches += size)
    for_each_tap(g, p, [&](int64_t pixel, int64_t at) {
      if (pixel < 0) return;
      const T* from = patches + at;
      T* to = dx.data + pixel * dx.pixel_step;
      for (int64_t c = 0; c < channels; ++c) to[c * dx.channel_step] += from[c];
    });
}

// A matrix, row-major or (transposed) column-major, of a Plane's pixels by channels.
struct Layout {
  bool transposed;
  int64_t lead;
};
template <class T>
Layout layout(Plane<T> p) {
  return p.channel_step == 1 ? Layout{false, p.pixel_step} : Layout{true, p.channel_step};
}

// How the work is cut: into chunks of output pixels of one image and group.
struct Chunks {
  int64_t patch, pixels, per_image;
  explicit Chunks(const ConvGeometry& g)
      : patch(g.h.kernel * g.w.kernel * g.group_in()),
        pixels(std::clamp<int64_t>(kPatchElements / patch, 1, g.out_pixels())),
        per_image((g.out_pixels() + pixels - 1) / pixels) {}
  int64_t begin(int64_t chunk) const { return chunk * pixels; }
  int64_t end(const ConvGeometry& g, int64_t chunk) const {
    return std::min((chunk + 1) * pixels, g.out_pixels());
  }
  Tensor buffer(DType dtype) const {
    return Tensor::empty(dtype, {checked_mul(pixels, patch, "a patch matrix")});
  }
};

template <class T>
void forward(const ConvGeometry& g, const T* x, const T* f, T* y) {
  const Chunks chunks(g);
  const int64_t n_out = g.group_out();
  parallel_for(g.batch * chunks.per_image, 1, [&](int64_t begin, int64_t end) {
    Tensor buffer = chunks.buffer(dtype_of<T>);
    T* patches = buffer.data<T>();
    for (int64_t task = begin; task < end; ++task) {
      const int64_t n = task / chunks.per_image, chunk = task % chunks.per_image;
      const int64_t p0 = chunks.begin(chunk), rows = chunks.end(g, chunk) - p0;
      for (int64_t group = 0; group < g.groups; ++group) {
        gather_patches(g, plane(g, x, n, group, false), p0, p0 + rows, patches);
        const Plane<T> to = plane(g, y, n, group, true);
        const T* filter = f + group * n_out;
        T* out = to.data + p0 * to.pixel_step;
        if (auto [transposed, lead] = layout(to); transposed)
          gemm(true, true, n_out, rows, chunks.patch, filter, g.out_channels, patches, chunks.patch,
               out, lead, false);
        else
          gemm(false, false, rows, n_out, chunks.patch, patches, chunks.patch, filter,
               g.out_channels, out, lead, false);
      }
    }
  });
}

template <class T>
void by_input(const ConvGeometry& g, const T* f, const T* dy, T* dx) {
  const Chunks chunks(g);
  const int64_t n_out = g.group_out(), image = g.in_pixels() * g.in_channels;
  parallel_for(g.batch, 1, [&](int64_t begin, int64_t end) {
    Tensor buffer = chunks.buffer(dtype_of<T>);
    T* patches = buffer.data<T>();
    std::fill_n(dx + begin * image, (end - begin) * image, T(0));
    for (int64_t n = begin; n < end; ++n)
      for (int64_t chunk = 0; chunk < chunks.per_image; ++chunk)
        for (int64_t group = 0; group < g.groups; ++group) {
          const int64_t p0 = chunks.begin(chunk), rows = chunks.end(g, chunk) - p0;
          const Plane<const T> from = plane(g, dy, n, group, true);
          const auto [transposed, lead] = layout(from);
          gemm(transposed, true, rows, chunks.patch, n_out, from.data + p0 * from.pixel_step, lead,
               f + group * n_out, g.out_channels, patches, chunks.patch, false);
          scatter_patches(g, patches, p0, p0 + rows, plane(g, dx, n, group, false));
        }
  });
}

// Images follow one another, so that the sum has one order; the products use the threads.
template <class T>
void by_filter(const ConvGeometry& g, const T* x, const T* dy, T* df) {
  const Chunks chunks(g);
  const int64_t n_out = g.group_out();
  Tensor buffer = chunks.buffer(dtype_of<T>);
  T* patches = buffer.data<T>();
  bool first = true;
  for (int64_t n = 0; n < g.batch; ++n)
    for (int64_t chunk = 0; chunk < chunks.per_image; ++chunk, first = false)
      for (int64_t group = 0; group < g.groups; ++group) {
        const int64_t p0 = chunks.begin(chunk), rows = chunks.end(g, chunk) - p0;
        gather_patches(g, plane(g, x, n, group, false), p0, p0 + rows, patches);
        const Plane<const T> from = plane(g, dy, n, group, true);
        const auto [transposed, lead] = layout(from);
        gemm(true, transposed, chunks.patch, n_out, rows, patches, chunks.patch,
             from.data + p0 * from.pixel_step, lead, df + group * n_out, g.out_channels, !first);
      }
}

template <class F>
bool with_type(DType dtype, F&& f) {
  if (dtype == DType::Float32)
    f.template operator()<float>();
  else if (dtype == DType::Float64)
    f.template operator()<double>();
  else
    return false;
  return true;
}

}  // namespace

const ConvKernels im2col_kernels{
    .forward =
        [](const ConvGeometry& g, DType dtype, const void* x, const void* f, void* y) {
          return with_type(dtype, [&]<class T>() {
            forward(g, static_cast<const T*>(x), static_cast<const T*>(f), static_cast<T*>(y));
          });
        },
    .by_input =
        [](const ConvGeometry& g, DType dtype, const void* f, const void* dy, void* dx) {
          return with_type(dtype, [&]<class T>() {
            by_input(g, static_cast<const T*>(f), static_cast<const T*>(dy), static_cast<T*>(dx));
          });
        },
    .by_filter =
        [](const ConvGeometry& g, DType dtype, const void* x, const void* dy, void* df) {
          return with_type(dtype, [&]<class T>() {
            by_filter(g, static_cast<const T*>(x), static_cast<const T*>(dy), static_cast<T*>(df));
          });
        },
};

}  // namespace zeal
