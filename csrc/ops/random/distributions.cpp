// The shapes of random ops, and the checks of their seeds.
#include "ops/random/distributions.h"

#include "ops/random/source.h"

namespace zeal::op {

namespace {
void check_dtype(const InferContext& c, DType dtype, DTypeSet allowed, const char* what) {
  if (ZEAL_UNLIKELY(!allowed.contains(dtype)))
    c.fail("argument 'dtype' must be ", what, ", got ", name_of(dtype));
}
}  // namespace

void RandomUniform::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  check_source(c, at.seed, at.state);
  check_dtype(c, at.dtype, kFloating, "float16, bfloat16, float32 or float64");
  at.shape.numel();
  c.out(at.dtype, at.shape);
}

void RandomUniformInt::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  check_source(c, at.seed, at.state);
  check_dtype(c, at.dtype, kIndex, "int32 or int64");
  if (ZEAL_UNLIKELY(at.shape.numel() > 0 && at.minval >= at.maxval))
    c.fail("Need minval < maxval, got ", at.minval, " >= ", at.maxval);
  if (ZEAL_UNLIKELY(at.dtype == DType::Int32 &&
                    (at.minval != int32_t(at.minval) || at.maxval != int32_t(at.maxval))))
    c.fail("arguments 'minval' and 'maxval' must fit int32, got ", at.minval, " and ", at.maxval);
  c.out(at.dtype, at.shape);
}

void RandomUniformFullInt::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  check_source(c, at.seed, at.state);
  check_dtype(c, at.dtype, kRandomInt, "int32, int64, uint32 or uint64");
  at.shape.numel();
  c.out(at.dtype, at.shape);
}

void Multinomial::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  check_source(c, at.seed, at.state);
  check_dtype(c, at.dtype, kIndex, "int32 or int64");
  const Shape& s = c.shape();
  if (ZEAL_UNLIKELY(s.rank() != 2)) c.fail("logits should be a matrix, got shape ", s);
  if (ZEAL_UNLIKELY(at.num_samples < 0))
    c.fail("num_samples should be non-negative, got ", at.num_samples);
  if (ZEAL_UNLIKELY(s[1] == 0)) c.fail("num_classes should be positive, got shape ", s);
  c.out(at.dtype, {s[0], at.num_samples});
}

void RandomShuffle::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  check_source(c, at.seed, at.state);
  const Shape& s = c.shape();
  if (ZEAL_UNLIKELY(s.rank() && s[0] > UINT32_MAX))
    c.fail("argument 'value' must not have more than ", UINT32_MAX, " rows, got shape ", s);
  c.out_like(0);
}

}  // namespace zeal::op
