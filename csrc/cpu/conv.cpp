// The CPU kernels of conv2d and its derivatives: which library runs a call, and in which dtype.
#include "cpu/conv.h"

#include <algorithm>
#include <cstring>

#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "dispatch/elementwise.h"
#include "ops/nn/conv.h"
#include "ops/nn/depthwise.h"

namespace zeal {

namespace {

// One of the three functions of a ConvKernels, and how large its arguments are.
struct Call {
  bool (*ConvKernels::*function)(const ConvGeometry&, DType, const void*, const void*, void*);
  int64_t a, b, out;  // numbers of elements
};

bool try_libraries(const Call& c, const ConvGeometry& g, DType dtype, const void* a, const void* b,
                   void* out) {
  if (const ConvKernels* k = dnnl_kernels(); k && (k->*c.function)(g, dtype, a, b, out))
    return true;
  return (im2col_kernels.*c.function)(g, dtype, a, b, out);
}

void run(const Call& c, const ConvGeometry& g, DType dtype, const void* a, const void* b,
         void* out) {
  if (c.out == 0) return;
  if (c.a == 0 || c.b == 0) {
    std::memset(out, 0, static_cast<size_t>(c.out) * size_of(dtype));
    return;
  }
  if (try_libraries(c, g, dtype, a, b, out)) return;
  if (!kHalf.contains(dtype)) fail(Code::Unimplemented, "no convolution for ", name_of(dtype));
  Tensor wide_a = Tensor::empty(DType::Float32, {c.a});
  Tensor wide_b = Tensor::empty(DType::Float32, {c.b});
  Tensor wide_out = Tensor::empty(DType::Float32, {c.out});
  widen(a, dtype, wide_a.data<float>(), c.a);
  widen(b, dtype, wide_b.data<float>(), c.b);
  try_libraries(c, g, DType::Float32, wide_a.data(), wide_b.data(), wide_out.data());
  narrow(wide_out.data<float>(), dtype, out, c.out);
}

// Note [Several filters a channel]
// oneDNN has fast code for one filter a channel, and none for more. So an image's channels are
// repeated, as often as there are filters for each, and the gradients of the repeats are added up.
bool repeats_channels(const ConvGeometry& g, DType dtype) {
  return dtype == DType::Float32 && !g.nchw && g.groups > 1 && g.groups == g.in_channels &&
         g.out_channels > g.in_channels && g.in_size() > 0 && g.out_size() > 0 && dnnl_kernels();
}
ConvGeometry repeated(ConvGeometry g) {
  g.in_channels = g.groups = g.out_channels;
  return g;
}
Tensor repeat_channels(const ConvGeometry& g, const float* x) {
  const int64_t n = g.in_size(), times = g.group_out();
  Tensor wide = Tensor::empty(DType::Float32, {checked_mul(n, times)});
  float* to = wide.data<float>();
  parallel_for(n, kSerialElements / times + 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) std::fill_n(to + i * times, times, x[i]);
  });
  return wide;
}
void add_repeats(const ConvGeometry& g, const float* wide, float* dx) {
  const int64_t times = g.group_out();
  parallel_for(g.in_size(), kSerialElements / times + 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float sum = 0;
      for (int64_t j = 0; j < times; ++j) sum += wide[i * times + j];
      dx[i] = sum;
    }
  });
}

}  // namespace

void conv_forward(const ConvGeometry& g, DType dtype, const void* x, const void* f, void* y) {
  if (repeats_channels(g, dtype)) {
    const Tensor wide = repeat_channels(g, static_cast<const float*>(x));
    return conv_forward(repeated(g), dtype, wide.data(), f, y);
  }
  run({&ConvKernels::forward, g.in_size(), g.filter_size(), g.out_size()}, g, dtype, x, f, y);
}
void conv_by_input(const ConvGeometry& g, DType dtype, const void* f, const void* dy, void* dx) {
  if (repeats_channels(g, dtype)) {
    const Tensor wide = Tensor::empty(DType::Float32, {checked_mul(g.in_size(), g.group_out())});
    conv_by_input(repeated(g), dtype, f, dy, wide.data());
    return add_repeats(g, wide.data<float>(), static_cast<float*>(dx));
  }
  run({&ConvKernels::by_input, g.filter_size(), g.out_size(), g.in_size()}, g, dtype, f, dy, dx);
}
void conv_by_filter(const ConvGeometry& g, DType dtype, const void* x, const void* dy, void* df) {
  if (repeats_channels(g, dtype)) {
    const Tensor wide = repeat_channels(g, static_cast<const float*>(x));
    return conv_by_filter(repeated(g), dtype, wide.data(), dy, df);
  }
  run({&ConvKernels::by_filter, g.in_size(), g.out_size(), g.filter_size()}, g, dtype, x, dy, df);
}

void op::Conv2D::cpu(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>());
  conv_forward(conv_geometry(k.op_name(), k.shape(0), k.shape(1), options), k.dtype(),
               k.in(0).data(), k.in(1).data(), k.out().data());
}

void op::Conv2DBackpropInput::cpu(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>());
  conv_by_input(conv_geometry(k.op_name(), k.out_shape(), k.shape(0), options), k.dtype(),
                k.in(0).data(), k.in(1).data(), k.out().data());
}

void op::Conv2DBackpropFilter::cpu(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>());
  conv_by_filter(conv_geometry(k.op_name(), k.shape(0), k.out_shape(), options), k.dtype(),
                 k.in(0).data(), k.in(1).data(), k.out().data());
}

void op::DepthwiseConv2dNative::cpu(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>(), true);
  conv_forward(conv_geometry(k.op_name(), k.shape(0), k.shape(1), options), k.dtype(),
               k.in(0).data(), k.in(1).data(), k.out().data());
}

void op::DepthwiseConv2dNativeBackpropInput::cpu(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>(), true);
  conv_by_input(conv_geometry(k.op_name(), k.out_shape(), k.shape(0), options), k.dtype(),
                k.in(0).data(), k.in(1).data(), k.out().data());
}

void op::DepthwiseConv2dNativeBackpropFilter::cpu(KernelContext& k) {
  const auto options = conv_options(k.attrs<Attrs>(), true);
  conv_by_filter(conv_geometry(k.op_name(), k.shape(0), k.out_shape(), options), k.dtype(),
                 k.in(0).data(), k.in(1).data(), k.out().data());
}

}  // namespace zeal
