// Batch normalisation: with given statistics, and with those of the batch itself.
#pragma once
#include "ops/nn/batch_norm.decl.h"
#include "ops/nn/bias.h"
#include "ops/record.h"

namespace zeal::op {

struct BatchNormalization {
  struct Attrs {
    double variance_epsilon = 0;
  };
  ZEAL_ATTRS(Attrs, variance_epsilon);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "BatchNormalization",
      .endpoints = "nn.batch_normalization",
      .signature =
          "(x, mean: Any, variance: Any, offset: Any?, scale: Any?, variance_epsilon, "
          "name=None) -> Tensor",
      .doc = R"(Computes (x - mean) / sqrt(variance + variance_epsilon) * scale + offset.

Args:
  x: a tensor of any shape.
  mean, variance: of a shape that broadcasts with x.
  offset, scale: likewise, or None.
  variance_epsilon: a small number that keeps the root from zero.)",
      .dtypes = kFloating,
      .numpy =
          "lambda x, mean, variance, offset, scale, variance_epsilon: (x - mean) / "
          "np.sqrt(variance + variance_epsilon) "
          "* (1 if scale is None else scale) + (0 if offset is None else offset)",
      .domain = {0, 2},
      .samples = R"(f(2, 3), f(3), f(3), f(3), f(3), 0.001
f(2, 3), f(3), f(3), None, None, 0.1
f(2, 3, 4), f(4), f(4), f(4), None, 0.1)",
      .errors = "f(2, 3), f(2), f(3), None, None, 0.1",
      .tolerance = 64,
  };
};

// y = (x - mean) / sqrt(variance + epsilon) * scale + offset with the batch's own mean and (biased)
// variance of each channel. Both are outputs, through which second derivatives flow.
struct BatchNormTraining {
  struct Attrs {
    double epsilon = 0.001;
    ChannelFormat data_format = ChannelFormat::Last;
  };
  ZEAL_ATTRS(Attrs, epsilon, data_format);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "BatchNormTraining",
      .endpoints = "",
      .signature =
          "(x, scale: Any, offset: Any, epsilon=0.001, data_format=None, name=None) -> "
          "(Tensor, Tensor, Tensor)",
      .doc = R"(Normalises each channel to mean 0 and variance 1, then scales and shifts it.

Args:
  x: images or rows, at least 2 dimensions.
  scale, offset: [channels], of x's dtype, float32 for 16-bit floats.
Returns:
  The normalised x, and each channel's mean and biased variance.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads{3, 6},
      .numpy = "ref.batch_norm_training",
      .samples =
          R"(f(4, 3), *(a if dtype == 'float64' else a.astype('float32') for a in (f(3), f(3)))
f(2, 3, 2, 5), *(a if dtype == 'float64' else a.astype('float32') for a in (f(3), f(3))), data_format='NCHW')",
      .errors = "f(4, 3), f(2), f(3)\nf(4), f(4), f(4)",
      .tolerance = 4096,
  };
};

struct BatchNormGrad {
  struct Attrs {
    double epsilon = 0.001;
    ChannelFormat data_format = ChannelFormat::Last;
  };
  ZEAL_ATTRS(Attrs, epsilon, data_format);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "BatchNormGrad",
      .endpoints = "",
      .signature =
          "(x, scale: Any, dy, mean: Any, variance: Any, epsilon=0.001, data_format=None, "
          "name=None) -> (Tensor, Tensor, Tensor)",
      .doc = R"(Computes the gradients of BatchNormTraining by x, scale and offset.

Args:
  x, scale: its inputs.
  dy: the gradient by the normalised x.
  mean, variance: its other outputs.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .errors = "f(4, 3), f(3), f(3, 4), f(3), f(3)",
      .tolerance = 4096,
  };
};

struct FusedBatchNorm {
  struct Attrs {
    double epsilon = 0.001;
    ChannelFormat data_format = ChannelFormat::NHWC;
    bool is_training = true;
    double exponential_avg_factor = 1;
  };
  ZEAL_ATTRS(Attrs, epsilon, data_format, is_training, exponential_avg_factor);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "FusedBatchNorm",
      .endpoints = "compat.v1.nn.fused_batch_norm",
      .signature =
          "(x, scale: Any, offset: Any, mean: Any?=None, variance: Any?=None, "
          "epsilon=0.001, data_format='NHWC', is_training=True, name=None, "
          "exponential_avg_factor=1.0) -> (Tensor, Tensor, Tensor)",
      .doc = R"(Normalises each channel, by the batch's statistics or by given ones.

Args:
  x: images.
  scale, offset: [channels]; usually of x's dtype, float32 for 16-bit floats.
  mean, variance: the statistics to use when is_training is False; when it is True, the running ones
    that those of the batch are averaged with.
  epsilon: added to the variance.
  exponential_avg_factor: the weight of the batch in that average; 1 ignores mean and variance.
Returns:
  The normalised x, and the mean and the (unbiased) variance of the batch, or the average with the
  running ones, or what was given.)",
      .dtypes = kFloating,
      .numpy = "ref.fused_batch_norm",
      .domain = {0.1, 2},
      .samples = R"(f(2, 3, 2, 4), f(4), f(4)
f(2, 3, 2, 4), f(3), f(3), data_format='NCHW'
f(2, 3, 2, 4), f(4), f(4), f(4), f(4), is_training=False
f(2, 3, 2, 4), f(3), f(3), f(3), f(3), data_format='NCHW', is_training=False)",
      .errors = R"(f(2, 3, 2, 4), f(3), f(3)
f(2, 3, 2, 4), f(4), f(4), is_training=False)",
      .tolerance = 4096,
  };
};

}  // namespace zeal::op
