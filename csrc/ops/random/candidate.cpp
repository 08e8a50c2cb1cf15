// The shapes of candidate samplers, and the checks of their arguments.
#include "ops/random/candidate.h"

#include "ops/random/source.h"

namespace zeal::op {

namespace {
constexpr DTypeSet kSeeds = dtype_set(DType::Int32, DType::Int64, DType::UInt32, DType::UInt64);
}  // namespace

void SampleCandidates::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_source(c, a.seed, a.state);
  c.need_rank(0, 2, "true_classes");
  if (ZEAL_UNLIKELY(a.num_sampled < 1))
    c.fail("argument 'num_sampled' must be positive, got ", a.num_sampled);
  if (ZEAL_UNLIKELY(a.range_max < 1))
    c.fail("argument 'range_max' must be positive, got ", a.range_max);
  if (ZEAL_UNLIKELY(a.unique && a.num_sampled > a.range_max))
    c.fail("cannot draw ", a.num_sampled, " unique classes of ", a.range_max);
  const bool weighted = a.law == CandidateLaw::Weights;
  if (ZEAL_UNLIKELY(weighted != c.has(1))) c.fail("argument 'weights' goes with the law 'WEIGHTS'");
  if (ZEAL_UNLIKELY(weighted && c.shape(1) != Shape{a.range_max}))
    c.fail("argument 'weights' must have shape [", a.range_max, "], got ", c.shape(1));
  c.out(DType::Int64, {a.num_sampled});
  c.out(DType::Float32, c.shape());
  c.out(DType::Float32, {a.num_sampled});
}

void RandomIndexShuffle::infer(InferContext& c) {
  const Shape &index = c.shape(0), &seed = c.shape(1), &max = c.shape(2);
  const int64_t rounds = c.attrs<Attrs>().rounds;
  if (ZEAL_UNLIKELY(rounds < 1 || rounds > 64))
    c.fail("argument 'rounds' must be in [1, 64], got ", rounds);
  if (ZEAL_UNLIKELY(index.rank() > 1))
    c.fail("argument 'index' must be a scalar or a vector, got shape ", index);
  if (ZEAL_UNLIKELY(!kSeeds.contains(c.dtype(1))))
    c.fail("argument 'seed' must hold 32 or 64-bit integers, got ", name_of(c.dtype(1)));
  if (ZEAL_UNLIKELY(seed.rank() < 1 || seed.rank() > 2 || seed.back(1) != 3))
    c.fail("argument 'seed' must have shape [3] or [n, 3], got ", seed);
  if (ZEAL_UNLIKELY(max.rank() > 1))
    c.fail("argument 'max_index' must be a scalar or a vector, got shape ", max);
  Shape out = broadcast_shapes(c, index, max);
  if (seed.rank() == 2) out = broadcast_shapes(c, out, Shape{seed[0]});
  c.out(c.dtype(), out);
}

void SobolSample::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  if (ZEAL_UNLIKELY(a.dim < 1 || a.dim > 40))
    c.fail("argument 'dim' must be in [1, 40], got ", a.dim);
  if (ZEAL_UNLIKELY(a.num_results < 1))
    c.fail("argument 'num_results' must be positive, got ", a.num_results);
  if (ZEAL_UNLIKELY(a.skip < 0)) c.fail("argument 'skip' must not be negative, got ", a.skip);
  if (ZEAL_UNLIKELY(a.skip >= INT32_MAX || a.num_results >= INT32_MAX - a.skip))
    c.fail("num_results + skip must be less than 2^31 - 1, got ", a.num_results, " + ", a.skip);
  if (ZEAL_UNLIKELY(!def.dtypes.contains(a.dtype)))
    c.fail("argument 'dtype' must be float32 or float64, got ", name_of(a.dtype));
  c.out(a.dtype, {a.num_results, a.dim});
}

}  // namespace zeal::op
