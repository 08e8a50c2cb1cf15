// Inverses of matrices, and solving with them.
#pragma once
#include "ops/linalg/solve.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

struct MatrixInverse {
  struct Attrs {
    bool adjoint = false;
  };
  ZEAL_ATTRS(Attrs, adjoint);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixInverse",
      .endpoints = "linalg.inv",
      .signature = "(input, adjoint=False, name=None) -> Tensor",
      .doc =
          "The inverses of square matrices.\n\n"
          "Args:\n  input: [..., n, n].\n  adjoint: give the conjugate transposed of the inverse."
          "\n\nRaises:\n  InvalidArgumentError: a matrix is singular or has NaN.",
      .dtypes = kLapack,
      .infer = square_shape,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy =
          "lambda input, adjoint=False: np.linalg.inv("
          "np.conj(np.swapaxes(input, -1, -2)) if adjoint else input)",
      .samples = "m(3)\nm(1)\nm(2, 4)\nm(2, 3), adjoint=True\nm(0)\nm(0, 2)\nm(2, 0)\nm(33)",
      .errors = "f(3)\nf(2, 3)\nf(2, 2) * 0\nf(2, 2) * np.float32('nan')",
      .tolerance = 256,
  };
};

struct MatrixSolve {
  using Attrs = MatrixInverse::Attrs;
  ZEAL_ATTRS(Attrs, adjoint);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixSolve",
      .endpoints = "linalg.solve",
      .signature = "(matrix, rhs, adjoint=False, name=None) -> Tensor",
      .doc =
          "Solves matrix X = rhs.\n\n"
          "Args:\n  matrix: [..., m, m].\n  rhs: [..., m, k], of the same batch dimensions.\n"
          "  adjoint: solve with the matrix's conjugate transposed.\n\n"
          "Raises:\n  InvalidArgumentError: a matrix is singular or has NaN.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::Outputs,
      .numpy =
          "lambda matrix, rhs, adjoint=False: np.linalg.solve("
          "np.conj(np.swapaxes(matrix, -1, -2)) if adjoint else matrix, rhs)",
      .samples =
          "m(3), f(3, 2)\nm(1), f(1, 1)\nm(2, 4), f(2, 4, 1)\nm(2, 4), f(2, 4, 5)\n"
          "m(3), f(3, 2), adjoint=True\nm(2, 3), f(2, 3, 1), True\nm(0), f(0, 2)\nm(3), f(3, 0)\n"
          "m(0, 2), f(0, 2, 1)\nm(33), f(33, 20)",
      .errors =
          "m(2), f(2)\nm(2), f(3, 1)\nf(2, 3), f(3, 1)\nm(2, 2), f(2, 1)\n"
          "m(2, 2), f(3, 2, 1)\nf(2, 2) * 0, f(2, 1)",
      .tolerance = 256,
  };
};

}  // namespace zeal::op
