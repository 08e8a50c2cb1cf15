// The composite of this topic, and the rule that both bounds share.
#include "ops/array/order.h"
#include "ops/array/reshape.decl.h"

namespace zeal::op {

void infer_bound(InferContext& c) {
  c.need_rank(0, 2, "sorted_inputs");
  c.need_rank(1, 2, "values");
  if (c.shape(0)[0] != c.shape(1)[0])
    c.fail("Leading dim_size of both tensors must match, got ", c.shape(0), " and ", c.shape(1));
  if (c.shape(0)[1] >= INT32_MAX && c.attrs<OutType>().out_type == DType::Int32)
    c.fail("the result does not fit int32");
  c.out(out_type_of(c), c.shape(1));
}

void SearchSorted::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const Tensor sorted = Tensor::share(in[0]), values = Tensor::share(in[1]);
  if (sorted.rank() == 0 || values.rank() == 0)
    invalid("SearchSorted: both tensors must have a dimension, got shapes ", sorted.shape(),
            " and ", values.shape());
  auto rows = [](const Tensor& t) {
    const Shape& s = t.shape();
    return ops::reshape(t, {.shape = {s.product(0, s.rank() - 1), s.back()}});
  };
  const Tensor found = a.side == Side::Left
                           ? ops::lower_bound(rows(sorted), rows(values), {.out_type = a.out_type})
                           : ops::upper_bound(rows(sorted), rows(values), {.out_type = a.out_type});
  out.resize(1);
  out[0] = ops::reshape(found, {.shape = to_ints(values.shape())});
}

}  // namespace zeal::op
