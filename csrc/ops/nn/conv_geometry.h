// ConvGeometry: a convolution's sizes, worked out and validated from shapes and attributes.
#pragma once
#include <optional>

#include "ops/nn/window.h"

namespace zeal {

// Plain numbers, so that kernels can look up what they prepared for an equal one.
struct ConvGeometry {
  int64_t batch;
  int64_t in_channels, out_channels;  // of all groups together
  int64_t groups;
  int64_t nchw;  // 1 when images are [N, C, H, W], else [N, H, W, C]
  Window h, w;

  int64_t group_in() const { return in_channels / groups; }
  int64_t group_out() const { return out_channels / groups; }
  int64_t in_pixels() const { return h.in * w.in; }
  int64_t out_pixels() const { return h.out * w.out; }
  int64_t in_size() const { return batch * in_pixels() * in_channels; }
  int64_t out_size() const { return batch * out_pixels() * out_channels; }
  // The filter is [h.kernel, w.kernel, group_in(), out_channels], whatever the images' format.
  int64_t filter_size() const { return h.kernel * w.kernel * group_in() * out_channels; }
};

struct ConvOptions {
  const Ints& strides;
  const Padding& padding;
  ImageFormat format;
  const std::optional<Ints>& dilations;
  bool depthwise = false;  // the filter is [h, w, channels, multiplier]
};
template <class A>
ConvOptions conv_options(const A& a, bool depthwise = false) {
  return {a.strides, a.padding, a.data_format, a.dilations, depthwise};
}

// The geometry of a convolution of `input` (rank >= 4: leading dimensions are batch) with `filter`;
// InvalidArgument, with the op's name, for whatever does not fit.
ZEAL_API ConvGeometry conv_geometry(const char* op, const Shape& input, const Shape& filter,
                                    const ConvOptions& options);
// The shape of its output.
ZEAL_API Shape conv_output(const ConvGeometry& g, const Shape& input, ImageFormat format);
// Refuses an out_backprop that is not of that shape.
ZEAL_API void check_out_backprop(const char* op, const Shape& out_backprop, const ConvGeometry& g,
                                 const Shape& input, ImageFormat format);

}  // namespace zeal
