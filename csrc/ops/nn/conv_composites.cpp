#include "ops/nn/conv_composites.h"

#include "ops/array/reshape.h"
#include "ops/nn/conv.h"
#include "ops/nn/conv3d.h"
#include "ops/nn/depthwise.h"

namespace zeal::op {

namespace {

void give(Outputs& out, Tensor t) {
  out.resize(1);
  out[0] = std::move(t);
}

// Sequences as images of height 1, and back: where that dimension goes.
int64_t height_axis(bool channels_last) { return channels_last ? -3 : -2; }
Tensor with_height(const char* op, TensorImpl* x, bool channels_last) {
  if (ZEAL_UNLIKELY(x->shape().rank() < 3 || x->shape().rank() == kMaxRank))
    invalid(op, ": the input must have at least 3 and at most ", kMaxRank - 1,
            " dimensions, got shape ", x->shape());
  return ops::expand_dims(Tensor::share(x), {.axis = height_axis(channels_last)});
}
Tensor filter_with_height(const char* op, TensorImpl* f) {
  if (ZEAL_UNLIKELY(f->shape().rank() != 3))
    invalid(op, ": the filters must have 3 dimensions, got shape ", f->shape());
  return ops::expand_dims(Tensor::share(f), {.axis = 0});
}
Tensor without_height(const Tensor& y, bool channels_last) {
  return ops::squeeze(y, {.axis = Ints{height_axis(channels_last)}});
}
Ints pair_of_width(const char* op, const char* argument, const Ints& v, bool channels_last) {
  return {1, spatial_pair(op, argument, v, 1, channels_last).w};
}
Padding padding_with_height(const Padding& p, bool channels_last) {
  if (p.kind != Padding::Explicit || p.pads.size() != 6) return p;
  Padding q{Padding::Explicit, {}};
  int64_t* to = q.pads.resize(8);
  const size_t at = channels_last ? 2 : 4;
  for (size_t i = 0; i < 8; ++i) to[i] = i < at ? p.pads[i] : i < at + 2 ? 0 : p.pads[i - 2];
  return q;
}

// One-dimensional options as those of images of height 1.
template <class A>
Conv2D::Attrs as_image(const char* op, const Ints& strides, const char* name, const A& a) {
  const bool last = channels_last(a.data_format);
  Conv2D::Attrs image{.strides = pair_of_width(op, name, strides, last),
                      .padding = padding_with_height(a.padding, last),
                      .data_format = image_format(a.data_format),
                      .dilations = {}};
  if (a.dilations) image.dilations = pair_of_width(op, "dilations", *a.dilations, last);
  return image;
}

Tensor conv1d(const char* op, Inputs in, const Ints& strides, const char* name,
              const Padding& padding, SpatialFormat format, const std::optional<Ints>& dilations) {
  const Conv1D::Attrs a{strides, padding, format, dilations};
  const bool last = channels_last(format);
  const Tensor y = ops::conv2d(with_height(op, in[0], last), filter_with_height(op, in[1]),
                               as_image(op, strides, name, a));
  return without_height(y, last);
}

// The transpose's output shape from what was given: all of it, or its spatial dimensions.
Shape full_shape(const char* op, const Ints& given, const Shape& input, const Shape& filter,
                 int dims, bool channels_last) {
  const size_t n = static_cast<size_t>(dims);
  Shape s;
  if (given.size() == n + 2) {
    for (int64_t d : given) s.push_back(d);
  } else if (given.size() == n && input.rank() == dims + 2) {
    s.push_back(input[0]);
    if (!channels_last) s.push_back(filter[dims]);
    for (int64_t d : given) s.push_back(d);
    if (channels_last) s.push_back(filter[dims]);
  } else {
    invalid(op, ": argument 'output_shape' must have ", n, " or ", n + 2, " elements, got ", given);
  }
  return s;
}

void need_rank(const char* op, TensorImpl* t, int rank, const char* argument) {
  if (ZEAL_UNLIKELY(t->shape().rank() != rank))
    invalid(op, ": argument '", argument, "' must have ", rank, " dimensions, got shape ",
            t->shape());
}

Tensor conv1d_transpose(const char* op, Inputs in, const Conv1DTranspose::Attrs& a) {
  need_rank(op, in[0], 3, "input");
  need_rank(op, in[1], 3, "filters");
  const bool last = channels_last(a.data_format);
  Shape shape = full_shape(op, a.output_shape, in[0]->shape(), in[1]->shape(), 1, last);
  shape.insert(last ? 1 : 2, 1);
  const Conv2D::Attrs image = as_image(op, a.strides, "strides", a);
  return without_height(conv_detail::by_input(shape, filter_with_height(op, in[1]),
                                              with_height(op, in[0], last), image),
                        last);
}

template <class A>
Tensor conv2d_transpose(const char* op, Inputs in, const A& a, ImageFormat format) {
  need_rank(op, in[0], 4, "input");
  need_rank(op, in[1], 4, "filters");
  const Shape shape = full_shape(op, a.output_shape, in[0]->shape(), in[1]->shape(), 2,
                                 format == ImageFormat::NHWC);
  return conv_detail::by_input(shape, Tensor::share(in[1]), Tensor::share(in[0]),
                               Conv2D::Attrs{a.strides, a.padding, format, a.dilations});
}

VolumeFormat volume_format(SpatialFormat f) {
  return channels_last(f) ? VolumeFormat::NDHWC : VolumeFormat::NCDHW;
}

[[noreturn]] void fail_dimensions(const char* op, const Shape& filter) {
  invalid(
      op,
      ": the filters must have 3, 4 or 5 dimensions, for convolution over 1, 2 or 3, got shape ",
      filter);
}

}  // namespace

void Conv1D::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  give(out, conv1d(def.type, in, a.stride, "stride", a.padding, a.data_format, a.dilations));
}

