// Arithmetic operators on tensors for C++ code, gradients above all.
#pragma once
#include "ops/math/arith.decl.h"
#include "ops/math/divide.decl.h"

namespace zeal {

inline Tensor operator+(const Tensor& a, const Tensor& b) { return ops::add(a, b); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return ops::subtract(a, b); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return ops::multiply(a, b); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return ops::divide(a, b); }
inline Tensor operator-(const Tensor& a) { return ops::negative(a); }

// A scalar takes the tensor's dtype and device.
inline Tensor scalar_like(double v, const Tensor& t) {
  // A kernel of a GPU takes a number from the host (Note [Placement]).
  return Tensor::full({}, v, t.dtype(),
                      t.device().type == DeviceType::CUDA ? Device{} : t.device());
}
inline Tensor operator+(const Tensor& a, double b) { return a + scalar_like(b, a); }
inline Tensor operator-(const Tensor& a, double b) { return a - scalar_like(b, a); }
inline Tensor operator*(const Tensor& a, double b) { return a * scalar_like(b, a); }
inline Tensor operator/(const Tensor& a, double b) { return a / scalar_like(b, a); }
inline Tensor operator+(double a, const Tensor& b) { return scalar_like(a, b) + b; }
inline Tensor operator-(double a, const Tensor& b) { return scalar_like(a, b) - b; }
inline Tensor operator*(double a, const Tensor& b) { return scalar_like(a, b) * b; }
inline Tensor operator/(double a, const Tensor& b) { return scalar_like(a, b) / b; }

}  // namespace zeal
