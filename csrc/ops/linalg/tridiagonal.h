// Solving with tridiagonal matrices, and multiplying by them.
#pragma once
#include "ops/linalg/square.h"
#include "ops/linalg/tridiagonal.decl.h"

namespace zeal::op {

struct TridiagonalSolve {
  struct Attrs {
    bool partial_pivoting = true, perturb_singular = false;
  };
  ZEAL_ATTRS(Attrs, partial_pivoting, perturb_singular);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "TridiagonalSolve",
      .endpoints = "",  // tf.linalg.tridiagonal_solve takes other forms, too: zeal/_tridiagonal.py
      .signature =
          "(diagonals, rhs, partial_pivoting=True, perturb_singular=False, name=None) -> Tensor",
      .doc =
          "Solves A X = rhs for tridiagonal matrices A.\n\n"
          "Args:\n  diagonals: [..., 3, m]: above the main diagonal, the main diagonal and below "
          "it; the last element of the first and the first of the last are not read.\n"
          "  rhs: [..., m, k].\n  partial_pivoting: swap rows where that is more accurate.\n"
          "  perturb_singular: raise tiny pivots, so that singular systems have a solution, "
          "too.\n\n"
          "Of a singular matrix, the solution is NaN.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::Outputs,
      .numpy = "ref.tridiagonal_solve",
      .samples =
          "f(3, 4) + np.array([[0], [5], [0]]).astype(dtype), f(4, 2)\n"
          "f(3, 1) + 5, f(1, 2)\nf(2, 3, 5), f(2, 5, 1)\nf(3, 0), f(0, 2)\n"
          "f(3, 4) + np.array([[0], [5], [0]]).astype(dtype), f(4, 1), partial_pivoting=False\n"
          "f(3, 4), f(4, 1), True, True\nf(0, 3, 2), f(0, 2, 1)",
      .errors =
          "f(2, 4), f(4, 2)\nf(3, 4), f(3, 2)\nf(3), f(3, 1)\nf(2, 3, 4), f(4, 1)\n"
          "f(3, 4), f(4, 1), False, True",
      .tolerance = 2048,
  };
};

struct TridiagonalMatMul {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "TridiagonalMatMul",
      .endpoints = "",  // tf.linalg.tridiagonal_matmul: zeal/_tridiagonal.py
      .signature = "(superdiag, maindiag, subdiag, rhs, name=None) -> Tensor",
      .doc =
          "Multiplies tridiagonal matrices by matrices.\n\n"
          "Args:\n  superdiag, maindiag, subdiag: [..., 1, m]; the last element of superdiag and "
          "the first of subdiag are not read.\n  rhs: [..., m, n].",
      .dtypes = kLapack,
      .numpy = "ref.tridiagonal_matmul",
      .samples =
          "f(1, 3), f(1, 3), f(1, 3), f(3, 2)\nf(2, 1, 4), f(2, 1, 4), f(2, 1, 4), f(2, 4, 1)",
      .errors =
          "f(3), f(3), f(3), f(3, 1)\nf(1, 3), f(1, 2), f(1, 3), f(3, 1)\n"
          "f(1, 3), f(1, 3), f(1, 3), f(2, 1)",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
