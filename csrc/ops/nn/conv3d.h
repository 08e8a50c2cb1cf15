// Convolution over three dimensions: conv2d of volumes whose depth has been folded into channels.
#pragma once
#include "ops/nn/conv3d.decl.h"
#include "ops/nn/volume.h"
#include "ops/record.h"

namespace zeal::op {

struct Conv3DOptions {
  Ints strides{1};
  Padding padding;
  VolumeFormat data_format = VolumeFormat::NDHWC;
  std::optional<Ints> dilations;
};

struct Conv3D {
  using Attrs = Conv3DOptions;
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Conv3D",
      .endpoints = "nn.conv3d",
      .raw = "Conv3D(filter: filters)",
      .signature =
          "(input, filters, strides, padding, data_format='NDHWC', dilations=None, name=None) "
          "-> Tensor",
      .doc = R"(Convolves volumes with filters (cross-correlation, as is usual in deep learning).

Args:
  input: volumes, [batch, depth, height, width, in_channels] for 'NDHWC', [batch, in_channels, depth,
    height, width] for 'NCDHW'.
  filters: [filter_depth, filter_height, filter_width, in_channels / groups, out_channels].
  strides: an int, or a list of 1, 3 (depth, height, width) or 5 (in data_format's order) ints.
  padding: 'SAME' or 'VALID'.
  dilations: like strides; the filter's elements are that far apart.
Raises:
  InvalidArgumentError: shapes, strides, dilations or padding do not fit.)",
      .dtypes = kFloating,
      .numpy = "ref.conv3d",
      .domain = {0.1, 2},
      .samples = R"(f(2, 4, 3, 4, 2), f(2, 2, 3, 2, 2), 1, 'VALID'
f(1, 5, 4, 4, 1), f(3, 3, 3, 1, 2), 2, 'SAME'
f(1, 3, 3, 3, 4), f(2, 2, 2, 2, 2), [1, 2, 1], 'SAME'
f(1, 2, 4, 3, 3), f(3, 2, 2, 2, 1), [1, 1, 1, 1, 1], 'SAME', data_format='NCDHW'
f(1, 5, 4, 4, 1), f(2, 2, 2, 1, 1), 1, 'VALID', dilations=[3, 2, 1]
f(0, 4, 3, 4, 2), f(2, 2, 3, 2, 2), 1, 'VALID')",
      .errors = R"(f(1, 4, 4, 4, 2), f(2, 2, 2, 3, 2), 1, 'SAME'
f(1, 4, 4, 4), f(2, 2, 2, 1, 2), 1, 'SAME'
f(1, 4, 4, 4, 1), f(2, 2, 1, 2), 1, 'SAME'
f(1, 4, 4, 4, 1), f(2, 2, 2, 1, 2), 0, 'SAME'
f(1, 4, 4, 4, 1), f(2, 2, 2, 1, 2), [1, 1], 'SAME'
f(1, 4, 4, 4, 1), f(2, 2, 2, 1, 2), [2, 1, 1, 1, 1], 'SAME'
f(1, 4, 4, 4, 1), f(6, 2, 2, 1, 2), 1, 'VALID'
f(1, 4, 4, 4, 1), f(0, 2, 2, 1, 2), 1, 'VALID')",
      .tolerance = 64,
  };
};

struct Conv3DBackpropInputV2 {
  struct Attrs {
    Shape input_sizes;
    Ints strides{1};
    Padding padding;
    VolumeFormat data_format = VolumeFormat::NDHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, input_sizes, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Conv3DBackpropInputV2",
      .endpoints = "",
      .signature =
          "(input_sizes, filter, out_backprop, strides, padding, data_format='NDHWC', "
          "dilations=None, name=None) -> Tensor",
      .doc = "Computes the gradient of conv3d by its input, of shape input_sizes.",
      .dtypes = kFloating,
      .numpy = "ref.conv3d_backprop_input",
      .domain = {0.1, 2},
      .samples = R"([1, 4, 3, 4, 2], f(2, 2, 3, 2, 2), f(1, 3, 2, 2, 2), 1, 'VALID'
[1, 5, 4, 4, 1], f(3, 3, 3, 1, 2), f(1, 3, 2, 2, 2), 2, 'SAME')",
      .errors = R"([1, 4, 3, 4, 2], f(2, 2, 3, 2, 2), f(1, 3, 2, 3, 2), 1, 'VALID'
[4], f(2, 2, 3, 2, 2), f(1, 3, 2, 2, 2), 1, 'VALID')",
      .tolerance = 64,
  };
};

struct Conv3DBackpropFilterV2 {
  struct Attrs {
    Shape filter_sizes;
    Ints strides{1};
    Padding padding;
    VolumeFormat data_format = VolumeFormat::NDHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, filter_sizes, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Conv3DBackpropFilterV2",
      .endpoints = "",
      .signature =
          "(input, filter_sizes, out_backprop, strides, padding, data_format='NDHWC', "
          "dilations=None, name=None) -> Tensor",
      .doc = "Computes the gradient of conv3d by its filter, of shape filter_sizes.",
      .dtypes = kFloating,
      .numpy = "ref.conv3d_backprop_filter",
      .domain = {0.1, 2},
      .samples = R"(f(1, 4, 3, 4, 2), [2, 2, 3, 2, 2], f(1, 3, 2, 2, 2), 1, 'VALID'
f(1, 5, 4, 4, 1), [3, 3, 3, 1, 2], f(1, 3, 2, 2, 2), 2, 'SAME')",
      .errors = "f(2, 2, 2, 2, 1), [0], f(2, 2, 2, 2, 1), 1, 'VALID'",
      .tolerance = 64,
  };
};

struct Conv3DTranspose {
  struct Attrs {
    Ints output_shape;
    Ints strides{1};
    Padding padding{Padding::Same, {}};
    VolumeFormat data_format = VolumeFormat::NDHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, output_shape, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Conv3DTranspose",
      .endpoints = "nn.conv3d_transpose",
      .signature =
          "(input, filters, output_shape, strides, padding='SAME', data_format='NDHWC', "
          "dilations=None, name=None) -> Tensor",
      .doc = R"(Computes the transpose of conv3d: its gradient by its input.

Args:
  input: volumes, with the filters' last dimension for channels.
  filters: [filter_depth, filter_height, filter_width, out_channels, in_channels].
  output_shape: the result's shape, or only its depth, height and width.
  strides, padding, data_format, dilations: those of the convolution from output to input.
Raises:
  InvalidArgumentError: that convolution does not give the input's shape.)",
      .dtypes = kFloating,
      .numpy = "ref.conv3d_transpose",
      .domain = {0.1, 2},
      .samples = R"(f(1, 2, 2, 2, 2), f(3, 2, 2, 1, 2), [1, 3, 4, 3, 1], 2
f(1, 2, 2, 2, 2), f(2, 2, 2, 1, 2), [3, 3, 3], 1, 'VALID')",
      .errors = R"(f(1, 2, 2, 2, 2), f(3, 2, 2, 1, 2), [1, 9, 4, 3, 1], 2
f(1, 2, 2, 2, 2), f(3, 2, 2, 1, 3), [1, 3, 4, 3, 1], 2
f(1, 2, 2, 2, 2), f(3, 2, 2, 1, 2), [3, 4], 2)",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
