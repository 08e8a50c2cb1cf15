// Draws of classes for losses over many of them, a shuffle of indices by a formula, and Sobol's
// sequence.
#pragma once
#include "ops/random/candidate.decl.h"
#include "ops/record.h"

namespace zeal {

// Of class c among n: 1 / n; log((c + 2) / (c + 1)) / log(n + 1), Zipf's law; or by weights.
enum class CandidateLaw : uint8_t { Uniform, LogUniform, Weights };
template <>
struct EnumText<CandidateLaw> {
  static constexpr const char* text = "UNIFORM,LOG_UNIFORM,WEIGHTS";
};

namespace op {

struct SampleCandidates {
  struct Attrs {
    int64_t num_sampled = 0, range_max = 0;
    bool unique = true;
    CandidateLaw law = CandidateLaw::Uniform;
    Ints seed, state;
  };
  ZEAL_ATTRS(Attrs, num_sampled, range_max, unique, law, seed, state);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static constexpr OpDef def{
      .type = "SampleCandidates",
      .endpoints = "",
      .signature =
          "(true_classes: Index, weights: Float32?, num_sampled, range_max, unique=True, "
          "law='UNIFORM', seed=[], state=[], name=None) -> (Tensor, Tensor, Tensor)",
      .doc = R"(Draws classes, and says how often each and the true ones are to be expected.

Args:
  true_classes: [batch, num_true], ints in [0, range_max).
  weights: [range_max], non-negative, for the law of that name.
  num_sampled: how many classes are drawn.
  range_max: how many classes there are.
  unique: whether they differ, by rejection; the expectations then come from the number of tries.
  law: 'UNIFORM', 'LOG_UNIFORM' (in which frequent classes come first) or 'WEIGHTS'.
Raises:
  InvalidArgumentError: there are not num_sampled classes to draw.)",
      .dtypes = kAny,
      .infer = infer,
      .samples =
          "i(5, 3, 2), None, 4, 5, seed=[1, 2]\n"
          "i(5, 3, 1), None, 7, 5, False, 'LOG_UNIFORM', state=[1, 2, 3]\n"
          "i(3, 2, 1), np.float32([1, 0, 2]), 2, 3, True, 'WEIGHTS', seed=[1, 2]",
      .errors =
          "i(5, 3, 2), None, 6, 5, seed=[1, 2]\ni(5, 3), None, 4, 5, seed=[1, 2]\n"
          "i(5, 3, 1), None, 0, 5, seed=[1, 2]\ni(5, 3, 1), None, 1, 0, seed=[1, 2]\n"
          "i(3, 2, 1) + 3, None, 1, 3, seed=[1, 2]\n"
          "i(3, 2, 1), np.float32([1, 0, 0]), 2, 3, True, 'WEIGHTS', seed=[1, 2]\n"
          "i(3, 2, 1), np.float32([1, 0]), 1, 3, True, 'WEIGHTS', seed=[1, 2]",
  };
};

struct RandomIndexShuffle {
  struct Attrs {
    int64_t rounds = 4;
  };
  ZEAL_ATTRS(Attrs, rounds);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "RandomIndexShuffle",
      .endpoints = "random_index_shuffle",
      .signature = "(index, seed: Any, max_index, rounds=4, name=None) -> Tensor",
      .doc = R"(Computes where a random permutation of 0, ..., max_index sends an index.

The permutation is a formula (a cipher of few bits), so that it takes no memory. It is zeal's own:
TensorFlow's has other values.

Args:
  index: a scalar or a vector in [0, max_index].
  seed: three ints, or a matrix with a row of three for each index.
  max_index: a scalar, or a vector like `index`.
  rounds: of the cipher, from 1 to 64.
Raises:
  InvalidArgumentError: an index is out of range.)",
      .dtypes = dtype_set(DType::Int32, DType::Int64, DType::UInt32, DType::UInt64),
      .infer = infer,
      .domain = {0, 9},
      .samples = "f(4), [1, 2, 3], 10\n3, [1, 2, 3], 10",
      .errors =
          "11, [1, 2, 3], 10\n3, [1, 2], 10\n3, [1, 2, 3], 10, rounds=0\n"
          "[1, 2], [1, 2, 3], [4, 5, 6]",
  };
};

struct SobolSample {
  struct Attrs {
    int64_t dim = 1, num_results = 1, skip = 0;
    DType dtype = DType::Float32;
  };
  ZEAL_ATTRS(Attrs, dim, num_results, skip, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "SobolSample",
      .endpoints = "math.sobol_sample",
      .signature = "(dim, num_results, skip=0, dtype=float32, name=None) -> Tensor",
      .doc = R"(Computes points of Sobol's sequence, which fill the unit cube evenly.

Args:
  dim: the cube's dimension, from 1 to 40.
  num_results: how many points.
  skip: how many of the sequence's first points are left out, besides the origin.
  dtype: float32 or float64.
Returns:
  [num_results, dim], numbers in [0, 1).)",
      .dtypes = dtype_set(DType::Float32, DType::Float64),
      .infer = infer,
      .samples = "1, 5\n7, 20, skip=3\n40, 2\n3, 1, dtype='float64'",
      .errors = "0, 3\n41, 3\n2, 0\n2, 3, skip=-1\n2, 3, dtype='int32'\n2, 2**40",
  };
};

}  // namespace op
}  // namespace zeal
