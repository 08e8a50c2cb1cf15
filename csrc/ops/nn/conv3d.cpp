#include "ops/nn/conv3d.h"

#include <vector>

#include "ops/array/concat.h"
#include "ops/array/pad.h"
#include "ops/array/reshape.h"
#include "ops/array/slice.h"
#include "ops/array/transpose.h"
#include "ops/nn/conv.h"

namespace zeal::op {

namespace {

// Note [Convolution over depth]
// For every output depth, the slices of the input that the filter's depth sees are put side by side
// as channels; the filter's depth becomes channels, too. What is left is conv2d over batch times
// output depth images, for which there are fast kernels. A group's channels stay together. The
// derivatives are those of the steps; the two Backprop ops take the same steps backwards.
class Folding {
 public:
  Folding(const char* op, const Shape& input, const Shape& filter, const Conv3DOptions& o)
      : op_(op), last_(o.data_format == VolumeFormat::NDHWC), filter_(filter) {
    if (ZEAL_UNLIKELY(input.rank() != 5))
      invalid(op, ": the input must have 5 dimensions, got shape ", input);
    if (ZEAL_UNLIKELY(filter.rank() != 5))
      invalid(op, ": the filter must have 5 dimensions, got shape ", filter);
    (void)input.numel();
    if (ZEAL_UNLIKELY(filter.numel() == 0))
      invalid(op, ": the filter must not have zero elements, got shape ", filter);
    volume_ = last_ ? input : Shape{input[0], input[2], input[3], input[4], input[1]};
    if (ZEAL_UNLIKELY(channels() == 0 || channels() % filter[3] != 0))
      invalid(op, ": the number of input channels, ", channels(),
              ", must be a positive multiple of the filter's, ", filter[3]);
    const Triple stride = spatial_triple(op, "strides", o.strides, o.data_format);
    const Triple dilation =
        o.dilations ? spatial_triple(op, "dilations", *o.dilations, o.data_format) : Triple{};
    depth_ = depth_window(op, volume_[1], filter[0], stride.d, dilation.d, o.padding);
    image_ = {.strides = stride.pair(),
              .padding = o.padding,
              .data_format = ImageFormat::NHWC,
              .dilations = dilation.pair()};
    const ConvGeometry g =
        conv_geometry(op, images_shape(), folded_filter_shape(),
                      {image_.strides, image_.padding, image_.data_format, image_.dilations});
    output_ = {volume_[0], depth_.out, g.h.out, g.w.out, filter[4]};
    (void)output_.numel();
  }

  const Conv2D::Attrs& image() const { return image_; }
  Shape images_shape() const {
    return {checked_mul(volume_[0], depth_.out), volume_[2], volume_[3],
            checked_mul(channels(), filter_[0])};
  }
  Shape folded_filter_shape() const {
    return {filter_[1], filter_[2], checked_mul(filter_[0], filter_[3]), filter_[4]};
  }

  // The volumes as images: [batch * output depth, height, width, channels * filter depth].
  Tensor fold(Tensor x) const {
    if (!last_) x = ops::transpose(x, {.perm = Ints{0, 2, 3, 4, 1}});
    if (depth_.out == 0) return Tensor::full(images_shape(), 0, x.dtype());
    if (pad_before() || pad_after())
      x = ops::pad(x, {.paddings = Ints{0, 0, pad_before(), pad_after(), 0, 0, 0, 0, 0, 0}});
    if (depth_.kernel == 1 && depth_.stride == 1) return reshape(x, images_shape());
    std::vector<Tensor> taps;
    for (int64_t t = 0; t < depth_.kernel; ++t)
      taps.push_back(reshape(ops::strided_slice(x, tap(t)), tap_shape()));
    return reshape(ops::stack(taps, {.axis = 3}), images_shape());
  }
  // The adjoint of fold: what comes of one place is added up.
  Tensor unfold(const Tensor& images) const {
    Shape padded = volume_;
    padded[1] += pad_before() + pad_after();
    Tensor sum;
    if (depth_.out == 0) {
      sum = Tensor::full(padded, 0, images.dtype());
    } else {
      Shape s = tap_shape();
      s.insert(3, depth_.kernel);
      const Tensor all = reshape(images, s);
      for (int64_t t = 0; t < depth_.kernel; ++t) {
        const Tensor one = reshape(
            ops::slice(all, {.begin = {0, 0, 0, t, 0}, .size = {-1, -1, -1, 1, -1}}), slices());
        const StridedAttrs at = tap(t);
        const Tensor wide = ops::strided_slice_grad(one, {.shape = Ints(padded.dims()),
                                                          .begin = at.begin,
                                                          .end = at.end,
                                                          .strides = at.strides});
        sum = sum ? sum + wide : wide;
      }
    }
    if (pad_before() || pad_after())
      sum = ops::slice(sum,
                       {.begin = {0, pad_before(), 0, 0, 0}, .size = {-1, volume_[1], -1, -1, -1}});
    return last_ ? sum : ops::transpose(sum, {.perm = Ints{0, 4, 1, 2, 3}});
  }

