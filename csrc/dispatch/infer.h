// Shape rules that several ops share; an op's record names one, or its own function, as `infer`.
#pragma once
#include "dispatch/contexts.h"

namespace zeal {

// One output of input 0's shape, and of T or, for element-wise ops, of what scalar() makes of T.
ZEAL_API void same_shape(InferContext& c);
// The same with the inputs' broadcast shape.
ZEAL_API void broadcast(InferContext& c);

// The broadcast of two shapes by NumPy's rule, or an error of the op.
ZEAL_API Shape broadcast_shapes(const InferContext& c, const Shape& a, const Shape& b);
// The same without an op: false when they do not fit.
ZEAL_API bool broadcast_shapes(const Shape& a, const Shape& b, Shape& out);

}  // namespace zeal
