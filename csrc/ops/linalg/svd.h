// The singular value decomposition and what is made of it.
#pragma once
#include "ops/linalg/square.h"
#include "ops/linalg/svd.decl.h"

namespace zeal::op {

struct Svd {
  struct Attrs {
    bool compute_uv = true, full_matrices = false;
  };
  ZEAL_ATTRS(Attrs, compute_uv, full_matrices);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Svd",
      .endpoints = "",  // tf.linalg.svd has one result or three: zeal/_svd.py
      .signature =
          "(input, compute_uv=True, full_matrices=False, name=None)"
          " -> (s: Tensor, u: Tensor, v: Tensor)",
      .doc =
          "Singular value decompositions: input = u diag(s) v^H.\n\n"
          "Args:\n  input: [..., m, n].\n  compute_uv: without, u and v are empty.\n"
          "  full_matrices: make u and v square; else they have min(m, n) columns.\n\n"
          "Of matrices that are not finite, all is NaN. Of complex matrices, u and v are "
          "determined up to phases.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "ref.svd",
      .samples =
          "m(3)\nf(4, 3)\nf(3, 4)\nm(2, 3)\nf(3, 2), full_matrices=True\nf(2, 3), True, True\n"
          "f(4, 3), compute_uv=False\nf(2, 3, 4), False\nm(1)\nf(0, 3)\nf(3, 0), True, True\n"
          "f(2, 0, 3)\nf(0, 2, 3)\nf(17, 30)",
      .errors = "f(3)\nf()",
      .tolerance = 512,
  };
};

struct PseudoInverse {
  struct Attrs {
    bool validate_args = false;
  };
  ZEAL_ATTRS(Attrs, validate_args);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "PseudoInverse",
      .endpoints = "linalg.pinv",
      .signature = "(a, rcond: T?=None, validate_args=False, name=None) -> Tensor",
      .doc =
          "The Moore-Penrose pseudo-inverses of matrices.\n\n"
          "Args:\n  a: [..., m, n].\n  rcond: singular values up to rcond times the largest count "
          "as zero; 10 max(m, n) epsilon by default. A scalar, or one for each matrix.\n"
          "  validate_args: accepted; arguments are always checked.\n\n"
          "Returns:\n  [..., n, m].",
      .dtypes = dtype_set(DType::Float32, DType::Float64),
      .numpy = "ref.pinv",
      .samples =
          "m(3)\nf(4, 3)\nf(2, 3)\nm(2, 3)\nf(4, 3), f() * 0 + 0.2\nf(2, 3, 2), f(2) * 0\nf(0, 3)",
      .errors = "f(3)\nf()",
      .tolerance = 4096,
  };
};

struct MatrixRank {
  using Attrs = PseudoInverse::Attrs;
  ZEAL_ATTRS(Attrs, validate_args);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MatrixRank",
      .endpoints = "linalg.matrix_rank",
      .signature = "(a, tol: T?=None, validate_args=False, name=None) -> Tensor",
      .doc =
          "The ranks of matrices: how many singular values are above `tol`.\n\n"
          "Args:\n  a: [..., m, n].\n  tol: max(m, n) epsilon times the largest singular value by "
          "default.\n  validate_args: accepted; arguments are always checked.\n\n"
          "Returns:\n  [...] of int32.",
      .dtypes = dtype_set(DType::Float32, DType::Float64),
      .numpy =
          "lambda a, tol=None: np.asarray(np.linalg.matrix_rank(a) if tol is None else "
          "(np.linalg.svd(a, compute_uv=False) > tol).sum(-1)).astype('i')",
      .samples = "m(3)\nf(4, 2)\nf(3, 4) * 0 + 1\nf(2, 3, 3) * 0\nm(3), f() * 0 + 5",
      .errors = "f(3)\nf()",
  };
};

}  // namespace zeal::op
