// Shapes, composites and derivatives of segment reductions.
#include "ops/array/segment.h"

#include "ops/array/reshape.decl.h"
#include "ops/array/select.h"
#include "ops/math/cast.h"
#include "ops/math/compare.decl.h"
#include "ops/math/divide.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/power.decl.h"
#include "ops/operators.h"

namespace zeal::op {

void infer_unsorted(InferContext& c) {
  const int64_t n = c.attrs<UnsortedAttrs>().num_segments;
  const Shape &data = c.shape(0), &ids = c.shape(1);
  if (n < 0) c.fail("Input num_segments == ", n, " must not be negative.");
  bool prefix = ids.rank() <= data.rank();
  for (int i = 0; prefix && i < ids.rank(); ++i) prefix = ids[i] == data[i];
  if (!prefix) c.fail("data.shape = ", data, " does not start with segment_ids.shape = ", ids);
  Shape out{n};
  for (int i = ids.rank(); i < data.rank(); ++i) out.push_back(data[i]);
  c.out(c.dtype(), out);
}

void infer_sorted(InferContext& c) {
  c.need_rank_at_least(0, 1, "data");
  c.need_rank(1, 1, "segment_ids");
  Shape out = c.shape(0);
  if (out[0] != c.shape(1)[0])
    c.fail("segment_ids should be the same size as dimension 0 of input, got ", c.shape(1)[0],
           " and ", out[0]);
  const Tensor ids = host_values(c, 1, "segment_ids");
  int64_t before = 0;
  switch_dtype<kIndex>(ids.dtype(), [&]<class I>() {
    for (int64_t i = 0; i < ids.numel(); ++i) {
      const auto id = static_cast<int64_t>(ids.data<I>()[i]);
      if (id < 0) c.fail("segment ids must be >= 0, got segment_ids[", i, "] = ", id);
      if (id < before) c.fail("segment ids are not increasing: segment_ids[", i, "] = ", id);
      before = id;
    }
  });
  if (before == INT64_MAX) c.fail("segment id ", before, " is too large");
  out[0] = ids.numel() ? before + 1 : 0;
  c.out(c.dtype(), out);
}

namespace {

// 1 or the number of rows with each id, [n, 1, ...] to divide [n, inner...] by.
Tensor counts(const Tensor& ids, int64_t n, int inner_rank, DType dtype) {
  const DType real = real_of(dtype);
  const Tensor ones = Tensor::full(ids.shape(), 1, real, ids.device());
  Tensor count = ops::unsorted_segment_sum(ones, ids, {.num_segments = n});
  count = ops::maximum(count, scalar_like(1, count));
  Ints shape;
  int64_t* to = shape.resize(static_cast<size_t>(1 + inner_rank));
  std::fill_n(to, 1 + inner_rank, 1);
  to[0] = n;
  return ops::reshape(count, {.shape = shape});
}
Tensor like_dtype(const Tensor& t, DType dtype) { return ops::cast(t, {.dtype = dtype}); }

// Those that equal their segment's extreme share its gradient.
void extreme_grad(GradContext& g) {
  const Tensor x = g.x(0), ids = g.x(1), y = g.y(), dy = g.dy();
  const Tensor chosen = ops::equal(x, ops::segment_gather(y, ids));
  Tensor sharers =
      ops::unsorted_segment_sum(like_dtype(chosen, dy.dtype()), ids, {.num_segments = y.dim(0)});
  // Nothing of an empty segment flows on, but its 0 / 0 would turn second derivatives into NaN.
  sharers = ops::maximum(sharers, scalar_like(1, sharers));
  const Tensor share = ops::segment_gather(ops::divide(dy, sharers), ids);
  g.dx(0, ops::select(chosen, share, scalar_like(0, dy)));
}

// The product of all others: y / x, or where x is the only zero, the product of the rest.
void product_grad(GradContext& g) {
  const Tensor x = g.x(0), ids = g.x(1), y = g.y();
  const int64_t n = y.dim(0);
  const Tensor zero = scalar_like(0, x), one = scalar_like(1, x);
  const Tensor is_zero = ops::equal(x, zero);
  const Tensor zeros =
      ops::unsorted_segment_sum(like_dtype(is_zero, DType::Int32), ids, {.num_segments = n});
  const Tensor dy = ops::select(ops::greater(zeros, scalar_like(1, zeros)), zero, g.dy());
  const Tensor rest = ops::select(is_zero, one, x);
  const Tensor product = ops::unsorted_segment_prod(rest, ids, {.num_segments = n});
  const Tensor others = ops::select(is_zero, ops::segment_gather(product, ids),
                                    ops::divide(ops::segment_gather(y, ids), rest));
  g.dx(0, ops::segment_gather(dy, ids) * g.conj(others));
}

void divide_sum(Inputs in, const void* attrs, Outputs& out, bool root) {
  const auto& a = *static_cast<const UnsortedAttrs*>(attrs);
  const Tensor data = Tensor::share(in[0]), ids = Tensor::share(in[1]);
  const Tensor sum = ops::unsorted_segment_sum(data, ids, a);
  Tensor by = counts(ids, a.num_segments, sum.rank() - 1, data.dtype());
  if (root) by = ops::sqrt(by);
  out.resize(1);
  out[0] = ops::divide(sum, like_dtype(by, data.dtype()));
}

}  // namespace

void SegmentMean::grad(GradContext& g) {
  const Tensor dy = g.dy(), ids = g.x(1);
  const Tensor by = counts(ids, dy.dim(0), dy.rank() - 1, dy.dtype());
  g.dx(0, ops::segment_gather(ops::divide(dy, like_dtype(by, dy.dtype())), ids));
}
void SegmentMax::grad(GradContext& g) { extreme_grad(g); }
void SegmentMin::grad(GradContext& g) { extreme_grad(g); }
void SegmentProd::grad(GradContext& g) { product_grad(g); }
void UnsortedSegmentMax::grad(GradContext& g) { extreme_grad(g); }
void UnsortedSegmentMin::grad(GradContext& g) { extreme_grad(g); }
void UnsortedSegmentProd::grad(GradContext& g) { product_grad(g); }
void UnsortedSegmentMean::body(Inputs in, const void* attrs, Outputs& out) {
  divide_sum(in, attrs, out, false);
}
void UnsortedSegmentSqrtN::body(Inputs in, const void* attrs, Outputs& out) {
  divide_sum(in, attrs, out, true);
}

}  // namespace zeal::op
