// Axes and shapes of reductions.
#include "dispatch/reduce.h"

namespace zeal {

namespace {
AxisMask all_axes(int rank) { return (AxisMask{1} << rank) - 1; }
}  // namespace

AxisMask reduced_axes(const InferContext& c, const std::optional<Ints>& axis, int rank) {
  if (!axis) return all_axes(rank);
  AxisMask mask = 0;
  for (int64_t a : *axis) {
    AxisMask bit = AxisMask{1} << c.axis(a, rank);
    if (ZEAL_UNLIKELY(mask & bit)) c.fail("argument 'axis' names dimension ", a, " twice: ", *axis);
    mask |= bit;
  }
  return mask;
}

AxisMask reduced_axes(const std::optional<Ints>& axis, int rank) {
  if (!axis) return all_axes(rank);
  AxisMask mask = 0;
  for (int64_t a : *axis) mask |= AxisMask{1} << (a < 0 ? a + rank : a);
  return mask;
}

Shape reduced_shape(const Shape& shape, AxisMask mask, bool keepdims) {
  Shape out;
  for (int d = 0; d < shape.rank(); ++d)
    if (!(mask >> d & 1))
      out.push_back(shape[d]);
    else if (keepdims)
      out.push_back(1);
  return out;
}

int64_t reduced_count(const Shape& shape, AxisMask mask) {
  int64_t n = 1;
  for (int d = 0; d < shape.rank(); ++d)
    if (mask >> d & 1) n *= shape[d];
  return n;
}

AxisMask broadcast_axes(const Shape& small, const Shape& large) {
  int extra = large.rank() - small.rank();
  AxisMask mask = all_axes(extra);
  for (int d = extra; d < large.rank(); ++d)
    if (small[d - extra] == 1 && large[d] != 1) mask |= AxisMask{1} << d;
  return mask;
}

namespace {
Shape result_shape(const InferContext& c) {
  const ReduceAttrs& a = c.attrs<ReduceAttrs>();
  return reduced_shape(c.shape(0), reduced_axes(c, a.axis, c.shape(0).rank()), a.keepdims);
}
}  // namespace

void reduced(InferContext& c) { c.out(c.dtype(0), result_shape(c)); }
void reduced_real(InferContext& c) { c.out(real_of(c.dtype(0)), result_shape(c)); }
void reduced_to_int64(InferContext& c) { c.out(DType::Int64, result_shape(c)); }

}  // namespace zeal
