// Batching rules of layers: images, channels and matrices.
#include "dispatch/batch.h"
#include "dispatch/dispatch.h"
#include "ops/array/reshape.h"
#include "ops/batch/arrange.h"
#include "ops/image/projective.h"
#include "ops/nn/batch_norm.h"
#include "ops/nn/conv.h"
#include "ops/nn/depthwise.h"
#include "ops/nn/dilation.h"
#include "ops/nn/pool_argmax.h"

namespace zeal::op {

namespace {
// Note [Examples as channels]
// What treats channels one by one, or sums over the other side's, takes the channels of all
// examples at once: [examples, ..., channels, ...] becomes [..., examples * channels, ...], and
// back.
Tensor into_channels(const Tensor& t, int axis) {
  Tensor m =
      moved(t, 0, axis);  // the channels are at `axis` of one example, now after the examples
  Shape s = m.shape();
  s[axis] = checked_mul(s[axis], s[axis + 1]);
  s.erase(axis + 1);
  return ops::reshape(m, {.shape = Ints(s.dims())});
}
Tensor out_of_channels(const Tensor& t, int axis, int64_t examples) {
  Shape s = t.shape();
  s[axis] = examples ? s[axis] / examples : 0;
  s.insert(axis, examples);
  return moved(ops::reshape(t, {.shape = Ints(s.dims())}), axis, 0);
}

int channels_of(ImageFormat f) { return f == ImageFormat::NCHW ? 1 : 3; }
constexpr int kFilterIn = 2, kFilterOut = 3;

// The op on other inputs, as one tensor.
Tensor call(const BatchContext& c, std::initializer_list<Tensor> in, const void* attrs) {
  std::vector<TensorImpl*> impls;
  for (const Tensor& x : in) impls.push_back(x.get());
  return Tensor::steal(dispatch1(c.op(), impls, attrs));
}

// Does each output channel see all input channels?
bool one_group(const Shape& filter, const Shape& image, ImageFormat f) {
  return image.rank() == 4 && filter[kFilterIn] == image[channels_of(f)];
}
}  // namespace

void Conv2D::batch(BatchContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  if (!c.batched(1)) return batch::fold_inputs(c, 0b01);
  if (c.batched(0) || c.size() == 0 || !one_group(c.shape(1), c.shape(0), a.data_format))
    return c.loop();
  const Tensor y = call(c, {c.in(), into_channels(c.in(1), kFilterOut)}, &a);
  c.out(out_of_channels(y, channels_of(a.data_format), c.size()));
}

void Conv2DBackpropInput::batch(BatchContext& c) {
  if (!c.batched(0)) return batch::fold_inputs(c, 0b10);
  c.loop();
}

void Conv2DBackpropFilter::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  const int channels = channels_of(a.data_format);
  if ((c.batched(0) && c.batched(1)) || c.size() == 0 ||
      !one_group(a.filter_sizes, c.shape(0), a.data_format))
    return c.loop();
  const int side = c.batched(0) ? kFilterIn : kFilterOut;
  a.filter_sizes[side] = checked_mul(a.filter_sizes[side], c.size());
  auto image = [&](int i) { return c.batched(i) ? into_channels(c.in(i), channels) : c.in(i); };
  c.out(out_of_channels(call(c, {image(0), image(1)}, &a), side, c.size()));
}

void DepthwiseConv2dNative::batch(BatchContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  if (!c.batched(1)) return batch::fold_inputs(c, 0b01);
  if (c.size() == 0) return c.loop();
  const int channels = channels_of(a.data_format);
  const Tensor y =
      call(c, {into_channels(c.front(), channels), into_channels(c.front(1), kFilterIn)}, &a);
  c.out(out_of_channels(y, channels, c.size()));
}

void DepthwiseConv2dNativeBackpropInput::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  if (!c.batched(0)) return batch::fold_inputs(c, 0b10);
  if (c.size() == 0) return c.loop();
  const int channels = channels_of(a.data_format);
  a.input_sizes[channels] = checked_mul(a.input_sizes[channels], c.size());
  const Tensor dx =
      call(c, {into_channels(c.front(), kFilterIn), into_channels(c.front(1), channels)}, &a);
  c.out(out_of_channels(dx, channels, c.size()));
}

void DepthwiseConv2dNativeBackpropFilter::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  if (c.size() == 0) return c.loop();
  const int channels = channels_of(a.data_format);
  a.filter_sizes[kFilterIn] = checked_mul(a.filter_sizes[kFilterIn], c.size());
  const Tensor dw =
      call(c, {into_channels(c.front(), channels), into_channels(c.front(1), channels)}, &a);
  c.out(out_of_channels(dw, kFilterIn, c.size()));
}

namespace {
// Everything [..., channels, ...] or [channels] with the examples among the channels.
void batch_by_channel(BatchContext& c, ChannelFormat format) {
  if (c.size() == 0) return c.loop();
  std::vector<Tensor> held;
  std::vector<TensorImpl*> in;
  auto channels = [&](int rank) { return rank == 1 ? 0 : channels_first(format) ? 1 : rank - 1; };
  for (int i = 0; i < c.num_inputs(); ++i) {
    held.push_back(into_channels(c.front(i), channels(c.rank(i))));
    in.push_back(held.back().get());
  }
  Outputs outs;
  dispatch(c.op(), in, c.raw_attrs(), outs);
  for (int i = 0; i < outs.size(); ++i)
    c.out(i, out_of_channels(outs[i], channels(c.out_shape(i).rank()), c.size()));
}
}  // namespace

void BatchNormTraining::batch(BatchContext& c) {
  batch_by_channel(c, c.attrs<Attrs>().data_format);
}
void BatchNormGrad::batch(BatchContext& c) { batch_by_channel(c, c.attrs<Attrs>().data_format); }

void MaxPoolWithArgmax::batch(BatchContext& c) {
  if (c.attrs<Attrs>().include_batch_in_index) return c.fall_back();
  batch::fold_inputs(c, 0b1);
}

void Dilation2DBackprop::batch(BatchContext& c) {
  if (c.attrs<Attrs>().to_filter) return c.fall_back();
  batch::fold_inputs(c, 0b101);
}

void batch_projective(BatchContext& c) {
  const bool one_transform = c.shape(1)[0] == 1 && c.shape()[0] != 1;
  batch::fold_inputs(c, one_transform ? 0b01 : 0b11);
}

}  // namespace zeal::op
