// Linear least squares.
#pragma once
#include "ops/linalg/least_squares.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

struct MatrixSolveLs {
  struct Attrs {
    double l2_regularizer = 0;
    bool fast = true;
  };
  ZEAL_ATTRS(Attrs, l2_regularizer, fast);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "MatrixSolveLs",
      .endpoints = "linalg.lstsq",
      .signature = "(matrix, rhs, l2_regularizer=0.0, fast=True, name=None) -> Tensor",
      .doc =
          "The X that brings matrix X closest to rhs, by the sum of squares.\n\n"
          "Args:\n  matrix: [..., m, n].\n  rhs: [..., m, k].\n"
          "  l2_regularizer: what the sum of squares of X counts, for `fast`.\n"
          "  fast: by the Cholesky decomposition of the normal equations, which squares the "
          "matrix's condition; a matrix without full rank gives NaN. Else by singular values; of "
          "many solutions, the smallest X.\n\n"
          "Returns:\n  [..., n, k].",
      .dtypes = kLapack,
      .numpy = "ref.lstsq",
      .samples =
          "f(5, 3), f(5, 2)\nm(3), f(3, 1)\nf(2, 4), f(2, 2)\nf(2, 5, 3), f(2, 5, 1)\n"
          "f(5, 3), f(5, 1), 0.5\nf(2, 4), f(2, 1), 0.5\nf(5, 3), f(5, 2), fast=False\n"
          "f(2, 4), f(2, 2), fast=False\nf(5, 2), f(5, 1), 0.0, False",
      .errors = "f(3, 2), f(2, 1)\nf(3, 2), f(3)\nf(3), f(3, 1)",
      .tolerance = 8192,
  };
};

}  // namespace zeal::op
