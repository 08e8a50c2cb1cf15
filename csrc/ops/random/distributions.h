// Random numbers as functions of a seed or of a generator's state; the public ops of tf.random call
// these, and keep the state.
#pragma once
#include "ops/random/distributions.decl.h"
#include "ops/record.h"

namespace zeal::op {

// Where the numbers come from is an attribute of each: see ops/random/source.h.

inline constexpr DTypeSet kRandomInt =
    dtype_set(DType::Int32, DType::Int64, DType::UInt32, DType::UInt64);

struct RandomUniform {
  struct Attrs {
    Shape shape;
    Ints seed, state;
    DType dtype = DType::Float32;
  };
  ZEAL_ATTRS(Attrs, shape, seed, state, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomUniform",
      .endpoints = "",
      .raw = "StatelessRandomUniform",
      .signature = "(shape, seed=[], state=[], dtype=float32, name=None) -> Tensor",
      .doc = "Draws floats from [0, 1).",
      .dtypes = kFloating,
      .infer = infer,
      .samples = "[], [1, 2]\n[0, 3], [1, 2]\n[3, 7], state=[1, 2, 3]",
      .errors = "[2], [1]\n[2]\n[2], [1, 2], [1, 2, 3]\n[-1], [1, 2]",
  };
};

struct RandomNormal {
  using Attrs = RandomUniform::Attrs;
  ZEAL_ATTRS(Attrs, shape, seed, state, dtype);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomNormal",
      .endpoints = "",
      .raw = "StatelessRandomNormal",
      .signature = "(shape, seed=[], state=[], dtype=float32, name=None) -> Tensor",
      .doc = "Draws floats of the standard normal distribution.",
      .dtypes = kFloating,
      .infer = RandomUniform::infer,
      .samples = "[], [1, 2]\n[0, 3], [1, 2]\n[3, 7], state=[1, 2, 3]",
      .errors = "[2], [1]\n[2]\n[-1], [1, 2]",
  };
};

struct TruncatedNormal {
  using Attrs = RandomUniform::Attrs;
  ZEAL_ATTRS(Attrs, shape, seed, state, dtype);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "TruncatedNormal",
      .endpoints = "",
      .raw = "StatelessTruncatedNormal",
      .signature = "(shape, seed=[], state=[], dtype=float32, name=None) -> Tensor",
      .doc = "Draws floats of the standard normal distribution without what is beyond 2 and -2.",
      .dtypes = kFloating,
      .infer = RandomUniform::infer,
      .samples = "[], [1, 2]\n[0, 3], [1, 2]\n[3, 7], state=[1, 2, 3]",
      .errors = "[2], [1]\n[2]\n[-1], [1, 2]",
  };
};

struct RandomUniformInt {
  struct Attrs {
    Shape shape;
    int64_t minval = 0, maxval = 0;
    Ints seed, state;
    DType dtype = DType::Int32;
  };
  ZEAL_ATTRS(Attrs, shape, minval, maxval, seed, state, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomUniformInt",
      .endpoints = "",
      .raw = "StatelessRandomUniformInt",
      .signature = "(shape, minval, maxval, seed=[], state=[], dtype=int32, name=None) -> Tensor",
      .doc = "Draws integers from [minval, maxval), by remainder and so with a slight bias.",
      .dtypes = kIndex,
      .infer = infer,
      .samples = "[], 0, 5, [1, 2]\n[0, 3], 0, 1, [1, 2]\n[3, 7], -5, 5, state=[1, 2, 3]",
      .errors = "[2], 5, 5, [1, 2]\n[2], 5, 3, [1, 2]\n[2], 0, 5\n[2], 0, 3000000000, [1, 2]",
  };
};

struct RandomUniformFullInt {
  struct Attrs {
    Shape shape;
    Ints seed, state;
    DType dtype = DType::UInt64;
  };
  ZEAL_ATTRS(Attrs, shape, seed, state, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomUniformFullInt",
      .endpoints = "",
      .raw = "StatelessRandomUniformFullInt",
      .signature = "(shape, seed=[], state=[], dtype=uint64, name=None) -> Tensor",
      .doc = "Draws integers from all that a 32- or 64-bit integer dtype has.",
      .dtypes = kRandomInt,
      .infer = infer,
      .samples = "[], [1, 2]\n[0, 3], [1, 2]\n[3, 7], state=[1, 2, 3]",
      .errors = "[2], [1]\n[2]\n[-1], [1, 2]",
  };
};

struct Multinomial {
  struct Attrs {
    int64_t num_samples = 0;
    Ints seed, state;
    DType dtype = DType::Int64;
  };
  ZEAL_ATTRS(Attrs, num_samples, seed, state, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Multinomial",
      .endpoints = "",
      .raw = "StatelessMultinomial(output_dtype: dtype)",
      .signature = "(logits, num_samples, seed=[], state=[], dtype=int64, name=None) -> Tensor",
      .doc =
          "Draws classes by unnormalised log-probabilities.\n\n"
          "Args:\n"
          "  logits: [batch, classes]; classes whose logit is not finite are never drawn.\n"
          "  num_samples: how many to draw for each row.\n\n"
          "Returns:\n"
          "  [batch, num_samples], int32 or int64.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::random,
      .samples = "f(2, 3), 4, [1, 2]\nf(1, 1), 3, [1, 2]\nf(0, 3), 4, [1, 2]\nf(2, 3), 0, [1, 2]",
      .errors = "f(2), 3, [1, 2]\nf(2, 3), -1, [1, 2]\nf(2, 0), 3, [1, 2]\nf(2, 3), 3",
  };
};

struct RandomShuffle {
  struct Attrs {
    Ints seed, state;
  };
  ZEAL_ATTRS(Attrs, seed, state);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomShuffle",
      .endpoints = "",
      .signature = "(value: Any, seed=[], state=[], name=None) -> Tensor",
      .doc = "Puts a tensor's rows, along its first axis, in a random order.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::random,
      .samples = "f(5), [1, 2]\nf(4, 3), [1, 2]\nf(), [1, 2]\nf(0, 2), [1, 2]\nf(1, 2), [1, 2]",
      .errors = "f(5)\nf(5), [1]",
  };
};

}  // namespace zeal::op
