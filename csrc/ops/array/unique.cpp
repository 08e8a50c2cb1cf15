// Shapes that depend on values: how many are distinct, how large the largest is.
#include "ops/array/unique.h"

#include "ops/array/distinct.h"

namespace zeal::op {

namespace {
// Adds the outputs of Unique, and gives the number of distinct values.
int64_t infer_unique(InferContext& c) {
  const DType d = c.attrs<OutIdx>().out_idx;
  if (c.shape().rank() != 1) c.fail("unique expects a 1D vector, got shape ", c.shape());
  if (!kIndex.contains(d)) c.fail("argument 'out_idx' must be int32 or int64, got ", name_of(d));
  if (d == DType::Int32 && c.shape()[0] > INT32_MAX)
    c.fail("unique does not support input tensors larger than ", INT32_MAX,
           " elements with int32 indices");
  const Tensor x = host_values(c, 0, "x");
  const Tensor room = Tensor::empty(x.dtype(), x.shape());
  const int64_t n = switch_dtype<kNumeric | kBool>(x.dtype(), [&]<class T>() {
    return find_distinct(x.data<T>(), x.numel(), room.data<T>(), [](int64_t, int64_t) {});
  });
  c.out(c.dtype(), {n});
  c.out(d, c.shape());
  return n;
}
}  // namespace

void Unique::infer(InferContext& c) { infer_unique(c); }
void UniqueWithCounts::infer(InferContext& c) {
  const int64_t n = infer_unique(c);
  c.out(c.attrs<Attrs>().out_idx, {n});
}

void Bincount::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const Shape& x = c.shape();
  if (c.has(1) && c.shape(1) != x)
    c.fail("arguments 'weights' and 'arr' must have one shape, got ", c.shape(1), " and ", x);
  if (a.axis && *a.axis != 0 && *a.axis != -1)
    c.fail("Unsupported value for argument axis=", *a.axis);
  const bool rows = a.axis && *a.axis == -1 && x.rank() == 2;
  if (a.axis && *a.axis == -1 && x.rank() > 2)
    c.fail("argument 'arr' must have 1 or 2 dimensions with axis=-1, got shape ", x);
  for (auto length : {a.minlength, a.maxlength})
    if (length && *length < 0) c.fail("minlength and maxlength must not be negative");
  const Tensor arr = host_values(c, 0, "arr");
  int64_t n = 0;
  switch_dtype<kIndex>(arr.dtype(), [&]<class I>() {
    for (int64_t i = 0; i < arr.numel(); ++i) {
      const I v = arr.data<I>()[i];
      if (v < 0) c.fail("Input arr must be non-negative!");
      n = std::max(n, static_cast<int64_t>(v) + (v < std::numeric_limits<int64_t>::max()));
    }
  });
  n = std::max(n, a.minlength.value_or(0));
  if (a.maxlength) n = std::min(n, *a.maxlength);
  const DType dtype = c.has(1) ? c.dtype(1) : a.dtype;
  if (!kReal.contains(dtype)) c.fail("argument 'dtype' must be a real one, got ", name_of(dtype));
  c.out(dtype, rows ? Shape{x[0], n} : Shape{n});
}

}  // namespace zeal::op
