// Max and average pooling over one or two dimensions, and their derivatives.
#pragma once
#include "ops/nn/pool.decl.h"
#include "ops/nn/pool_geometry.h"
#include "ops/record.h"

namespace zeal {

enum class PoolingType : uint8_t { Max, Avg };
template <>
struct EnumText<PoolingType> {
  static constexpr const char* text = "MAX,AVG";
};

namespace op {

#define ZEAL_POOL_ARGS                                                                           \
  "Args:\n"                                                                                      \
  "  input: images, channels last, or before height and width for 'NCHW' ('NCW').\n"             \
  "  ksize: the window's size: an int, a list of one for each spatial dimension, or of one for " \
  "each\n"                                                                                       \
  "    dimension of the input.\n"                                                                \
  "  strides: the windows' distance, like ksize.\n"

struct MaxPool {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MaxPool",
      .endpoints = "nn.max_pool",
      .raw = "MaxPool(explicit_paddings: -); MaxPoolV2",
      .signature = "(input, ksize, strides, padding, data_format=None, name=None) -> Tensor",
      .doc =
          "Computes the largest element of each window, by channel, in one or two dimensions.\n\n"
          "NaN is larger than all.\n\n" ZEAL_POOL_ARGS
          "  padding: 'VALID', 'SAME' or pairs (before, after) for each dimension; padding never "
          "wins.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "ref.max_pool",
      .samples = R"(f(2, 4, 6, 3), 2, 2, 'VALID'
f(2, 5, 7, 20), [2, 3], [1, 2], 'SAME'
f(1, 5, 5, 1), [1, 3, 3, 1], [1, 2, 2, 1], 'SAME'
f(2, 3, 6, 6), 2, 2, 'VALID', data_format='NCHW'
f(2, 9, 3), 3, 2, 'SAME'
f(1, 4, 4, 2), 2, 2, [[0, 0], [1, 0], [0, 1], [0, 0]]
f(0, 4, 4, 2), 2, 2, 'VALID')",
      .errors = R"(f(1, 4, 4, 1), 0, 1, 'VALID'
f(1, 4, 4, 1), 2, 0, 'VALID'
f(1, 4, 4, 1), 6, 1, 'VALID'
f(1, 4, 4, 1), [2, 2, 1, 1], 1, 'VALID'
f(1, 4, 4, 1), [1, 2, 2, 2], 1, 'VALID'
f(1, 4), 2, 1, 'VALID')",
  };
};

struct AvgPool {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "AvgPool",
      .endpoints = "nn.avg_pool",
      .raw = "AvgPool(value: input)",
      .signature = "(input, ksize, strides, padding, data_format=None, name=None) -> Tensor",
      .doc =
          "Computes the mean of each window, by channel, in one or two "
          "dimensions.\n\n" ZEAL_POOL_ARGS
          "  padding: 'VALID' or 'SAME'; padding does not count in the mean.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .linear_in = 0b1,
      .spread = batch::spread_rows,
      .grad = grad,
      .numpy = "ref.avg_pool",
      .domain = {0.1, 2},
      .samples = R"(f(2, 4, 6, 3), 2, 2, 'VALID'
f(2, 5, 7, 20), [2, 3], [1, 2], 'SAME'
f(1, 5, 5, 1), [1, 3, 3, 1], [1, 2, 2, 1], 'SAME'
f(2, 3, 6, 6), 2, 2, 'VALID', data_format='NCHW'
f(2, 9, 3), 3, 2, 'SAME'
f(0, 4, 4, 2), 2, 2, 'VALID')",
      .errors = R"(f(1, 4, 4, 1), 0, 1, 'VALID'
f(1, 4, 4, 1), 6, 1, 'VALID'
f(1, 4, 4, 1), 2, 2, [[0, 0], [1, 0], [0, 1], [0, 0]])",
      .tolerance = 32,
  };
};

