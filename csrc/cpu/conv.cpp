// The CPU kernels of conv2d and its derivatives: which library runs a call, and in which dtype.
#include "cpu/conv.h"

#include <cstring>

#include "cpu/half_convert.h"
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

}  // namespace

void conv_forward(const ConvGeometry& g, DType dtype, const void* x, const void* f, void* y) {
  run({&ConvKernels::forward, g.in_size(), g.filter_size(), g.out_size()}, g, dtype, x, f, y);
}
void conv_by_input(const ConvGeometry& g, DType dtype, const void* f, const void* dy, void* dx) {
  run({&ConvKernels::by_input, g.filter_size(), g.out_size(), g.in_size()}, g, dtype, f, dy, dx);
}
void conv_by_filter(const ConvGeometry& g, DType dtype, const void* x, const void* dy, void* df) {
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
