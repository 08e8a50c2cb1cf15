// Batching rules of ops that address elements by index.
#include "dispatch/batch.h"
#include "ops/array/broadcast.h"
#include "ops/array/concat.h"
#include "ops/array/scatter.h"
#include "ops/array/segment.h"
#include "ops/array/select.h"
#include "ops/batch/arrange.h"
#include "ops/image/crop_and_resize.h"
#include "ops/math/cast.h"
#include "ops/math/compare.decl.h"
#include "ops/operators.h"

namespace zeal::op {

namespace {
// 0, 1 ... of the examples, times `step`: int64 [examples, 1, ... 1] of `rank`.
Tensor numbers(const BatchContext& c, int rank, int64_t step, Device device) {
  std::vector<int64_t> n(static_cast<size_t>(c.size()));
  for (size_t i = 0; i < n.size(); ++i) n[i] = static_cast<int64_t>(i) * step;
  Shape shape{c.size()};
  while (shape.rank() < rank) shape.push_back(1);
  return Tensor::from(n.data(), shape).to(device);
}

Tensor as_int64(const Tensor& t) {
  return t.dtype() == DType::Int64 ? t : ops::cast(t, {.dtype = DType::Int64});
}

// Indices among the n rows of an example as those among the rows of all; what was below 0 or too
// large stays so.
Tensor among_all(const BatchContext& c, Tensor ids, int64_t n) {
  ids = as_int64(ids);
  auto number = [&](int64_t v) { return Tensor::scalar<int64_t>(v).to(ids.device()); };
  const Tensor place = ids + numbers(c, ids.rank(), n, ids.device());
  const Tensor kept =
      ops::select(ops::less(ids, number(n)), place, number(checked_mul(n, c.size())));
  return ops::select(ops::less(ids, number(0)), ids, kept);
}

// A tensor [examples, n, ...] as [examples * n, ...].
Tensor joined(const BatchContext& c, int i) {
  Shape s = c.shape(i);
  s[0] = checked_mul(s[0], c.size());
  return ops::reshape(c.front(i), {.shape = Ints(s.dims())});
}

// Indices [examples, n] among the images of all, as one list.
Tensor joined_indices(const BatchContext& c, int i, int64_t images) {
  return ops::reshape(among_all(c, c.front(i), images), {.shape = Ints{-1}});
}
}  // namespace

void Gather::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  const int indices = c.rank(1), axis = front_axis(axis_of(a, indices), c.rank());
  const int shared = front_axis(a.batch_dims, indices);
  if (shared == 0 && !c.batched(1)) {
    a.axis = axis + 1;
    a.batch_dims = 0;
    return c.run({c.in(), c.in(1)}, &a);
  }
  if (shared == 0 && !c.batched(0)) {
    a.axis = axis;
    a.batch_dims = 0;
    return c.out(moved(ops::gather(c.in(), c.in(1), a), axis, 0));
  }
  a.axis = axis + 1;
  a.batch_dims = shared + 1;
  c.run({c.front(), c.front(1)}, &a);
}

void GatherGrad::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  a.axis = front_axis(a.axis, static_cast<int>(a.shape.size())) + 1;
  a.shape = with_first(c.size(), a.shape);
  const bool apart = c.batched(1) || a.batch_dims != 0;
  if (apart) a.batch_dims = front_axis(a.batch_dims, c.rank(1)) + 1;
  c.run({c.front(), apart ? c.front(1) : c.in(1)}, &a);
}

void GatherNd::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  if (a.batch_dims == 0 && !c.batched(0)) return c.run({c.in(), c.in(1)}, &a);
  a.batch_dims = a.batch_dims + 1;
  c.run({c.front(), c.front(1)}, &a);
}

void GatherNdGrad::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  a.shape = with_first(c.size(), a.shape);
  ++a.batch_dims;
  c.run({c.front(), c.front(1)}, &a);
}

namespace {
// Coordinates in a tensor of all examples: the example's number before each.
Tensor with_number(const BatchContext& c, int i) {
  const Tensor places = as_int64(c.front(i));
  Shape one = places.shape();
  one[one.rank() - 1] = 1;
  const Tensor number =
      ops::broadcast_to(numbers(c, places.rank(), 1, places.device()), {.shape = Ints(one.dims())});
  const Tensor parts[] = {number, places};
  return ops::concat(parts, {.axis = -1});
}
}  // namespace

void ScatterNd::batch(BatchContext& c) {
  const Attrs attrs{with_first(c.size(), c.attrs<Attrs>().shape)};
  c.run({with_number(c, 0), c.front(1)}, &attrs);
}

void batch_tensor_scatter(BatchContext& c) {
  c.run({c.front(), with_number(c, 1), c.front(2)}, c.raw_attrs());
}

void batch_unsorted(BatchContext& c) {
  UnsortedAttrs a = c.attrs<UnsortedAttrs>();
  const Tensor ids = among_all(c, c.front(1), a.num_segments);
  a.num_segments = checked_mul(a.num_segments, c.size());
  c.run({c.front(), ids}, &a);
}

void SegmentGather::batch(BatchContext& c) {
  if (!c.batched(0)) return c.run({c.in(), c.in(1)}, nullptr);
  c.run({joined(c, 0), among_all(c, c.front(1), c.shape()[0])}, nullptr);
}

void batch_sorted(BatchContext& c) {
  // The ids are one for all: their values decide the shape of the result.
  const Tensor in[] = {moved(c.in(), 0, 1), c.in(1)};
  TensorImpl* impls[] = {in[0].get(), in[1].get()};
  c.out(moved(Tensor::steal(dispatch1(c.op(), impls, c.raw_attrs())), 1, 0));
}

void CropAndResize::batch(BatchContext& c) {
  c.run({joined(c, 0), joined(c, 1), joined_indices(c, 2, c.shape()[0])}, c.raw_attrs());
}

void CropAndResizeGradImage::batch(BatchContext& c) {
  Attrs a = c.attrs<Attrs>();
  const int64_t images = a.image_size[0];
  a.image_size[0] = checked_mul(images, c.size());
  c.run({joined(c, 0), joined(c, 1), joined_indices(c, 2, images)}, &a);
}

void CropAndResizeGradBoxes::batch(BatchContext& c) {
  c.run({joined(c, 0), joined(c, 1), joined(c, 2), joined_indices(c, 3, c.shape(1)[0])},
        c.raw_attrs());
}

}  // namespace zeal::op
