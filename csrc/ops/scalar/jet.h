// Numbers with two derivatives: one algorithm gives a function's value and how it changes.
#pragma once
#include "core/macros.h"

namespace zeal::m::detail {

// v, dv/da and d2v/da2, for whatever a is the variable.
struct Jet {
  double v, d, dd;
};
static inline HOST_DEVICE Jet operator+(Jet x, Jet y) {
  return {x.v + y.v, x.d + y.d, x.dd + y.dd};
}
static inline HOST_DEVICE Jet operator*(Jet x, Jet y) {
  return {x.v * y.v, x.d * y.v + x.v * y.d, x.dd * y.v + 2. * x.d * y.d + x.v * y.dd};
}
static inline HOST_DEVICE Jet operator/(Jet x, Jet y) {
  const double q = x.v / y.v, d = (x.d - q * y.d) / y.v;
  return {q, d, (x.dd - 2. * d * y.d - q * y.dd) / y.v};
}

}  // namespace zeal::m::detail
