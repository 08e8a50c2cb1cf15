// Quotients f(x) / x in derivatives, which have a limit at 0.
#pragma once
#include "ops/array/select.decl.h"
#include "ops/math/compare.decl.h"
#include "ops/operators.h"

namespace zeal::op::bessel {

// d where x is 0, else y.
inline Tensor at_zero(const Tensor& x, double d, const Tensor& y) {
  return ops::select(ops::equal(x, scalar_like(0., x)), scalar_like(d, x), y);
}
// y / x, or y where x is 0.
inline Tensor over(const Tensor& y, const Tensor& x) { return y / at_zero(x, 1., x); }

}  // namespace zeal::op::bessel
