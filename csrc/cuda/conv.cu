// Convolution with two dimensions on CUDA as it is defined, for whatever no library takes; and
// convolution by channel. Nothing is added up in an order that depends on threads.
#include "cuda/columns.h"
#include "cuda/conv_cudnn.h"
#include "cuda/windows.h"
#include "ops/nn/conv.h"
#include "ops/nn/depthwise.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;
using cuda::Pixels;
using cuda::Range;

// Where things lie: image elements [n, y, x, c] in either format.
struct Geometry {
  ConvGeometry g;
  int64_t group_in, group_out;
  Divider by_group_out;

  explicit Geometry(const ConvGeometry& geometry)
      : g(geometry), group_in(g.group_in()), group_out(g.group_out()), by_group_out(group_out) {}
  HOST_DEVICE int64_t in_at(int64_t n, int64_t y, int64_t x, int64_t c) const {
    return g.nchw ? ((n * g.in_channels + c) * g.h.in + y) * g.w.in + x
                  : ((n * g.h.in + y) * g.w.in + x) * g.in_channels + c;
  }
  HOST_DEVICE int64_t out_at(int64_t n, int64_t y, int64_t x, int64_t c) const {
    return g.nchw ? ((n * g.out_channels + c) * g.h.out + y) * g.w.out + x
                  : ((n * g.h.out + y) * g.w.out + x) * g.out_channels + c;
  }
  // Steps between neighbouring channels.
  HOST_DEVICE int64_t in_step() const { return g.nchw ? g.h.in * g.w.in : 1; }
  HOST_DEVICE int64_t out_step() const { return g.nchw ? g.h.out * g.w.out : 1; }
  // The filter's element for tap (i, j), channel `c` of the group and output channel `o`.
  HOST_DEVICE int64_t filter_at(int64_t i, int64_t j, int64_t c, int64_t o) const {
    return ((i * g.w.kernel + j) * group_in + c) * g.out_channels + o;
  }
};

// Element number i of images: channels last in `Pixels`, or channels first as images of height c.
struct Elements {
  Divider width, height, channels;
  bool nchw;
  Elements(int64_t h, int64_t w, int64_t c, bool first)
      : width(w), height(h), channels(c), nchw(first) {}
  HOST_DEVICE void operator()(int64_t i, int64_t& n, int64_t& y, int64_t& x, int64_t& c) const {
    if (nchw) {
      const int64_t row = width.divide(i, x), plane = height.divide(row, y);
      n = channels.divide(plane, c);
    } else {
      const int64_t p = channels.divide(i, c), row = width.divide(p, x);
      n = height.divide(row, y);
    }
  }
};

template <class T>
struct Forward {
  Geometry at;
  Elements out;
  const T *x, *f;
  T* y;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, oy, ox, o, unused;
    out(i, n, oy, ox, o);
    const int64_t c0 = at.by_group_out.divide(o, unused) * at.group_in;
    const Range rows = cuda::taps_inside(at.g.h, oy), columns = cuda::taps_inside(at.g.w, ox);
    const int64_t step = at.in_step();
    C sum = 0;
    for (int64_t p = rows.begin; p < rows.end; ++p)
      for (int64_t q = columns.begin; q < columns.end; ++q) {
        const T* from =
            x + at.in_at(n, cuda::tap_at(at.g.h, oy, p), cuda::tap_at(at.g.w, ox, q), c0);
        const T* weight = f + at.filter_at(p, q, 0, o);
        for (int64_t c = 0; c < at.group_in; ++c)
          sum += static_cast<C>(from[c * step]) * static_cast<C>(weight[c * at.g.out_channels]);
      }
    y[i] = static_cast<T>(sum);
  }
};

template <class T>
struct ByInput {
  Geometry at;
  Elements in;
  Divider by_group_in;
  const T *f, *dy;
  T* dx;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, y, x, channel, c;
    in(i, n, y, x, channel);
    const int64_t o0 = by_group_in.divide(channel, c) * at.group_out;
    const Range rows = cuda::windows_over(at.g.h, y), columns = cuda::windows_over(at.g.w, x);
    const int64_t step = at.out_step();
    C sum = 0;
    for (int64_t oy = rows.begin; oy < rows.end; ++oy) {
      const int64_t p = cuda::tap_over(at.g.h, oy, y);
      if (p < 0) continue;
      for (int64_t ox = columns.begin; ox < columns.end; ++ox) {
        const int64_t q = cuda::tap_over(at.g.w, ox, x);
        if (q < 0) continue;
        const T* from = dy + at.out_at(n, oy, ox, o0);
        const T* weight = f + at.filter_at(p, q, c, o0);
        for (int64_t o = 0; o < at.group_out; ++o)
          sum += static_cast<C>(from[o * step]) * static_cast<C>(weight[o]);
      }
    }
    dx[i] = static_cast<T>(sum);
  }
};

