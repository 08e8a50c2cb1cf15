// Determinants and their logarithms.
#pragma once
#include "ops/linalg/determinant.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

struct MatrixDeterminant {
  static void infer(InferContext& c) {
    need_square(c);
    c.out(c.dtype(), batch_of(c.shape()));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixDeterminant",
      .endpoints = "linalg.det",
      .signature = "(input, name=None) -> Tensor",
      .doc =
          "The determinants of square matrices.\n\n"
          "The derivative is the matrix of cofactors, which singular matrices have, too.\n\n"
          "Args:\n  input: [..., n, n].\n\nReturns:\n  [...]; 1 for n = 0.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda input: np.linalg.det(input)",
      .samples = "m(3)\nm(1)\nf(2, 2)\nm(2, 4)\nm(0)\nm(2, 0)\nm(0, 2)\nh(9)",
      .errors = "f(3)\nf(2, 3)\nf()",
      .tolerance = 128,
  };
};

// Note [Cofactors]
// With A = U S V^H, the cofactors are det(U) det(V^H) conj(U C V^H), where C is diagonal: each
// element is the product of the other singular values. This holds for singular matrices, too. The
// cofactors' derivative is stated in the same way, through the products of all singular values but
// two.
struct MatrixCofactor {
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixCofactor",
      .endpoints = "",
      .signature = "(input, name=None) -> Tensor",
      .doc =
          "The conjugates of the cofactors of square matrices: the gradient of the determinant. "
          "Of singular complex matrices, it has no second derivative.",
      .dtypes = kLapack,
      .infer = square_shape,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.cofactors",
      .samples = "m(3)\nf(1, 1)\nf(2, 2)\nm(2, 4)\nm(0)\nm(0, 2)\nf(3, 2) @ f(2, 3)",
      .errors = "f(3)\nf(2, 3)",
      .tolerance = 512,
  };
};

struct LogMatrixDeterminant {
  static void infer(InferContext& c) {
    need_square(c);
    for (int i = 0; i < 2; ++i) c.out(c.dtype(), batch_of(c.shape()));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "LogMatrixDeterminant",
      .endpoints = "linalg.slogdet",
      .signature = "(input, name=None) -> (sign: Tensor, log_abs_determinant: Tensor)",
      .doc =
          "The signs of determinants and the logarithms of their absolute values.\n\n"
          "Args:\n  input: [..., n, n].\n\nReturns:\n  Twice [...]; for a singular matrix 0 and "
          "-inf.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs | Reads{0, 1},
      .numpy = "lambda input: tuple(np.linalg.slogdet(input))",
      .samples = "m(3)\nm(1)\nm(2, 4)\nm(0)\nm(2, 0)\nm(0, 2)\nm(20)",
      .errors = "f(3)\nf(2, 3)\nf()",
      .tolerance = 128,
  };
};

struct LogDet {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "LogDet",
      .endpoints = "linalg.logdet",
      .signature = "(matrix, name=None) -> Tensor",
      .doc =
          "The logarithms of the determinants of positive definite matrices.\n\n"
          "The gradient is that of symmetric changes.\n\n"
          "Args:\n  matrix: [..., n, n], symmetric or Hermitian.\n\nReturns:\n  [...], real; NaN "
          "for what is not positive definite.",
      .dtypes = kLapack,
      .numpy = "lambda matrix: np.linalg.slogdet(matrix)[1]",
      .samples = "h(3)\nh(2, 2)\nh(0)\nh(0, 2)",
      .errors = "f(3)\nf(2, 3)",
      .tolerance = 128,
  };
};

}  // namespace zeal::op
