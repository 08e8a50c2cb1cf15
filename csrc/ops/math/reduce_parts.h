// What the gradients of reductions share: results brought back to their input's rank.
#pragma once
#include "ops/array/reshape.h"
#include "ops/math/cast.h"
#include "ops/record.h"

namespace zeal {

// What a reduction of a tensor of shape `x` left, with extent 1 in place of the reduced axes, so
// that it broadcasts against x.
inline Tensor kept(const Tensor& t, const Shape& x, const std::optional<Ints>& axis) {
  Shape shape = reduced_shape(x, reduced_axes(axis, x.rank()), true);
  if (t.shape() == shape) return t;
  return ops::reshape(t, {.shape = Ints(shape.dims())});
}

// How many elements of a tensor of shape `x` make one of the result.
inline double count_of(const Shape& x, const std::optional<Ints>& axis) {
  return static_cast<double>(reduced_count(x, reduced_axes(axis, x.rank())));
}

}  // namespace zeal
