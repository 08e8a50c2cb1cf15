#include "ops/random/parametric.h"

#include "ops/math/incomplete.h"
#include "ops/random/source.h"

namespace zeal::op {

namespace {

// The shape of samples of parameters that broadcast to `batch`.
void check_shape(const InferContext& c, const Shape& shape, const Shape& batch) {
  (void)shape.numel();
  bool ends = shape.rank() >= batch.rank();
  for (int i = 1; ends && i <= batch.rank(); ++i) ends = shape.back(i) == batch.back(i);
  if (ZEAL_UNLIKELY(!ends))
    c.fail("Shape passed in must end with broadcasted shape: ", shape, " does not end with ",
           batch);
}

void check_dtype(const InferContext& c, DType dtype) {
  if (ZEAL_UNLIKELY(!(kFloating | kIndex).contains(dtype)))
    c.fail("argument 'dtype' must be a floating dtype, int32 or int64, got ", name_of(dtype));
}

}  // namespace

void RandomGamma::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_source(c, a.seed, a.state);
  check_shape(c, a.shape, c.shape());
  c.out(c.dtype(), a.shape);
}
void RandomGamma::grad(GradContext& g) {
  g.dx(0, sum_to(g.dy() * ops::random_gamma_grad(g.x(), g.y()), g.x_shape()));
}

void RandomPoisson::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_source(c, a.seed, a.state);
  check_dtype(c, a.dtype);
  check_shape(c, a.shape, c.shape());
  c.out(a.dtype, a.shape);
}

void RandomBinomial::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_source(c, a.seed, a.state);
  check_dtype(c, a.dtype);
  check_shape(c, a.shape, broadcast_shapes(c, c.shape(0), c.shape(1)));
  c.out(a.dtype, a.shape);
}

void ParameterizedTruncatedNormal::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_source(c, a.seed, a.state);
  Shape batch = c.shape(0);
  for (int i = 1; i < 4; ++i) batch = broadcast_shapes(c, batch, c.shape(i));
  check_shape(c, a.shape, batch);
  c.out(c.dtype(), a.shape);
}

}  // namespace zeal::op