  Tensor fold_filter(const Tensor& f) const {
    return reshape(ops::transpose(f, {.perm = Ints{1, 2, 0, 3, 4}}), folded_filter_shape());
  }
  Tensor unfold_filter(const Tensor& f) const {
    const Tensor wide = reshape(f, {filter_[1], filter_[2], filter_[0], filter_[3], filter_[4]});
    return ops::transpose(wide, {.perm = Ints{2, 0, 1, 3, 4}});
  }

  // Output images as volumes, and back.
  Tensor output(const Tensor& images) const {
    const Tensor y = reshape(images, output_);
    return last_ ? y : ops::transpose(y, {.perm = Ints{0, 4, 1, 2, 3}});
  }
  Tensor output_images(Tensor dy) const {
    const Shape want =
        last_ ? output_ : Shape{output_[0], output_[4], output_[1], output_[2], output_[3]};
    if (ZEAL_UNLIKELY(dy.shape() != want))
      invalid(op_, ": argument 'out_backprop' must have the output's shape ", want, ", got ",
              dy.shape());
    if (!last_) dy = ops::transpose(dy, {.perm = Ints{0, 2, 3, 4, 1}});
    return reshape(dy, {output_[0] * output_[1], output_[2], output_[3], output_[4]});
  }

 private:
  int64_t channels() const { return volume_[4]; }
  int64_t pad_before() const { return depth_.pad_before; }
  int64_t pad_after() const { return depth_.pad_after; }
  static Tensor reshape(const Tensor& x, const Shape& s) {
    return ops::reshape(x, {.shape = Ints(s.dims())});
  }
  // One slice for each output depth, and the same with a group's channels apart.
  Shape slices() const { return {volume_[0], depth_.out, volume_[2], volume_[3], volume_[4]}; }
  Shape tap_shape() const {
    return {volume_[0] * depth_.out, volume_[2] * volume_[3], channels() / filter_[3], filter_[3]};
  }
  // The slices that the filter's depth t sees.
  StridedAttrs tap(int64_t t) const {
    const int64_t begin = t * depth_.dilation, end = begin + (depth_.out - 1) * depth_.stride + 1;
    StridedAttrs a;
    a.begin = {0, begin, 0, 0, 0};
    a.end = {volume_[0], end, volume_[2], volume_[3], volume_[4]};
    a.strides = {1, depth_.stride, 1, 1, 1};
    return a;
  }

  const char* op_;
  bool last_;
  Shape filter_, volume_, output_;  // volume_, output_: channels last
  Window depth_{};
  Conv2D::Attrs image_;
};

template <class A>
Conv3DOptions options(const A& a) {
  return {a.strides, a.padding, a.data_format, a.dilations};
}

void give(Outputs& out, Tensor t) {
  out.resize(1);
  out[0] = std::move(t);
}

Tensor by_input(const char* op, const Shape& input, TensorImpl* filter, TensorImpl* dy,
                const Conv3DOptions& o) {
  const Folding f(op, input, filter->shape(), o);
  return f.unfold(conv_detail::by_input(f.images_shape(), f.fold_filter(Tensor::share(filter)),
                                        f.output_images(Tensor::share(dy)), f.image()));
}

}  // namespace

void Conv3D::body(Inputs in, const void* attrs, Outputs& out) {
  const Folding f(def.type, in[0]->shape(), in[1]->shape(), *static_cast<const Attrs*>(attrs));
  give(out, f.output(ops::conv2d(f.fold(Tensor::share(in[0])), f.fold_filter(Tensor::share(in[1])),
                                 f.image())));
}

void Conv3DBackpropInputV2::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  give(out, by_input(def.type, a.input_sizes, in[0], in[1], options(a)));
}

void Conv3DBackpropFilterV2::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const Folding f(def.type, in[0]->shape(), a.filter_sizes, options(a));
  give(out,
       f.unfold_filter(conv_detail::by_filter(f.fold(Tensor::share(in[0])), f.folded_filter_shape(),
                                              f.output_images(Tensor::share(in[1])), f.image())));
}

void Conv3DTranspose::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const Shape &x = in[0]->shape(), &f = in[1]->shape();
  if (ZEAL_UNLIKELY(x.rank() != 5 || f.rank() != 5))
    invalid(def.type, ": input and filters must have 5 dimensions, got shapes ", x, " and ", f);
  const Ints& given = a.output_shape;
  Shape want;
  if (given.size() == 5) {
    for (int64_t d : given) want.push_back(d);
  } else if (given.size() == 3) {
    want = a.data_format == VolumeFormat::NDHWC ? Shape{x[0], given[0], given[1], given[2], f[3]}
                                                : Shape{x[0], f[3], given[0], given[1], given[2]};
  } else {
    invalid(def.type, ": argument 'output_shape' must have 3 or 5 elements, got ", given);
  }
  give(out, by_input(def.type, want, in[1], in[0], options(a)));
}

}  // namespace zeal::op
