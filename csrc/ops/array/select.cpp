// The composite of this topic, and the rule of the op whose shape depends on values.
#include "ops/array/select.h"
#include "ops/array/gather.decl.h"
#include "ops/array/reshape.decl.h"

namespace zeal::op {

void Where::infer(InferContext& c) {
  const Tensor x = host_values(c, 0, "condition");
  int64_t count = 0;
  switch_dtype(x.dtype(), [&]<class T>() {
    const T* v = x.data<T>();
    for (int64_t i = 0; i < x.numel(); ++i) count += convert<bool>(v[i]);
  });
  c.out(DType::Int64, {count, x.rank()});
}

void BooleanMask::body(Inputs in, const void* attrs, Outputs& out) {
  const Tensor x = Tensor::share(in[0]), mask = Tensor::share(in[1]);
  const Shape &s = x.shape(), &m = mask.shape();
  if (mask.dtype() != DType::Bool)
    invalid("BooleanMask: argument 'mask' must be bool, got ", name_of(mask.dtype()));
  if (m.rank() == 0) fail(Code::Value, "BooleanMask: mask cannot be scalar.");
  const int64_t given = static_cast<const Attrs*>(attrs)->axis.value_or(0);
  if (given < -s.rank() || given >= s.rank())
    invalid("BooleanMask: argument 'axis' must be in [", -s.rank(), ", ", s.rank(), "), got ",
            given);
  const int axis = front_axis(given, s.rank());
  bool fits = axis + m.rank() <= s.rank();
  for (int i = 0; fits && i < m.rank(); ++i) fits = s[axis + i] == m[i];
  if (!fits)
    invalid("BooleanMask: mask of shape ", m, " does not fit tensor of shape ", s, " at axis ",
            axis);
  Shape flat;
  for (int i = 0; i < axis; ++i) flat.push_back(s[i]);
  flat.push_back(mask.numel());
  for (int i = axis + m.rank(); i < s.rank(); ++i) flat.push_back(s[i]);
  Tensor rows = ops::where_indices(ops::reshape(mask, {.shape = {mask.numel()}}));
  rows = ops::reshape(rows, {.shape = {rows.numel()}});
  out.resize(1);
  out[0] = ops::gather(ops::reshape(x, {.shape = to_ints(flat)}), rows, {.axis = axis});
}

}  // namespace zeal::op
