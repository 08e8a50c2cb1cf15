// Max and average pooling over three dimensions: over height and width, then over the depth.
#pragma once
#include "ops/nn/pool3d.decl.h"
#include "ops/nn/volume.h"
#include "ops/record.h"

namespace zeal::op {

struct Pool3DAttrs {
  Ints ksize{1};
  Ints strides{1};
  Padding padding;
  VolumeFormat data_format = VolumeFormat::NDHWC;
};

#define ZEAL_POOL3D_ARGS                                                                      \
  "Args:\n"                                                                                   \
  "  input: volumes, [batch, depth, height, width, channels] for 'NDHWC', [batch, channels, " \
  "depth,\n    height, width] for 'NCDHW'.\n"                                                 \
  "  ksize: the window's size: an int, or a list of 1, 3 or 5 ints.\n"                        \
  "  strides: the windows' distance, like ksize.\n"

struct MaxPool3D {
  using Attrs = Pool3DAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MaxPool3D",
      .endpoints = "nn.max_pool3d",
      .signature = "(input, ksize, strides, padding, data_format='NDHWC', name=None) -> Tensor",
      .doc = "Computes the largest element of each window, by channel.\n\n" ZEAL_POOL3D_ARGS
             "  padding: 'VALID' or 'SAME'; padding never wins.",
      .dtypes = kReal,
      .numpy = "ref.max_pool3d",
      .samples = R"(f(2, 4, 4, 6, 3), 2, 2, 'VALID'
f(1, 5, 5, 3, 2), [3, 2, 1], [2, 1, 1], 'SAME'
f(1, 2, 3, 4, 4), 2, [1, 1, 1, 2, 2], 'SAME', data_format='NCDHW'
f(0, 4, 4, 4, 2), 2, 2, 'VALID')",
      .errors = R"(f(1, 4, 4, 4, 1), 0, 1, 'VALID'
f(1, 4, 4, 4, 1), 2, 0, 'VALID'
f(1, 4, 4, 4, 1), [2, 2], 1, 'VALID'
f(1, 4, 4, 4, 1), [6, 1, 1], 1, 'VALID'
f(1, 4, 4, 1), 2, 1, 'VALID'
f(1, 4, 4, 4, 1), [2, 2, 2, 1, 1], 1, 'VALID')",
  };
};

struct AvgPool3D {
  using Attrs = Pool3DAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "AvgPool3D",
      .endpoints = "nn.avg_pool3d",
      .signature = "(input, ksize, strides, padding, data_format='NDHWC', name=None) -> Tensor",
      .doc = "Computes the mean of each window, by channel.\n\n" ZEAL_POOL3D_ARGS
             "  padding: 'VALID' or 'SAME'; padding does not count in the mean.",
      .dtypes = kFloating,
      .numpy = "ref.avg_pool3d",
      .domain = {0.1, 2},
      .samples = R"(f(2, 4, 4, 6, 3), 2, 2, 'VALID'
f(1, 5, 5, 3, 2), [3, 2, 1], [2, 1, 1], 'SAME'
f(1, 2, 3, 4, 4), 2, [1, 1, 1, 2, 2], 'SAME', data_format='NCDHW'
f(0, 4, 4, 4, 2), 2, 2, 'VALID')",
      .errors = "f(1, 4, 4, 4, 1), 0, 1, 'VALID'\nf(1, 4, 4, 4, 1), [1, 6, 1], 1, 'VALID'",
      .tolerance = 32,
  };
};

}  // namespace zeal::op
