// Shape rules of coordinates, and the gradient that minimum and maximum share.
#include "ops/array/scatter.h"

#include "ops/math/cast.h"
#include "ops/math/compare.decl.h"
#include "ops/math/divide.decl.h"
#include "ops/operators.h"

namespace zeal::op {

namespace {

// The shape of what `indices` [batch, ..., depth] address in `params` [batch, ...].
Shape addressed(const InferContext& c, const Shape& params, const Shape& indices,
                int64_t batch_dims) {
  if (ZEAL_UNLIKELY(indices.rank() < 1)) c.fail("argument 'indices' must be at least a vector");
  if (ZEAL_UNLIKELY(batch_dims < 0 || batch_dims >= indices.rank() || batch_dims > params.rank()))
    c.fail("argument 'batch_dims' must be in [0, ", std::min(indices.rank() - 1, params.rank()),
           "], got ", batch_dims);
  const auto batch = static_cast<int>(batch_dims);
  const int64_t depth = indices.back();
  if (ZEAL_UNLIKELY(depth > params.rank() - batch))
    c.fail("index innermost dimension length must be <= params rank; saw: ", depth, " vs. ",
           params.rank() - batch);
  for (int i = 0; i < batch; ++i)
    if (ZEAL_UNLIKELY(params[i] != indices[i]))
      c.fail("batch dimension ", i, " of params ", params, " and indices ", indices,
             " must be equal");
  Shape out;
  for (int i = 0; i + 1 < indices.rank(); ++i) out.push_back(indices[i]);
  for (int i = batch + static_cast<int>(depth); i < params.rank(); ++i) out.push_back(params[i]);
  return out;
}

void need_updates(const InferContext& c, const Shape& updates, const Shape& params,
                  const Shape& indices, int64_t batch_dims = 0) {
  const Shape want = addressed(c, params, indices, batch_dims);
  if (ZEAL_UNLIKELY(updates != want))
    c.fail("updates of shape ", updates, " do not fit indices of shape ", indices,
           " into a tensor of shape ", params, "; expected ", want);
}

// Where the result equals both the tensor and updates, all that do share the gradient.
void extreme_grad(GradContext& g) {
  const Tensor x = g.x(0), indices = g.x(1), updates = g.x(2), y = g.y(), dy = g.dy();
  auto same = [&](const Tensor& a, const Tensor& b) {
    return ops::cast(ops::equal(a, b), {.dtype = dy.dtype()});
  };
  const Tensor from_x = same(x, y), from_updates = same(updates, ops::gather_nd(y, indices));
  const Tensor sharers = ops::tensor_scatter_nd_add(from_x, indices, from_updates);
  const Tensor share = ops::divide(dy, sharers);
  if (g.needs(0)) g.dx(0, share * from_x);
  if (g.needs(2)) g.dx(2, ops::gather_nd(share, indices) * from_updates);
}

}  // namespace

void GatherNd::infer(InferContext& c) {
  c.out(c.dtype(), addressed(c, c.shape(0), c.shape(1), c.attrs<Attrs>().batch_dims));
}
void GatherNdGrad::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  Shape params = to_shape(c, a.shape);
  need_updates(c, c.shape(0), params, c.shape(1), a.batch_dims);
  c.out(c.dtype(), params);
}
void ScatterNd::infer(InferContext& c) {
  Shape params = to_shape(c, c.attrs<Attrs>().shape);
  need_updates(c, c.shape(1), params, c.shape(0));
  c.out(c.dtype(1), params);
}
void infer_tensor_scatter(InferContext& c) {
  need_updates(c, c.shape(2), c.shape(0), c.shape(1));
  c.out_like();
}

void TensorScatterMin::grad(GradContext& g) { extreme_grad(g); }
void TensorScatterMax::grad(GradContext& g) { extreme_grad(g); }

}  // namespace zeal::op