// dx, where each window's dy goes to its largest element, the first one of equals.
struct MaxPoolGrad {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MaxPoolGrad",
      .endpoints = "",
      .raw = "MaxPoolGrad(explicit_paddings: -); MaxPoolGradV2",
      .signature =
          "(orig_input, orig_output, grad, ksize, strides, padding, data_format='NHWC', "
          "name=None) -> Tensor",
      .doc =
          "Computes the gradient of max_pool: each window's gradient goes to its first largest "
          "element.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::fold<0b111>,
      .linear_in = 0b100,
      .spread = batch::spread_rows,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::input(1),
      .errors = R"(f(1, 4, 4, 1), f(1, 2, 2, 1), f(1, 2, 3, 1), 2, 2, 'VALID'
f(1, 4, 4, 1), f(1, 3, 2, 1), f(1, 2, 2, 1), 2, 2, 'VALID')",
  };
};

struct MaxPoolGradGrad {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MaxPoolGradGrad",
      .endpoints = "",
      .raw = "MaxPoolGradGradV2",
      .signature =
          "(orig_input, orig_output, grad, ksize, strides, padding, data_format='NHWC', "
          "name=None) -> Tensor",
      .doc =
          "Gathers, for each window of max_pool, the element of grad where the input's first "
          "largest element is.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::fold<0b111>,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::input(1),
      .errors = "f(1, 4, 4, 1), f(1, 2, 2, 1), f(1, 4, 3, 1), 2, 2, 'VALID'",
  };
};

struct AvgPoolGrad {
  struct Attrs {
    Shape orig_input_shape;
    Ints ksize{1};
    Ints strides{1};
    Padding padding;
    SpatialFormat data_format = SpatialFormat::NHWC;
    PoolAttrs pool() const { return {ksize, strides, padding, data_format}; }
  };
  ZEAL_ATTRS(Attrs, orig_input_shape, ksize, strides, padding, data_format);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "AvgPoolGrad",
      .endpoints = "",
      .signature =
          "(orig_input_shape, grad, ksize, strides, padding, data_format='NHWC', "
          "name=None) -> Tensor",
      .doc = "Computes the gradient of avg_pool: each window's gradient is shared out evenly.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .linear_in = 0b1,
      .spread = batch::spread_rows,
      .grad = grad,
      .numpy = "ref.avg_pool_grad",
      .domain = {0.1, 2},
      .samples = "[1, 5, 5, 2], f(1, 3, 3, 2), 3, 2, 'SAME'",
      .errors = R"([-536870912, -536870912, -536870912, -536870912], f(1, 5, 7, 1), 2, 2, 'VALID'
[1, 4, 4, 1], f(1, 2, 3, 1), 2, 2, 'VALID')",
      .tolerance = 32,
  };
};

// ---- TensorFlow's names for a given number of dimensions
// -----------------------------------------

struct MaxPool1D {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MaxPool1D",
      .endpoints = "nn.max_pool1d",
      .signature = "(input, ksize, strides, padding, data_format='NWC', name=None) -> Tensor",
      .doc =
          "Computes the largest element of each window of [batch, width, channels], by channel."
          "\n\nArgs:\n"
          "  input: [batch, width, channels].\n"
          "  ksize: the window's size.\n"
          "  strides: the windows' distance.\n"
          "  padding: 'VALID', 'SAME' or pairs (before, after) for each dimension.\n"
          "  data_format: 'NWC', or 'NCW' for channels before the width.",
      .dtypes = kReal,
      .numpy = "ref.max_pool",
      .samples = "f(2, 9, 3), 3, 2, 'SAME'\nf(2, 3, 9), 2, 2, 'VALID', data_format='NCW'",
      .errors = "f(1, 4, 4, 1), 2, 2, 'VALID'",
  };
};

struct MaxPool2D {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MaxPool2D",
      .endpoints = "nn.max_pool2d",
      .signature = "(input, ksize, strides, padding, data_format='NHWC', name=None) -> Tensor",
      .doc =
          "Computes the largest element of each window of [batch, height, width, channels], by "
          "channel.\n\n" ZEAL_POOL_ARGS
          "  padding: 'VALID', 'SAME' or pairs (before, after) for each dimension.",
      .dtypes = kReal,
      .numpy = "ref.max_pool",
      .samples = "f(2, 4, 6, 3), 2, 2, 'VALID'",
      .errors = "f(1, 4, 1), 2, 2, 'VALID'",
  };
};

