// Complex numbers: their parts, and making them of these.
#pragma once
#include "ops/math/complex.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Real {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE auto scalar(T x) {
    return m::real(x);
  }
  static void grad(GradContext& g) {
    Tensor dy = g.dy();
    g.dx(0, is_complex(g.x_dtype()) ? ops::complex(dy, scalar_like(0, dy)) : dy);
  }
  static constexpr OpDef def{
      .type = "Real",
      .endpoints = "math.real",
      .raw = "Real(Tout: -)",
      .signature = "(input, name=None) -> Tensor",
      .doc = "Computes the real part, element by element; real tensors are their own.",
      .dtypes = kNumeric,
      .infer = same_shape,
      .linear_in = 0b1,
      .grad = grad,
      .numpy = "lambda input: np.real(input)",
  };
};

struct Imag {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE auto scalar(T x) {
    return m::imag(x);
  }
  static void grad(GradContext& g) {
    Tensor dy = g.dy();
    if (is_complex(g.x_dtype())) g.dx(0, ops::complex(scalar_like(0, dy), dy));
  }
  static constexpr OpDef def{
      .type = "Imag",
      .endpoints = "math.imag",
      .raw = "Imag(Tout: -)",
      .signature = "(input, name=None) -> Tensor",
      .doc = "Computes the imaginary part, element by element; zeros for a real tensor.",
      .dtypes = kNumeric,
      .infer = same_shape,
      .linear_in = 0b1,
      .grad = grad,
      .numpy = "lambda input: np.imag(input)",
  };
};

struct Conj {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::conj(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.conj(g.dy())); }
  static constexpr OpDef def{
      .type = "Conj",
      .endpoints = "math.conj",
      .raw = "Conj(input: x)",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the complex conjugate, element by element; real tensors are their own.",
      .dtypes = kNumeric,
      .infer = same_shape,
      .linear_in = 0b1,
      .grad = grad,
      .numpy = "conj",
  };
};

struct Angle {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE auto scalar(T x) {
    if constexpr (is_complex_type<T>)
      return m::atan2(x.imag(), x.real());
    else
      return x < T(0) ? T(3.14159265358979323846) : T(0);
  }
  static void grad(GradContext& g) {
    if (!is_complex(g.x_dtype())) return;
    Tensor x = g.x(), dy = g.dy();
    Tensor z = ops::complex(ops::imag(x), ops::real(x));
    g.dx(0, -(ops::complex(dy, scalar_like(0, dy)) / z));
  }
  static constexpr OpDef def{
      .type = "Angle",
      .endpoints = "math.angle",
      .raw = "Angle(Tout: -)",
      .signature = "(input, name=None) -> Tensor",
      .doc = "Computes the argument in radians, element by element; 0 or pi for real numbers.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda input: np.angle(input)",
  };
};

struct Complex {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE std::complex<T> scalar(T real, T imag) {
    return {real, imag};
  }
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, ops::real(g.dy()));
    if (g.needs(1)) g.dx(1, ops::imag(g.dy()));
  }
  static constexpr OpDef def{
      .type = "Complex",
      .endpoints = "complex dtypes.complex",
      .raw = "Complex(Tout: -)",
      .signature = "(real, imag, name=None) -> Tensor",
      .doc = "Computes the complex numbers real + i imag, element by element, with broadcasting.",
      .dtypes = dtype_set(DType::Float32, DType::Float64),
      .infer = broadcast,
      .grad = grad,
      .numpy = "lambda real, imag: real + 1j * imag",
  };
};

}  // namespace zeal::op
