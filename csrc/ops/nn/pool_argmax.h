// Max pooling that also tells where the largest elements are.
#pragma once
#include "ops/nn/pool_argmax.decl.h"
#include "ops/nn/pool_geometry.h"
#include "ops/record.h"

namespace zeal::op {

struct MaxPoolWithArgmax {
  struct Attrs {
    Ints ksize{1};
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    DType output_dtype = DType::Int64;
    bool include_batch_in_index = false;
    PoolAttrs pool() const { return {ksize, strides, padding, SpatialFormat::NHWC}; }
  };
  ZEAL_ATTRS(Attrs, ksize, strides, padding, data_format, output_dtype, include_batch_in_index);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "MaxPoolWithArgmax",
      .endpoints = "nn.max_pool_with_argmax",
      .raw = "MaxPoolWithArgmax(Targmax: output_dtype)",
      .signature =
          "(input, ksize, strides, padding, data_format='NHWC', output_dtype=int64, "
          "include_batch_in_index=False, name=None) -> (Tensor, Tensor)",
      .doc = R"(Computes the largest element of each window, by channel, and where it is.

Args:
  input: [batch, height, width, channels].
  ksize: the window's size: an int, or a list of 1, 2 or 4 ints.
  strides: the windows' distance, like ksize.
  padding: 'VALID' or 'SAME'.
  data_format: 'NHWC'.
  output_dtype: int32 or int64.
  include_batch_in_index: whether the places count through the batch, or from each image's begin.

Returns:
  The maxima, and their places in the flattened input; of equal ones the first.)",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads{0, 2},
      .numpy = "ref.max_pool_with_argmax",
      .samples = R"(f(2, 4, 6, 3), 2, 2, 'VALID'
f(2, 5, 3, 2), [3, 2], [2, 1], 'SAME', include_batch_in_index=True
f(0, 4, 4, 2), 2, 2, 'VALID')",
      .errors = R"(f(1, 4, 4, 1), 0, 1, 'VALID'
f(1, 4, 4), 2, 1, 'VALID'
f(1, 4, 4, 1), 2, 1, 'VALID', data_format='NCHW'
f(1, 4, 4, 1), 2, 1, 'VALID', output_dtype='float32')",
  };
};

struct MaxPoolGradWithArgmax {
  struct Attrs {
    Ints ksize{1};
    Ints strides{1};
    Padding padding;
    bool include_batch_in_index = false;
  };
  ZEAL_ATTRS(Attrs, ksize, strides, padding, include_batch_in_index);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MaxPoolGradWithArgmax",
      .endpoints = "",
      .signature =
          "(input, grad, argmax: Index, ksize, strides, padding, include_batch_in_index=False, "
          "name=None) -> Tensor",
      .doc =
          "Computes the gradient of max_pool_with_argmax: each number of `grad` goes to its place.",
      .dtypes = kReal,
      .errors =
          "f(1, 2, 2, 1), f(1, 1, 1, 1), [[[[9]]]], 2, 2, 'VALID'\n"
          "f(1, 2, 2, 1), f(1, 1, 1, 2), [[[[0]]]], 2, 2, 'VALID'",
  };
};

}  // namespace zeal::op
