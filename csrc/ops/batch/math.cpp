// Batching rules of products and reductions.
#include <algorithm>

#include "dispatch/batch.h"
#include "ops/array/reshape.h"
#include "ops/batch/arrange.h"
#include "ops/linalg/matmul.h"
#include "ops/math/argmax.h"
#include "ops/math/reduce_grad.h"
#include "ops/math/reduce_logic.h"
#include "ops/math/reduce_norm.h"
#include "ops/operators.h"

namespace zeal::op {

void MatMul::batch(BatchContext& c) {
  const int rank = std::max(c.rank(0), c.rank(1));
  c.run({c.aligned(0, rank), c.aligned(1, rank)}, c.raw_attrs());
}

void batch_arg(BatchContext& c) {
  ArgAttrs a = c.attrs<ArgAttrs>();
  const int64_t axis = a.axis.value_or(0);
  a.axis = axis < 0 ? axis : axis + 1;
  c.run({c.in()}, &a);
}

void ZeroFraction::batch(BatchContext& c) {
  const Tensor flat = ops::reshape(c.in(), {.shape = {c.size(), c.shape().numel()}});
  const Tensor nonzero = ops::count_nonzero(flat, {.axis = Ints{1}, .dtype = DType::Float32});
  const double n = static_cast<double>(c.shape().numel());
  c.out((n - nonzero) / n);
}

void L2Loss::batch(BatchContext& c) {
  const Tensor flat = ops::reshape(c.in(), {.shape = {c.size(), c.shape().numel()}});
  c.out(0.5 * ops::sum_squares(flat, {.axis = Ints{1}}));
}

void SumTo::batch(BatchContext& c) {
  // [examples, 1 ..., ...shape] of the input's rank: the dimension of examples must not take part.
  Shape to = c.attrs<Attrs>().shape;
  while (to.rank() < c.rank()) to.insert(0, 1);
  const Attrs attrs{c.with_batch(to)};
  c.run({c.in()}, &attrs);
}

void BroadcastReduced::batch(BatchContext& c) {
  AttrsCopy attrs(c.op().attrs, c.raw_attrs());
  auto& a = attrs.as<Attrs>();
  attrs.shift_axes("axis", a.shape.rank());
  a.shape = c.with_batch(a.shape);
  c.run({c.in()}, attrs.get());
}

}  // namespace zeal::op
