// Resizing on CUDA: the host finds where each row and column looks, a thread adds up one element.
// Gradients look the other way, and so are gathered as well.
#include "ops/image/resize.h"

#include <cstring>
#include <vector>

#include "cuda/each.h"
#include "cuda/windows.h"
#include "ops/image/resize_nearest.h"
#include "ops/image/taps.h"
#include "ops/traits.h"

namespace zeal {

namespace {

// Taps in the device's memory.
struct DeviceTaps {
  const int64_t* start;
  const int32_t* index;
  const float* weight;
  int64_t in;
};

// Both axes' taps, uploaded at once.
class Uploaded {
 public:
  Uploaded(Stream s, const Taps& rows, const Taps& columns)
      : room_(s, bytes(rows) + bytes(columns)) {
    std::vector<char> all(bytes(rows) + bytes(columns));
    auto* device = room_.data<char>();
    this->rows = put(rows, all.data(), device);
    this->columns = put(columns, all.data() + bytes(rows), device + bytes(rows));
    cuda::upload(s, room_.data(), all.data(), all.size());
  }
  DeviceTaps rows, columns;

 private:
  static size_t bytes(const Taps& t) {
    return (t.start.size() * 8 + t.index.size() * 8 + 15) / 16 * 16;
  }
  static DeviceTaps put(const Taps& t, char* to, char* device) {
    const size_t starts = t.start.size() * 8, taps = t.index.size() * 4;
    std::memcpy(to, t.start.data(), starts);
    if (taps) std::memcpy(to + starts, t.index.data(), taps);
    if (taps) std::memcpy(to + starts + taps, t.weight.data(), taps);
    return {reinterpret_cast<const int64_t*>(device),
            reinterpret_cast<const int32_t*>(device + starts),
            reinterpret_cast<const float*>(device + starts + taps), t.in};
  }
  cuda::Scratch room_;
};

// Rows are summed before columns, as on the CPU.
template <class In, class Out>
struct Resample {
  using C =
      std::conditional_t<std::is_same_v<In, double> && std::is_same_v<Out, double>, double, float>;
  const In* x;
  Out* y;
  cuda::Pixels out;
  int64_t channels;
  DeviceTaps rows, columns;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t n, r, q, c;
    out(i, n, r, q, c);
    const In* image = x + n * rows.in * columns.in * channels + c;
    C sum = 0;
    for (int64_t t = columns.start[q]; t < columns.start[q + 1]; ++t) {
      const In* from = image + columns.index[t] * channels;
      C down = 0;
      for (int64_t u = rows.start[r]; u < rows.start[r + 1]; ++u)
        down += static_cast<C>(rows.weight[u]) *
                static_cast<C>(from[rows.index[u] * columns.in * channels]);
      sum += static_cast<C>(columns.weight[t]) * down;
    }
    y[i] = static_cast<Out>(sum);
  }
};

// Sends each row and column to one of the input's.
template <class T>
struct Pick {
  const T* x;
  T* y;
  cuda::Pixels out;
  int64_t channels;
  DeviceTaps rows, columns;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t n, r, q, c;
    out(i, n, r, q, c);
    y[i] = x[((n * rows.in + rows.index[r]) * columns.in + columns.index[q]) * channels + c];
  }
};

void resample(KernelContext& k, const Taps& rows, const Taps& columns) {
  const int64_t channels = k.shape()[3], n = k.out().numel();
  const Uploaded taps(k.stream(), rows, columns);
  const cuda::Pixels out(rows.out(), columns.out(), channels);
  switch_dtype<kReal>(k.dtype(), [&]<class In>() {
    const auto go = [&]<class Out>() {
      cuda::each(
          k.stream(), n,
          Resample<In, Out>{k.in<In>(), k.out<Out>(), out, channels, taps.rows, taps.columns});
    };
    if (k.out().dtype() == DType::Float32)
      go.template operator()<float>();
    else if constexpr (is_float_type<In>)
      switch_dtype<kFloating>(k.out().dtype(), go);
  });
}

void resize(KernelContext& k, ResizeMethod method, bool align_corners, bool half) {
  const Shape &x = k.shape(), &y = k.out_shape();
  if (k.out().numel() == 0) return;
  resample(k, resize_taps(method, x[1], y[1], align_corners, half),
           resize_taps(method, x[2], y[2], align_corners, half));
}

}  // namespace

void op::ResizeBilinear::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  resize(k, ResizeMethod::Bilinear, a.align_corners, a.half_pixel_centers);
}
void op::ResizeBicubic::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  resize(k, ResizeMethod::Bicubic, a.align_corners, a.half_pixel_centers);
}
void op::ResizeArea::cuda(KernelContext& k) {
  resize(k, ResizeMethod::Area, k.attrs<Attrs>().align_corners, false);
}

void op::ResizeGrad::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape &x = k.out_shape(), &y = k.shape();
  const auto taps = [&](int i) {
    return resize_taps(a.method, x[i], y[i], a.align_corners, a.half_pixel_centers).transposed();
  };
  resample(k, taps(1), taps(2));
}

void op::ResizeNearestNeighbor::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape &x = k.shape(), &y = k.out_shape();
  const Uploaded taps(k.stream(), nearest_taps(x[1], y[1], a.align_corners, a.half_pixel_centers),
                      nearest_taps(x[2], y[2], a.align_corners, a.half_pixel_centers));
  const cuda::Pixels out(y[1], y[2], y[3]);
  const auto go = [&]<class T>() {
    cuda::each(k.stream(), k.out().numel(),
               Pick<T>{k.in<T>(), k.out<T>(), out, x[3], taps.rows, taps.columns});
  };
  switch (size_of(k.dtype())) {
    case 1:
      return go.template operator()<uint8_t>();
    case 2:
      return go.template operator()<uint16_t>();
    case 4:
      return go.template operator()<uint32_t>();
    default:
      return go.template operator()<uint64_t>();
  }
}

void op::ResizeNearestNeighborGrad::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape &x = k.out_shape(), &y = k.shape();
  const auto taps = [&](int i) {
    return nearest_taps(x[i], y[i], a.align_corners, a.half_pixel_centers).transposed();
  };
  resample(k, taps(1), taps(2));
}

}  // namespace zeal
