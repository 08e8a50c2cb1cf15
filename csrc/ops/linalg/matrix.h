// What is made of matrix products, transposes and slices.
#pragma once
#include "ops/linalg/matrix.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct MatVec {
  struct Attrs {
    bool transpose_a = false, adjoint_a = false;
    bool a_is_sparse = false, b_is_sparse = false;
  };
  ZEAL_ATTRS(Attrs, transpose_a, adjoint_a, a_is_sparse, b_is_sparse);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MatVec",
      .endpoints = "linalg.matvec",
      .signature =
          "(a, b, transpose_a=False, adjoint_a=False, a_is_sparse=False, "
          "b_is_sparse=False, name=None) -> Tensor",
      .doc =
          "Multiplies the matrices in the last two axes of a by the vectors in b's last axis.\n\n"
          "Args:\n"
          "  a: [..., m, k].\n"
          "  b: [..., k].\n"
          "  transpose_a, adjoint_a: take the transposed or the conjugate transposed of a.\n"
          "  a_is_sparse, b_is_sparse: accepted, without effect.\n\n"
          "Returns:\n"
          "  [..., m].",
      .dtypes = kFloating | kComplex | kIndex,
      .numpy =
          "lambda a, b, transpose_a=False, adjoint_a=False: np.matmul("
          "a.swapaxes(-1, -2).conj() if adjoint_a else a.swapaxes(-1, -2) if transpose_a "
          "else a, b[..., None])[..., 0]",
      .samples =
          "f(2, 3), f(3)\nf(3, 2), f(3), transpose_a=True\nf(3, 2), f(3), adjoint_a=True\n"
          "f(4, 2, 3), f(3)\nf(2, 3), f(4, 3)\nf(40, 70), f(70)",
      .errors = "f(2, 3), f(2)\nf(3), f(3)\nf(2, 3), f()",
      .tolerance = 64,
  };
};

struct MatrixTranspose {
  struct Attrs {
    bool conjugate = false;
  };
  ZEAL_ATTRS(Attrs, conjugate);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MatrixTranspose",
      .endpoints = "linalg.matrix_transpose",
      .signature = "(a, name=None, conjugate=False) -> Tensor",
      .doc =
          "Swaps the last two axes.\n\n"
          "Args:\n  conjugate: take the complex conjugate, too.",
      .dtypes = kAny,
      .numpy = "lambda a, conjugate=False: np.swapaxes(np.conj(a) if conjugate else a, -1, -2)",
      .samples = "f(2, 3)\nf(4, 2, 3)\nf(1, 1)\nf(0, 2)",
      .errors = "f(3)\nf()",
      .tolerance = 0,
  };
};

struct Adjoint {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Adjoint",
      .endpoints = "linalg.adjoint",
      .signature = "(matrix, name=None) -> Tensor",
      .doc = "Swaps the last two axes and takes the complex conjugate.",
      .dtypes = kAny,
      .numpy = "lambda matrix: np.conj(np.swapaxes(matrix, -1, -2))",
      .samples = "f(2, 3)\nf(4, 2, 3)",
      .errors = "f(3)\nf()",
      .tolerance = 0,
  };
};

struct Trace {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Trace",
      .endpoints = "linalg.trace",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Sums the diagonals of the matrices in the last two axes.\n\n"
          "Args:\n  x: [..., m, n].\n\n"
          "Returns:\n  [...]",
      .dtypes = kNumeric,
      .numpy = "lambda x: np.trace(x, axis1=-2, axis2=-1)",
      .samples = "f(3, 3)\nf(2, 4)\nf(4, 2)\nf(5, 3, 2)\nf(1, 1)\nf(0, 3)\nf(2, 0, 0)",
      .errors = "f(3)\nf()",
  };
};

struct Cross {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Cross",
      .endpoints = "linalg.cross",
      .signature = "(a, b, name=None) -> Tensor",
      .doc =
          "Computes the cross products of the vectors of three in the last axis.\n\n"
          "Args:\n  a, b: [..., 3], of one shape.",
      .dtypes = kNumeric,
      .numpy = "cross",
      .samples = "f(3), f(3)\nf(4, 3), f(4, 3)\nf(0, 3), f(0, 3)",
      .errors = "f(2), f(2)\nf(3), f(2, 3)\nf(), f()",
  };
};

}  // namespace zeal::op