struct AvgPool1D {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "AvgPool1D",
      .endpoints = "nn.avg_pool1d",
      .signature = "(input, ksize, strides, padding, data_format='NWC', name=None) -> Tensor",
      .doc =
          "Computes the mean of each window of [batch, width, channels], by channel."
          "\n\nArgs:\n"
          "  input: [batch, width, channels].\n"
          "  ksize: the window's size.\n"
          "  strides: the windows' distance.\n"
          "  padding: 'VALID' or 'SAME'; padding does not count in the mean.\n"
          "  data_format: 'NWC', or 'NCW' for channels before the width.",
      .dtypes = kFloating,
      .numpy = "ref.avg_pool",
      .domain = {0.1, 2},
      .samples = "f(2, 9, 3), 3, 2, 'SAME'\nf(2, 3, 9), 2, 2, 'VALID', data_format='NCW'",
      .errors = "f(1, 4, 4, 1), 2, 2, 'VALID'",
      .tolerance = 32,
  };
};

struct AvgPool2D {
  using Attrs = PoolAttrs;
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "AvgPool2D",
      .endpoints = "nn.avg_pool2d",
      .signature = "(input, ksize, strides, padding, data_format='NHWC', name=None) -> Tensor",
      .doc =
          "Computes the mean of each window of [batch, height, width, channels], by "
          "channel.\n\n" ZEAL_POOL_ARGS
          "  padding: 'VALID' or 'SAME'; padding does not count in the mean.",
      .dtypes = kFloating,
      .numpy = "ref.avg_pool",
      .domain = {0.1, 2},
      .samples = "f(2, 4, 6, 3), 2, 2, 'VALID'",
      .errors = "f(1, 4, 1), 2, 2, 'VALID'",
      .tolerance = 32,
  };
};

struct Pool {
  struct Attrs {
    Ints window_shape{1};
    PoolingType pooling_type = PoolingType::Max;
    std::optional<Ints> strides;
    Padding padding;
    SpatialFormat data_format = SpatialFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, window_shape, pooling_type, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Pool",
      .endpoints = "nn.pool",
      .signature =
          "(input, window_shape, pooling_type, strides=None, padding='VALID', "
          "data_format=None, dilations=None, name=None) -> Tensor",
      .doc =
          "Computes max_pool or avg_pool, as pooling_type is 'MAX' or 'AVG', over one, two or "
          "three dimensions.\n\n"
          "Args:\n"
          "  input: [batch, spatial dimensions, channels], or channels before these.\n"
          "  window_shape, strides: by spatial dimension.\n"
          "  pooling_type: 'MAX' or 'AVG'.\n"
          "  padding: 'VALID', 'SAME' or pairs (before, after) for each dimension.\n"
          "  data_format: 'NC...' if channels come before the spatial dimensions.\n"
          "  dilations: the distance of a window's pixels, by spatial dimension; others than 1 go "
          "with padding 'VALID' and no strides.",
      .dtypes = kReal,
      .numpy = "ref.pool",
      .samples =
          "f(2, 4, 6, 3), [2, 2], 'MAX'\nf(1, 4, 4, 4, 2), [2, 2, 3], 'MAX'\nf(2, 9, 3), [3], "
          "'AVG' if 'float' in dtype else 'MAX', "
          "strides=[2]\nf(2, 5, 6, 3), [2, 3], 'MAX', dilations=[3, 2]\n"
          "f(1, 2, 7), [3], 'MAX', data_format='NCW', dilations=[2]\n"
          "f(1, 4, 3, 5, 2), [2, 1, 2], 'MAX', dilations=[2, 1, 3]",
      .errors =
          "f(2, 4, 6, 3), [2, 2], 'MIN'\nf(2, 4, 6, 3), [2, 2], 'MAX', dilations=[5, 2]\n"
          "f(2, 4, 6, 3), [2, 2], 'MAX', padding='SAME', dilations=[2, 2]\n"
          "f(2, 4, 6, 3), [2, 2], 'MAX', strides=[2, 2], dilations=[2, 2]\n"
          "f(2, 4, 6, 3), [2, 2], 'MAX', dilations=[0, 2]",
      .tolerance = 32,
  };
};

}  // namespace op
}  // namespace zeal
