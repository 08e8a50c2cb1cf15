// The shape of ArgMax and ArgMin.
#include "ops/math/argmax.h"

namespace zeal::op {

void infer_arg(InferContext& c) {
  const auto& a = c.attrs<ArgAttrs>();
  const Shape& x = c.shape(0);
  if (ZEAL_UNLIKELY(!kPlaces.contains(a.output_type)))
    c.fail("argument 'output_type' must be int64, int32, int16 or uint16, got ",
           name_of(a.output_type));
  const int axis = c.axis(a.axis.value_or(0), x.rank());
  Shape out = x;
  out.erase(axis);
  if (ZEAL_UNLIKELY(x[axis] == 0 && out.numel() != 0))
    c.fail("Reduction axis ", axis, " is empty in shape ", x);
  const int64_t most = a.output_type == DType::Int16    ? INT16_MAX
                       : a.output_type == DType::UInt16 ? UINT16_MAX
                                                        : INT32_MAX;
  if (ZEAL_UNLIKELY(a.output_type != DType::Int64 && x[axis] - 1 > most))
    c.fail("axis ", axis, " of shape ", x, " has indices that ", name_of(a.output_type),
           " does not hold");
  c.out(a.output_type, out);
}

}  // namespace zeal::op
