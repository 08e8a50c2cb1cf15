// The floating point numbers next to each other.
#pragma once
#include "ops/array/fill.decl.h"
#include "ops/math/neighbour.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct NextAfter {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    using U = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
    if (x != x || y != y) return x + y;
    if (x == y) return y;
    if (x == T(0)) {
      const T tiny = std::bit_cast<T>(U(1));
      return y > T(0) ? tiny : -tiny;
    }
    const U u = std::bit_cast<U>(x);
    return std::bit_cast<T>((x > T(0)) == (y > x) ? u + 1 : u - 1);
  }
  // In almost all places x2 only says which way to go.
  static void grad(GradContext& g) {
    g.dx(0, g.dy());
    if (g.needs(1)) g.dx(1, ops::zeros_like(g.dy()));
  }
  static constexpr OpDef def{
      .type = "NextAfter",
      .endpoints = "math.nextafter",
      .signature = "(x1, x2, name=None) -> Tensor",
      .doc = "Computes the number next to x1 in the direction of x2, element by element.",
      .dtypes = dtype_set(DType::Float32, DType::Float64),
      .infer = broadcast,
      .grad = grad,
      .numpy = "ref.nextafter",
      .tolerance = 0,
  };
};

}  // namespace zeal::op
