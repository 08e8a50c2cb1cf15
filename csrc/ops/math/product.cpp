// The gradient of a product over axes.
#include "ops/math/product.h"

#include "ops/array/reshape.decl.h"
#include "ops/array/transpose.h"
#include "ops/math/reduce_parts.h"
#include "ops/math/scan.h"

namespace zeal::op {

// Each element gets the product of all the others: of those before it times those behind it. No
// division, so that zeros are like any other number, in derivatives of any order.
void Prod::grad(GradContext& g) {
  const auto& a = g.attrs<Attrs>();
  Tensor x = g.conj(g.x(0));
  const Shape shape = x.shape();
  const AxisMask mask = reduced_axes(a.axis, shape.rank());
  Tensor dy = kept(g.dy(), shape, a.axis);
  // x: [kept axes..., n], by a transpose unless the reduced axes are the last ones.
  Ints perm, back, flat;
  int64_t* to = perm.resize(static_cast<size_t>(shape.rank()));
  int64_t* from = back.resize(static_cast<size_t>(shape.rank()));
  int next = 0;
  bool moved = false;
  Shape order;
  for (bool reduced : {false, true})
    for (int d = 0; d < shape.rank(); ++d)
      if (bool(mask >> d & 1) == reduced) {
        moved |= next != d;
        from[d] = next;
        to[next++] = d;
        order.push_back(shape[d]);
      }
  if (moved) x = ops::transpose(x, {.perm = perm});
  const int64_t n = reduced_count(shape, mask);
  const int64_t rows = reduced_shape(shape, mask, false).numel();
  const int64_t sizes[] = {rows, n};
  flat.assign(sizes);
  x = ops::reshape(x, {.shape = flat});
  Tensor before = ops::cumprod(x, {.axis = 1, .exclusive = true});
  Tensor behind = ops::cumprod(x, {.axis = 1, .exclusive = true, .reverse = true});
  Tensor others = ops::reshape(before * behind, {.shape = Ints(order.dims())});
  if (moved) others = ops::transpose(others, {.perm = back});
  g.dx(0, others * dy);
}

}  // namespace zeal::op
