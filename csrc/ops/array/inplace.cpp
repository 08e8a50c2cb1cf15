#include "ops/array/inplace.h"

#include "ops/array/reshape.h"
#include "ops/array/scatter.h"
#include "ops/math/divide.h"

namespace zeal::op {

namespace {

// The rows' indices as tensor_scatter_nd_* takes them: [n, 1].
Tensor rows_of(const char* op, Inputs in) {
  const Shape &x = in[0]->shape(), &i = in[1]->shape(), &v = in[2]->shape();
  if (ZEAL_UNLIKELY(i.rank() != 1)) invalid(op, ": i must be a vector, got shape ", i);
  Shape want = x;
  if (ZEAL_UNLIKELY(x.rank() == 0)) invalid(op, ": x must have rows, got a scalar");
  want[0] = i[0];
  if (ZEAL_UNLIKELY(v != want))
    invalid(op, ": argument 'v' must have shape ", want, " for x of shape ", x, ", got ", v);
  if (ZEAL_UNLIKELY(x[0] == 0 && i[0] > 0)) invalid(op, ": x of shape ", x, " has no rows");
  Tensor rows = Tensor::share(in[1]);
  if (x[0] > 0) rows = ops::floormod(rows, scalar_like(static_cast<double>(x[0]), rows));
  return ops::expand_dims(rows, {.axis = 1});
}

}  // namespace

void InplaceUpdate::body(Inputs in, const void*, Outputs& out) {
  const Tensor rows = rows_of(def.type, in);
  out.resize(1);
  out[0] = ops::tensor_scatter_nd_update(Tensor::share(in[0]), rows, Tensor::share(in[2]));
}
void InplaceAdd::body(Inputs in, const void*, Outputs& out) {
  const Tensor rows = rows_of(def.type, in);
  out.resize(1);
  out[0] = ops::tensor_scatter_nd_add(Tensor::share(in[0]), rows, Tensor::share(in[2]));
}
void InplaceSub::body(Inputs in, const void*, Outputs& out) {
  const Tensor rows = rows_of(def.type, in);
  out.resize(1);
  out[0] = ops::tensor_scatter_nd_sub(Tensor::share(in[0]), rows, Tensor::share(in[2]));
}

}  // namespace zeal::op
