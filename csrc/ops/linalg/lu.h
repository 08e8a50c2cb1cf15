// The LU decomposition, and what is done with one.
#pragma once
#include "ops/linalg/lu.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

struct Lu {
  struct Attrs {
    DType output_idx_type = DType::Int32;
  };
  ZEAL_ATTRS(Attrs, output_idx_type);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Lu",
      .endpoints = "linalg.lu",
      .signature = "(input, output_idx_type=int32, name=None) -> (lu: Tensor, p: Tensor)",
      .doc =
          "LU decompositions with partial pivoting: row i of L U is row p[i] of the input.\n\n"
          "Args:\n  input: [..., n, n].\n  output_idx_type: p's dtype, int32 or int64.\n\n"
          "Returns:\n  lu: u in the upper triangle and L, whose diagonal is 1, below it.\n  p: "
          "[..., n].\n\nRaises:\n  InvalidArgumentError: a matrix is singular or has NaN.",
      .dtypes = kLapack,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = {0, 3},
      .numpy = "ref.lu",
      .samples = "m(3)\nf(2, 2)\nm(2, 4)\nm(1)\nm(0)\nm(0, 2)\nm(2, 0)\nf(17, 17)",
      .errors = "f(3)\nf(2, 3)\nf(2, 2) * 0\nf(2, 2), np.float32",
      .tolerance = 512,
  };
};

struct LuReconstruct {
  struct Attrs {
    bool validate_args = false;
  };
  ZEAL_ATTRS(Attrs, validate_args);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "LuReconstruct",
      .endpoints = "linalg.lu_reconstruct",
      .signature = "(lower_upper, perm: Index, validate_args=False, name=None) -> Tensor",
      .doc =
          "The matrices with the given LU decompositions.\n\n"
          "Args:\n  lower_upper, perm: what linalg.lu gives.\n"
          "  validate_args: accepted; arguments are always checked.",
      .dtypes = kLapack,
      .numpy = "ref.lu_reconstruct",
      .samples =
          "m(3), np.array([2, 0, 1], 'i')\nm(2, 3), np.array([[2, 0, 1], [0, 2, 1]], 'i')\n"
          "m(0), np.zeros(0, 'i')",
      .errors = "f(3), [0, 1, 2]\nm(2), [0]\nf(2, 3), [0, 1]\nm(2), [0, 5]",
      .tolerance = 128,
  };
};

struct LuSolve {
  using Attrs = LuReconstruct::Attrs;
  ZEAL_ATTRS(Attrs, validate_args);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "LuSolve",
      .endpoints = "linalg.lu_solve",
      .signature = "(lower_upper, perm: Index, rhs, validate_args=False, name=None) -> Tensor",
      .doc =
          "Solves A X = rhs, given the LU decomposition of A.\n\n"
          "Args:\n  lower_upper, perm: what linalg.lu gives.\n  rhs: [..., n, k].\n"
          "  validate_args: accepted; arguments are always checked.",
      .dtypes = kLapack,
      .numpy =
          "lambda lower_upper, perm, rhs: np.linalg.solve(ref.lu_reconstruct(lower_upper, perm), "
          "rhs)",
      .samples =
          "m(3), np.array([2, 0, 1], 'i'), f(3, 2)\n"
          "m(2, 3), np.array([[2, 0, 1], [0, 2, 1]], 'i'), f(2, 3, 1)\n"
          "m(2, 3), np.array([[2, 0, 1], [0, 2, 1]], 'i'), f(3, 1)\n"
          "m(3), np.array([2, 0, 1], 'i'), f(2, 3, 2)",
      .errors =
          "m(2), [0, 1], f(2)\nm(2), [0, 1], f(3, 1)\nm(2), [0], f(2, 1)\nm(2), [0, 5], f(2, 1)",
      .tolerance = 1024,
  };
};

struct LuMatrixInverse {
  using Attrs = LuReconstruct::Attrs;
  ZEAL_ATTRS(Attrs, validate_args);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "LuMatrixInverse",
      .endpoints = "linalg.lu_matrix_inverse",
      .signature = "(lower_upper, perm: Index, validate_args=False, name=None) -> Tensor",
      .doc =
          "The inverses of the matrices with the given LU decompositions.\n\n"
          "Args:\n  lower_upper, perm: what linalg.lu gives.\n"
          "  validate_args: accepted; arguments are always checked.",
      .dtypes = kLapack,
      .numpy = "lambda lower_upper, perm: np.linalg.inv(ref.lu_reconstruct(lower_upper, perm))",
      .samples = "m(3), np.array([2, 0, 1], 'i')\nm(2, 3), np.array([[2, 0, 1], [0, 2, 1]], 'i')",
      .errors = "f(3), [0, 1, 2]\nm(2), [0]\nf(2, 3), [0, 1]",
      .tolerance = 1024,
  };
};

}  // namespace zeal::op