// Columns are the filter's elements, rows the output's pixels.
template <class T>
struct ByFilter {
  using C = compute_type<T>;
  struct Acc {
    C sum = 0;
    HOST_DEVICE void join(const Acc& o) { sum += o.sum; }
  };
  Geometry at;
  Pixels pixels;                          // of the output
  Divider out_channels, group_in, width;  // of the filter
  const T *x, *dy;
  T* df;
  HOST_DEVICE void add(Acc& acc, int64_t row, int64_t column) const {
    int64_t o, c, q, n, oy, ox, none, within;
    const int64_t p = width.divide(group_in.divide(out_channels.divide(column, o), c), q);
    pixels(row, n, oy, ox, none);
    const int64_t y = cuda::tap_at(at.g.h, oy, p), xx = cuda::tap_at(at.g.w, ox, q);
    if (y < 0 || y >= at.g.h.in || xx < 0 || xx >= at.g.w.in) return;
    const int64_t channel = at.by_group_out.divide(o, within) * at.group_in + c;
    acc.sum += static_cast<C>(x[at.in_at(n, y, xx, channel)]) *
               static_cast<C>(dy[at.out_at(n, oy, ox, o)]);
  }
  HOST_DEVICE void finish(int64_t column, const Acc& acc) const {
    df[column] = static_cast<T>(acc.sum);
  }
};

void clear(KernelContext& k) { cuda::fill(k.stream(), k.out().data(), 0, k.out().bytes()); }

void direct_conv_forward(KernelContext& k, const ConvGeometry& g) {
  if (k.out().numel() == 0) return;
  if (g.in_size() == 0 || g.filter_size() == 0) return clear(k);
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), g.out_size(),
               Forward<T>{Geometry(g), Elements(g.h.out, g.w.out, g.out_channels, g.nchw),
                          k.in<T>(0), k.in<T>(1), k.out<T>()});
  });
}

void direct_conv_by_input(KernelContext& k, const ConvGeometry& g) {
  if (k.out().numel() == 0) return;
  if (g.out_size() == 0 || g.filter_size() == 0) return clear(k);
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), g.in_size(),
               ByInput<T>{Geometry(g), Elements(g.h.in, g.w.in, g.in_channels, g.nchw),
                          Divider(g.group_in()), k.in<T>(0), k.in<T>(1), k.out<T>()});
  });
}

void direct_conv_by_filter(KernelContext& k, const ConvGeometry& g) {
  if (k.out().numel() == 0) return;
  if (g.in_size() == 0 || g.out_size() == 0) return clear(k);
  const int64_t n = g.filter_size();
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::sum_columns<false>(k.stream(), g.batch * g.out_pixels(), n,
                             ByFilter<T>{Geometry(g), Pixels(g.h.out, g.w.out, 1),
                                         Divider(g.out_channels), Divider(g.group_in()),
                                         Divider(g.w.kernel), k.in<T>(0), k.in<T>(1), k.out<T>()});
  });
}

}  // namespace

void op::Conv2D::cuda(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>());
  const ConvGeometry g = conv_geometry(k.op_name(), k.shape(0), k.shape(1), options);
  if (cuda::convolve_by_cudnn(k, g, cuda::ConvDirection::Forward)) return;
  direct_conv_forward(k, g);
}
void op::Conv2DBackpropInput::cuda(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>());
  const ConvGeometry g = conv_geometry(k.op_name(), k.out_shape(), k.shape(0), options);
  if (cuda::convolve_by_cudnn(k, g, cuda::ConvDirection::ByInput)) return;
  direct_conv_by_input(k, g);
}
void op::Conv2DBackpropFilter::cuda(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>());
  const ConvGeometry g = conv_geometry(k.op_name(), k.shape(0), k.out_shape(), options);
  if (cuda::convolve_by_cudnn(k, g, cuda::ConvDirection::ByFilter)) return;
  direct_conv_by_filter(k, g);
}
void op::DepthwiseConv2dNative::cuda(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>(), true);
  direct_conv_forward(k, conv_geometry(k.op_name(), k.shape(0), k.shape(1), options));
}
void op::DepthwiseConv2dNativeBackpropInput::cuda(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>(), true);
  direct_conv_by_input(k, conv_geometry(k.op_name(), k.out_shape(), k.shape(0), options));
}
void op::DepthwiseConv2dNativeBackpropFilter::cuda(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>(), true);
  direct_conv_by_filter(k, conv_geometry(k.op_name(), k.shape(0), k.out_shape(), options));
}

}  // namespace zeal
