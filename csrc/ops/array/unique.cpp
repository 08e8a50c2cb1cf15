// The composites of this topic, and the rule of counts.
#include "ops/array/unique.h"

namespace zeal::op {

namespace {
// The first `keep` outputs of UniqueRoom, those by value cut to the number of values.
void cut(Inputs in, const void* attrs, Outputs& out, int keep) {
  const Tensor x = Tensor::share(in[0]);
  if (x.device().is_meta())
    invalid(
        "Unique: the shape of the result depends on values, which a tensor on the meta device "
        "does not have");
  std::vector<Tensor> all = ops::unique_room.all({x}, *static_cast<const OutIdx*>(attrs));
  const Ints size{all[3].item<int64_t>()};
  out.resize(keep);
  for (int i = 0; i < keep; ++i)
    out[i] = i == 1 ? all[i] : ops::slice(all[i], {.begin = {0}, .size = size});
}
}  // namespace

void Unique::body(Inputs in, const void* attrs, Outputs& out) { cut(in, attrs, out, 2); }
void UniqueWithCounts::body(Inputs in, const void* attrs, Outputs& out) { cut(in, attrs, out, 3); }

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
