// Solving with triangular matrices.
#pragma once
#include "ops/linalg/square.h"
#include "ops/linalg/triangular.decl.h"

namespace zeal::op {

struct MatrixTriangularSolve {
  struct Attrs {
    bool lower = true, adjoint = false;
  };
  ZEAL_ATTRS(Attrs, lower, adjoint);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixTriangularSolve",
      .endpoints = "linalg.triangular_solve",
      .signature = "(matrix, rhs, lower=True, adjoint=False, name=None) -> Tensor",
      .doc =
          "Solves matrix X = rhs for triangular matrices; batch dimensions broadcast.\n\n"
          "Args:\n  matrix: [..., m, m]; only one triangle is read.\n  rhs: [..., m, k].\n"
          "  lower: which triangle that is.\n"
          "  adjoint: solve with the matrix's conjugate transposed.\n\n"
          "A zero on the diagonal gives infinities and NaN.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::elementwise,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::Outputs,
      .numpy = "ref.triangular_solve",
      .samples =
          "m(3), f(3, 2)\nm(3), f(3, 1), lower=False\nm(4), f(4, 2), adjoint=True\n"
          "m(4), f(4, 2), False, True\nm(2, 3), f(2, 3, 4)\nm(2, 3), f(3, 2)\n"
          "m(3), f(2, 3, 2), lower=False\nm(2, 1, 2), f(3, 2, 1)\nm(0), f(0, 2)\nm(2), f(2, 0)\n"
          "m(0, 2), f(2, 1)",
      .errors = "m(3), f(3)\nm(3), f(2, 1)\nf(2, 3), f(3, 1)\nm(2, 2), f(3, 2, 1)\nf(3), f(3, 1)",
      .tolerance = 512,
  };
};

struct BandedTriangularSolve {
  using Attrs = MatrixTriangularSolve::Attrs;
  ZEAL_ATTRS(Attrs, lower, adjoint);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "BandedTriangularSolve",
      .endpoints = "linalg.banded_triangular_solve",
      .raw = "BandedTriangularSolve(matrix: bands)",
      .signature = "(bands, rhs, lower=True, adjoint=False, name=None) -> Tensor",
      .doc =
          "Solves with triangular matrices that are given by their diagonals.\n\n"
          "Args:\n"
          "  bands: [..., b, m]: the main diagonal first and then those below it, right-aligned, "
          "if `lower`; else those above it, left-aligned, and the main diagonal last.\n"
          "  rhs: [..., m, k].\n"
          "  lower, adjoint: as for linalg.triangular_solve.",
      .dtypes = kLapack,
      .numpy = "ref.banded_triangular_solve",
      .samples =
          "f(2, 3) + 5, f(3, 2)\nf(1, 3) + 5, f(3, 1)\nf(3, 3) + 5, f(3, 1), lower=False\n"
          "f(2, 2, 4) + 5, f(2, 4, 1), adjoint=True\nf(2, 4) + 5, f(4, 1), False, True\n"
          "f(4, 3) + 5, f(3, 1)\nf(4, 3) + 5, f(3, 1), lower=False",
      .errors = "f(3), f(3, 1)\nf(2, 3), f(2, 1)\nf(0, 3), f(3, 1)",
      .tolerance = 512,
  };
};

}  // namespace zeal::op
