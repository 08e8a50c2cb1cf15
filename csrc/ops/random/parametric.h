// Random numbers of distributions whose parameters are tensors: gamma, Poisson, binomial, truncated
// normal.
#pragma once
#include "ops/random/parametric.decl.h"
#include "ops/record.h"

namespace zeal::op {

// The result's shape ends with the parameters' (broadcast) shape; samples go before. TensorFlow's
// algorithms draw sample i of parameter p from the blocks that start at 256 (p samples + i), so
// that threads change nothing; its truncated normal and the binomial's small means do otherwise.

struct SampleAttrs {
  Shape shape;
  Ints seed, state;
};
struct SampleAttrsOfDType {
  Shape shape;
  Ints seed, state;
  DType dtype = DType::Float32;
};

struct RandomGamma {
  using Attrs = SampleAttrs;
  ZEAL_ATTRS(Attrs, shape, seed, state);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "RandomGamma",
      .endpoints = "",
      .raw = "StatelessRandomGammaV2",
      .signature = "(shape, alpha, seed=[], state=[], name=None) -> Tensor",
      .doc = R"(Draws from gamma distributions of rate 1.

The gradient by alpha is that of a sample at a fixed quantile. It has no second derivative.

Args:
  shape: the result's shape, which ends with alpha's.
  alpha: positive; NaN for negative numbers.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::random,
      .grad = grad,
      .grad_reads = Reads::Both,
      .domain = {0.3, 20},
      .errors = "[2], f(3), [1, 2]\n[3], f(3), [1]\n[3], f(3)\n[-1, 3], f(3), [1, 2]",
  };
};

struct RandomPoisson {
  using Attrs = SampleAttrsOfDType;
  ZEAL_ATTRS(Attrs, shape, seed, state, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomPoisson",
      .endpoints = "",
      .raw = "StatelessRandomPoisson(lam: rate)",
      .signature = "(shape, rate, seed=[], state=[], dtype=float32, name=None) -> Tensor",
      .doc = R"(Draws from Poisson distributions.

Args:
  shape: the result's shape, which ends with rate's.
  rate: the means; 0 is drawn for negative ones.
  dtype: of the result; what is too large for an integer dtype becomes its largest number.)",
      .dtypes = kFloating | kIndex,
      .infer = infer,
      .batch = batch::random,
      .domain = {0.3, 40},
      .errors =
          "[2], f(3), [1, 2]\n[3], f(3)\n[-1, 3], f(3), [1, 2]\n[3], f(3), [1, 2], "
          "dtype='bool'",
  };
};

struct RandomBinomial {
  struct Attrs {
    Shape shape;
    Ints seed, state;
    DType dtype = DType::Int32;
  };
  ZEAL_ATTRS(Attrs, shape, seed, state, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomBinomial",
      .endpoints = "",
      .raw = "StatelessRandomBinomial",
      .signature = "(shape, counts, probs, seed=[], state=[], dtype=int32, name=None) -> Tensor",
      .doc = R"(Draws from binomial distributions.

Args:
  shape: the result's shape, which ends with the parameters' broadcast one.
  counts: the numbers of trials; 0 is drawn where there is none.
  probs: of success; those outside [0, 1] count as 0 and 1. Where one is NaN the result is NaN, or 0
    in an integer dtype.
  dtype: of the result.)",
      .dtypes = kFloating | kIndex,
      .infer = infer,
      .batch = batch::random,
      .domain = {0.1, 0.9},
      .errors = "[2], f(3), f(), [1, 2]\n[3], f(3), f(2), [1, 2]\n[3], f(3), f(3)",
  };
};

struct ParameterizedTruncatedNormal {
  using Attrs = SampleAttrs;
  ZEAL_ATTRS(Attrs, shape, seed, state);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static constexpr OpDef def{
      .type = "ParameterizedTruncatedNormal",
      .endpoints = "",
      .raw = "StatelessParameterizedTruncatedNormal(stddevs: stdevs)",
      .signature =
          "(shape, means, stdevs, minvals, maxvals, seed=[], state=[], name=None) -> Tensor",
      .doc = R"(Draws from normal distributions, each cut to an interval.

The numbers are those of TensorFlow where it uses one thread: it gives each a stretch of the stream.

Args:
  shape: the result's shape, which ends with the parameters' broadcast one.
  means, stdevs: of the normal distributions; stdevs are positive.
  minvals, maxvals: the intervals' ends, minvals < maxvals; one of the two may be infinite.
Raises:
  InvalidArgumentError: a parameter is not as it should be.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::random,
      .errors = R"([2], 0., 1., 1., 1., [1, 2]
[2], 0., -1., 0., 1., [1, 2]
[2], 0., 1., float('-inf'), float('inf'), [1, 2]
[2], [0., 1., 2.], 1., 0., 1., [1, 2])",
  };
};

}  // namespace zeal::op
