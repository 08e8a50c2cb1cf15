// The larger or smaller of two, clipping, absolute value and sign.
#pragma once
#include "ops/math/cast.h"
#include "ops/math/complex.decl.h"
#include "ops/math/divide.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/record.h"

namespace zeal::op {

// What Maximum, Minimum and ClipByValue let through of what flows back.
struct KeepGreaterEqual {
  struct Attrs {
    bool invert = false;
  };
  ZEAL_ATTRS(Attrs, invert);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T x, T y, const Attrs& a) {
    return (x >= y) != a.invert ? dy : T(0);
  }
  static void grad(GradContext& g) {
    g.dx(0, ops::keep_greater_equal(g.dy(), g.x(1), g.x(2), g.attrs<Attrs>()));
    for (int i : {1, 2})
      if (g.needs(i)) g.dx(i, Tensor::full(g.x_shape(i), 0, g.x_dtype(i), g.dy().device()));
  }
  static constexpr OpDef def{
      .type = "KeepGreaterEqual",
      .endpoints = "",
      .signature = "(dy, x, y, invert=False) -> Tensor",
      .doc = "Computes dy where x >= y (where not, with `invert`) and 0 elsewhere.",
      .dtypes = kReal,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::input(1) | Reads::input(2),
      .numpy = "lambda dy, x, y, invert=False: np.where((x >= y) != invert, dy, 0)",
  };
};

struct Maximum {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::maximum(x, y);
  }
  // A tie goes to x.
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, ops::keep_greater_equal(g.dy(), g.x(0), g.x(1)));
    if (g.needs(1)) g.dx(1, ops::keep_greater_equal(g.dy(), g.x(0), g.x(1), {.invert = true}));
  }
  static constexpr OpDef def{
      .type = "Maximum",
      .endpoints = "math.maximum maximum",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes the larger of x and y, element by element; NaN if one of them is.\n\nOf two "
          "equals, the gradient goes to x.",
      .dtypes = kReal,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "maximum",
  };
};

struct Minimum {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::minimum(x, y);
  }
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, ops::keep_greater_equal(g.dy(), g.x(1), g.x(0)));
    if (g.needs(1)) g.dx(1, ops::keep_greater_equal(g.dy(), g.x(1), g.x(0), {.invert = true}));
  }
  static constexpr OpDef def{
      .type = "Minimum",
      .endpoints = "math.minimum minimum",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes the smaller of x and y, element by element; NaN if one of them is.\n\nOf two "
          "equals, the gradient goes to x.",
      .dtypes = kReal,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "minimum",
  };
};

struct ClipByValue {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T t, T lo, T hi) {
    return m::maximum(m::minimum(t, hi), lo);
  }
  // One pair of bounds for all: if they are numbers, a comparison each keeps the NaN of t.
  template <std::floating_point T, class Run>
  static ZEAL_INLINE void with_rest(T lo, T hi, Run run) {
    if (lo == lo && hi == hi)
      run([lo, hi](T t) ZEAL_INLINE_LAMBDA {
        const T below = hi < t ? hi : t;
        return lo > below ? lo : below;
      });
    else
      run([lo, hi](T t) ZEAL_INLINE_LAMBDA { return scalar(t, lo, hi); });
  }
  static void infer(InferContext& c) {
    Shape all = broadcast_shapes(c, broadcast_shapes(c, c.shape(0), c.shape(1)), c.shape(2));
    if (all != c.shape(0))
      c.fail("the bounds' shapes ", c.shape(1), " and ", c.shape(2),
             " must broadcast to that of argument 't', ", c.shape(0));
    c.out_like(0);
  }
  // At a bound the gradient is t's. Where the bounds cross, the lower one wins.
  static void grad(GradContext& g) {
    Tensor t = g.x(0), lo = g.x(1), hi = g.x(2), dy = g.dy();
    if (g.needs(0)) g.dx(0, ops::keep_greater_equal(ops::keep_greater_equal(dy, t, lo), hi, t));
    if (g.needs(1)) g.dx(1, ops::keep_greater_equal(dy, ops::minimum(t, hi), lo, {.invert = true}));
    if (g.needs(2))
      g.dx(2,
           ops::keep_greater_equal(ops::keep_greater_equal(dy, hi, t, {.invert = true}), hi, lo));
  }
  static constexpr OpDef def{
      .type = "ClipByValue",
      .endpoints = "clip_by_value",
      .signature = "(t, clip_value_min, clip_value_max, name=None) -> Tensor",
      .doc =
          "Computes t with what is below clip_value_min or above clip_value_max set to that "
          "bound.\n\n"
          "Args:\n  t: a tensor.\n  clip_value_min: of a shape that broadcasts to t's.\n"
          "  clip_value_max: of a shape that broadcasts to t's.",
      .dtypes = kReal,
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda t, clip_value_min, clip_value_max: "
          "np.maximum(np.minimum(t, clip_value_max), clip_value_min)",
      .samples = "f(2, 3), 0, 1",
      .errors = "f(3), f(2, 3), f(3)\nf(2, 3), f(4), f()",
  };
};

struct Abs {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE auto scalar(T x) {
    return m::abs(x);
  }
  static void grad(GradContext& g) {
    Tensor dy = g.dy();
    if (is_complex(g.x_dtype())) dy = ops::complex(dy, scalar_like(0, dy));
    g.dx(0, dy * ops::sign(g.x()));
  }
  static constexpr OpDef def{
      .type = "Abs",
      .endpoints = "math.abs abs",
      .raw = "ComplexAbs(Tout: -)",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the absolute value, element by element; real where x is complex.",
      .dtypes = kNumeric,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "abs",
  };
};

struct Sign {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    if constexpr (is_complex_type<T>)
      return x == T(0) ? T(0) : x / m::abs(x);
    else
      return m::sign(x);
  }
  // y = x / |x| turns with x where it is complex: (dy - y Re(conj(y) dy)) / |x|
  static void grad(GradContext& g) {
    const Tensor dy = g.dy();
    if (!is_complex(g.x_dtype()))
      return g.dx(0, Tensor::full(g.x_shape(), 0, g.x_dtype(), dy.device()));
    const Tensor x = g.x(), y = ops::sign(x);
    auto complex = [&](const Tensor& real) { return ops::cast(real, {.dtype = x.dtype()}); };
    const Tensor along = complex(ops::real(ops::conj(y) * dy));
    g.dx(0, ops::divide_no_nan(dy - y * along, complex(ops::abs(x))));
  }
  static constexpr OpDef def{
      .type = "Sign",
      .endpoints = "math.sign sign",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes -1, 0 or 1 by the sign of x, element by element; x / |x| where it is complex.",
      .dtypes = kNumeric,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "sign",
  };
};

}  // namespace zeal::op
