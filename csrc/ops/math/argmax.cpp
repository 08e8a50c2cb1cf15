// The shape of ArgMax and ArgMin.
#include "ops/math/argmax.h"

namespace zeal::op {

void infer_arg(InferContext& c) {
  const auto& a = c.attrs<ArgAttrs>();
  const Shape& x = c.shape(0);
  constexpr DTypeSet allowed = dtype_set(DType::Int64, DType::Int32, DType::Int16, DType::UInt16);
  if (ZEAL_UNLIKELY(!allowed.contains(a.output_type)))
    c.fail("argument 'output_type' must be int64, int32, int16 or uint16, got ",
           name_of(a.output_type));
  const int axis = c.axis(a.axis.value_or(0), x.rank());
  Shape out = x;
  out.erase(axis);
  if (ZEAL_UNLIKELY(x[axis] == 0 && out.numel() != 0))
    c.fail("Reduction axis ", axis, " is empty in shape ", x);
  c.out(a.output_type, out);
}

}  // namespace zeal::op
