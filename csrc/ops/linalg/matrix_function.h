// Exponentials, logarithms and square roots of matrices.
#pragma once
#include "ops/linalg/matrix_function.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

// Note [Derivatives of matrix functions]
// f([[A, E], [0, A]]) = [[f(A), D], [0, f(A)]], where D is f's derivative at A in the direction E.
// So the gradient is the upper right block for A^H and what flows back; and as that is made of f,
// it has derivatives of every order.
struct MatrixExponential {
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixExponential",
      .endpoints = "linalg.expm",
      .signature = "(input, name=None) -> Tensor",
      .doc =
          "The exponentials of square matrices, by Pade approximation and repeated squaring.\n\n"
          "Args:\n  input: [..., n, n].\n\nOf a matrix that is not finite, all is NaN.",
      .dtypes = kLapack,
      .infer = square_shape,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.expm",
      .samples = "f(3, 3)\nf(1, 1)\nf(2, 4, 4)\nf(3, 3) * 0\nf(3, 3) * 3\nf(0, 0)\nf(0, 2, 2)",
      .errors = "f(3)\nf(2, 3)\nf()",
      .tolerance = 512,
  };
};

struct MatrixLogarithm {
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixLogarithm",
      .endpoints = "linalg.logm",
      .signature = "(input, name=None) -> Tensor",
      .doc =
          "The principal logarithms of square matrices.\n\n"
          "Args:\n  input: [..., n, n], complex.\n\nOf a matrix that is singular or not finite, "
          "all "
          "is NaN.",
      .dtypes = kComplex,
      .infer = square_shape,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.logm",
      .samples = "m(3)\nh(3)\nm(1)\nm(2, 4)\nm(0)\nm(0, 2)\nf(3, 3)",
      .errors = "f(3)\nf(2, 3)\nf()",
      .tolerance = 1024,
  };
};

struct MatrixSquareRoot {
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixSquareRoot",
      .endpoints = "linalg.sqrtm matrix_square_root",
      .signature = "(input, name=None) -> Tensor",
      .doc =
          "The principal square roots of square matrices.\n\n"
          "Args:\n  input: [..., n, n].\n\nOf a real matrix without a real root, of one with no "
          "root "
          "and of one that is not finite, all is NaN.",
      .dtypes = kLapack,
      .infer = square_shape,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.sqrtm",
      .samples = "m(3)\nh(3)\nm(1)\nm(2, 4)\nm(0)\nm(0, 2)",
      .errors = "f(3)\nf(2, 3)\nf()",
      .tolerance = 1024,
  };
};

}  // namespace zeal::op
