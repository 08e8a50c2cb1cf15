// Batching rules of ops that arrange, repeat and slice.
#include <algorithm>

#include "dispatch/batch.h"
#include "ops/array/broadcast.h"
#include "ops/array/fill.h"
#include "ops/array/make.h"
#include "ops/array/order.h"
#include "ops/array/pad.h"
#include "ops/array/slice.h"
#include "ops/batch/arrange.h"
#include "ops/math/cast.h"

namespace zeal::op {

namespace {
// The same slice of each example: one more entry in front, which takes all.
template <class A>
A of_each(A a, int64_t examples) {
  a.begin = with_first(0, a.begin);
  a.end = with_first(examples, a.end);
  if (!a.strides.empty()) a.strides = with_first(1, a.strides);
  for (int64_t* mask :
       {&a.begin_mask, &a.end_mask, &a.ellipsis_mask, &a.new_axis_mask, &a.shrink_axis_mask})
    *mask <<= 1;
  return a;
}
}  // namespace

void BroadcastTo::batch(BatchContext& c) {
  const Attrs attrs{Ints(c.with_batch(c.out_shape()).dims())};
  c.run({c.aligned(0, c.out_shape().rank())}, &attrs);
}

void Fill::batch(BatchContext& c) {
  const Shape& to = c.out_shape();
  c.out(ops::broadcast_to(c.aligned(0, to.rank()), {.shape = Ints(c.with_batch(to).dims())}));
}

void Tile::batch(BatchContext& c) {
  const Attrs attrs{with_first(1, c.attrs<Attrs>().multiples)};
  c.run({c.in()}, &attrs);
}

void Transpose::batch(BatchContext& c) {
  Attrs attrs = c.attrs<Attrs>();
  Ints perm;
  int64_t* to = perm.resize(static_cast<size_t>(c.rank()) + 1);
  *to++ = 0;
  for (int i = 0; i < c.rank(); ++i) *to++ = from(attrs, c.rank(), i) + 1;
  attrs.perm = perm;
  c.run({c.in()}, &attrs);
}

void ReverseSequence::batch(BatchContext& c) {
  Attrs attrs = c.attrs<Attrs>();
  const int seq = front_axis(*attrs.seq_axis, c.rank());
  const int rows = front_axis(attrs.batch_axis.value_or(0), c.rank());
  if (!c.batched(1)) {  // the lengths are those of every example
    attrs.seq_axis = seq + 1;
    attrs.batch_axis = rows + 1;
    return c.run({c.in(), c.in(1)}, &attrs);
  }
  if (rows == 0) return batch::fold_inputs(c, 0b11);
  c.fall_back();
}

void StridedSlice::batch(BatchContext& c) {
  const Attrs attrs = of_each(c.attrs<Attrs>(), c.size());
  c.run({c.in()}, &attrs);
}

void StridedSliceGrad::batch(BatchContext& c) {
  Attrs attrs = of_each(c.attrs<Attrs>(), c.size());
  attrs.shape = with_first(c.size(), attrs.shape);
  c.run({c.in()}, &attrs);
}

void TensorStridedSliceUpdate::batch(BatchContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const int rank = work_out(c, c.shape(), a).out.rank();
  const Attrs attrs = of_each(a, c.size());
  c.run({c.front(), c.aligned(1, rank)}, &attrs);
}

void At::batch(BatchContext& c) {
  StridedAttrs a;
  a.begin = {0, c.attrs<Attrs>().index};
  a.end = {c.size(), 0};
  a.shrink_axis_mask = 0b10;
  c.out(ops::strided_slice(c.in(), a));
}

void Slice::batch(BatchContext& c) {
  Attrs attrs = c.attrs<Attrs>();
  attrs.begin = with_first(0, attrs.begin);
  attrs.size = with_first(c.size(), attrs.size);
  c.run({c.in()}, &attrs);
}

void batch_pad(BatchContext& c) {
  if (c.has(1) && c.batched(1)) return c.fall_back();
  Pad::Attrs attrs = c.attrs<Pad::Attrs>();
  attrs.paddings = with_first(0, with_first(0, attrs.paddings));
  if (c.num_inputs() == 1) return c.run({c.in()}, &attrs);
  c.run({c.in(), c.in(1)}, &attrs);
}

void LinSpace::batch(BatchContext& c) {
  const int rank = std::max(c.rank(0), c.rank(1));
  AttrsCopy attrs(c.op().attrs, c.raw_attrs());
  attrs.shift_axes("axis");
  c.run({c.aligned(0, rank), c.aligned(1, rank)}, attrs.get());
}

void InvertPermutation::batch(BatchContext& c) {
  Tensor places = ops::argsort(c.in());
  c.out(places.dtype() == c.dtype() ? places : ops::cast(places, {.dtype = c.dtype()}));
}

}  // namespace zeal::op
