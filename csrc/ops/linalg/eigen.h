// Eigenvalues and eigenvectors.
#pragma once
#include "ops/linalg/eigen.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

struct SelfAdjointEigV2 {
  struct Attrs {
    bool compute_v = true;
  };
  ZEAL_ATTRS(Attrs, compute_v);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "SelfAdjointEigV2",
      .endpoints = "",  // linalg.eigh and linalg.eigvalsh
      .signature = "(input, compute_v=True, name=None) -> (e: Tensor, v: Tensor)",
      .doc =
          "Eigenvalues, ascending, and eigenvectors of symmetric or Hermitian matrices.\n\n"
          "Only the lower triangle is read. Without compute_v, v is empty. Of matrices that are "
          "not finite, all is NaN. Of complex matrices, vectors are determined up to phases.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "ref.eigh",
      .samples = "h(3)\nh(1)\nh(2, 4)\nh(2, 3), compute_v=False\nh(0)\nh(2, 0)\nh(0, 2)\nh(20)",
      .errors = "f(3)\nf(2, 3)\nf()",
      .tolerance = 512,
  };
};

struct Eigh {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Eigh",
      .endpoints = "linalg.eigh",
      .signature = "(tensor, name=None) -> (Tensor, Tensor)",
      .doc =
          "The eigenvalues, ascending, and the eigenvectors of symmetric or Hermitian matrices.\n\n"
          "Args:\n  tensor: [..., n, n]; only the lower triangle is read.\n\n"
          "Returns:\n  [..., n], of the input's dtype, and [..., n, n]: column i belongs to "
          "eigenvalue i. Of complex matrices, vectors are determined up to phases.",
      .dtypes = kLapack,
      .numpy = "ref.eigh",
      .samples = "h(3)\nh(2, 4)",
      .errors = "f(3)\nf(2, 3)",
      .tolerance = 512,
  };
};

struct Eigvalsh {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Eigvalsh",
      .endpoints = "linalg.eigvalsh",
      .signature = "(tensor, name=None) -> Tensor",
      .doc =
          "The eigenvalues, ascending, of symmetric or Hermitian matrices.\n\n"
          "Args:\n  tensor: [..., n, n]; only the lower triangle is read.",
      .dtypes = kLapack,
      .numpy = "lambda tensor: np.linalg.eigvalsh(tensor)",
      .samples = "h(3)\nh(2, 4)",
      .errors = "f(3)\nf(2, 3)",
      .tolerance = 256,
  };
};

struct Eig {
  struct Attrs {
    std::optional<DType> Tout{};
    bool compute_v = true;
  };
  ZEAL_ATTRS(Attrs, Tout, compute_v);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Eig",
      .endpoints = "",  // linalg.eig and linalg.eigvals
      .signature = "(input, Tout=None, compute_v=True, name=None) -> (e: Tensor, v: Tensor)",
      .doc =
          "Eigenvalues, in no order, and eigenvectors of length one of square matrices; "
          "complex.\n\n"
          "Args:\n  Tout: the results' dtype, which the input's determines.\n"
          "  compute_v: without, v is empty.\n\n"
          "Vectors are determined up to phases.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Both,
      .samples = "m(3)\nm(1)\nm(2, 4)\nm(2, 3), compute_v=False\nm(0)\nm(2, 0)\nm(0, 2)",
      .errors = "f(3)\nf(2, 3)\nf()\nm(2), np.complex128",
  };
};

struct EigVectors {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "EigVectors",
      .endpoints = "linalg.eig eig",
      .signature = "(tensor, name=None) -> (Tensor, Tensor)",
      .doc =
          "The eigenvalues, in no order, and the eigenvectors of square matrices; complex.\n\n"
          "Args:\n  tensor: [..., n, n].\n\n"
          "Returns:\n  [..., n] and [..., n, n]: column i, of length one, belongs to eigenvalue i "
          "and is determined up to phases.",
      .dtypes = kLapack,
      .samples = "m(3)\nm(2, 4)",
      .errors = "f(3)\nf(2, 3)",
  };
};

struct Eigvals {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Eigvals",
      .endpoints = "linalg.eigvals eigvals",
      .signature = "(tensor, name=None) -> Tensor",
      .doc =
          "The eigenvalues, in no order, of square matrices; complex.\n\n"
          "Args:\n  tensor: [..., n, n].",
      .dtypes = kLapack,
      .samples = "m(3)\nm(2, 4)",
      .errors = "f(3)\nf(2, 3)",
  };
};

}  // namespace zeal::op