void Conv2DTranspose::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  give(out, conv2d_transpose(def.type, in, a, a.data_format));
}

void Conv1DTranspose::body(Inputs in, const void* attrs, Outputs& out) {
  give(out, conv1d_transpose(def.type, in, *static_cast<const Attrs*>(attrs)));
}

void SeparableConv2D::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  need_rank(def.type, in[2], 4, "pointwise_filter");
  const Shape& f = in[2]->shape();
  if (f[0] != 1 || f[1] != 1)
    invalid(def.type, ": argument 'pointwise_filter' must have height and width 1, got shape ", f);
  const Tensor mid = ops::depthwise_conv2d(Tensor::share(in[0]), Tensor::share(in[1]),
                                           {a.strides, a.padding, a.data_format, a.dilations});
  // With fewer filter channels conv2d would convolve in groups.
  const int64_t channels = mid.dim(ImageAxes(mid.shape(), a.data_format).channel);
  if (f[2] != channels)
    invalid(def.type, ": argument 'pointwise_filter' must take ", channels, " channels, got shape ",
            f);
  give(out,
       ops::conv2d(mid, Tensor::share(in[2]),
                   {.strides = {1}, .padding = {}, .data_format = a.data_format, .dilations = {}}));
}

void Convolution::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const Ints strides = a.strides.value_or(Ints{1});
  const int rank = in[1]->shape().rank();
  if (rank == 3)
    give(out, conv1d(def.type, in, strides, "strides", a.padding, a.data_format, a.dilations));
  else if (rank == 4)
    give(out, ops::conv2d(Tensor::share(in[0]), Tensor::share(in[1]),
                          {strides, a.padding, image_format(a.data_format), a.dilations}));
  else if (rank == 5)
    give(out, ops::conv3d(Tensor::share(in[0]), Tensor::share(in[1]),
                          {strides, a.padding, volume_format(a.data_format), a.dilations}));
  else
    fail_dimensions(def.type, in[1]->shape());
}

void ConvTranspose::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const int rank = in[1]->shape().rank();
  if (rank == 3)
    give(out, conv1d_transpose(def.type, in, a));
  else if (rank == 4)
    give(out, conv2d_transpose(def.type, in, a, image_format(a.data_format)));
  else if (rank == 5)
    give(out, ops::conv3d_transpose(Tensor::share(in[0]), Tensor::share(in[1]),
                                    {a.output_shape, a.strides, a.padding,
                                     volume_format(a.data_format), a.dilations}));
  else
    fail_dimensions(def.type, in[1]->shape());
}

void AtrousConv2D::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  give(out, ops::conv2d(Tensor::share(in[0]), Tensor::share(in[1]),
                        {.strides = {1},
                         .padding = a.padding,
                         .data_format = ImageFormat::NHWC,
                         .dilations = Ints{a.rate}}));
}

}  // namespace zeal::op
