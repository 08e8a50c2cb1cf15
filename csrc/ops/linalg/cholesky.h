// The Cholesky decomposition, and solving with it.
#pragma once
#include "ops/linalg/cholesky.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

struct Cholesky {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Cholesky",
      .endpoints = "linalg.cholesky",
      .signature = "(input, name=None) -> Tensor",
      .doc =
          "The lower triangular L with L L^H = input, for positive definite matrices.\n\n"
          "Only the lower triangle of the input is read. Where a matrix is not positive definite, "
          "the lower triangle of its L is NaN, as in TensorFlow, and the others of the batch are "
          "right. The gradient is that of symmetric changes.\n\n"
          "Args:\n  input: [..., n, n], symmetric or Hermitian.",
      .dtypes = kLapack,
      .infer = square_shape,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda input: np.linalg.cholesky(input)",
      .samples = "h(3)\nh(1)\nh(2, 4)\nh(0)\nh(0, 2)\nh(2, 0)\nh(2, 1, 3)\nh(40)",
      .errors = "f(3)\nf(2, 3)\nf()",
      .tolerance = 64,
  };
};

struct CholeskySolve {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "CholeskySolve",
      .endpoints = "linalg.cholesky_solve",
      .signature = "(chol, rhs, name=None) -> Tensor",
      .doc =
          "Solves A X = rhs, given the Cholesky decomposition `chol` of A.\n\n"
          "Args:\n  chol: [..., m, m], lower triangular.\n  rhs: [..., m, k].",
      .dtypes = kLapack,
      .numpy = "ref.cholesky_solve",
      .samples = "h(3), f(3, 2)\nh(2, 3), f(2, 3, 1)\nh(0), f(0, 2)\nh(2, 3), f(3, 2)",
      .errors = "h(3), f(3)\nh(3), f(2, 1)\nf(2, 3), f(3, 1)",
      .tolerance = 512,
  };
};

}  // namespace zeal::op
