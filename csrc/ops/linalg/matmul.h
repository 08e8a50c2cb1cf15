// Matrix products.
#pragma once
#include "ops/linalg/matmul.decl.h"
#include "ops/record.h"

namespace zeal::op {

// Note [Gradients of products]
// With X = op(a), Y = op(b) and G what flows back: dX = G Y^H and dY = X^H G; then da is dX, its
// transposed or its adjoint, as op() was. All of it is again a product of a, b and G with flags:
// nothing is transposed in memory. A conjugate without transposition has no flag; it takes an op,
// for complex dtypes only.
struct MatMul {
  struct Attrs {
    bool transpose_a = false, transpose_b = false;
    bool adjoint_a = false, adjoint_b = false;
    bool a_is_sparse = false, b_is_sparse = false;  // hints, of no effect here
    std::optional<DType> output_type{};
    bool grad_a = false, grad_b = false;  // likewise

    bool turned_a() const { return transpose_a || adjoint_a; }
    bool turned_b() const { return transpose_b || adjoint_b; }
  };
  ZEAL_ATTRS(Attrs, transpose_a, transpose_b, adjoint_a, adjoint_b, a_is_sparse, b_is_sparse,
             output_type, grad_a, grad_b);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static void spread(Spread& s);
  static constexpr OpDef def{
      .type = "MatMul",
      .endpoints = "linalg.matmul matmul",
      .raw =
          "BatchMatMul(x: a, y: b, adj_x: adjoint_a, adj_y: adjoint_b, grad_x: grad_a, grad_y: "
          "grad_b); BatchMatMulV2(x: a, y: b, adj_x: adjoint_a, adj_y: adjoint_b, grad_x: grad_a, "
          "grad_y: grad_b); BatchMatMulV3(x: a, y: b, adj_x: adjoint_a, adj_y: adjoint_b, grad_x: "
          "grad_a, grad_y: grad_b, Tout: output_type)",
      .signature =
          "(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, "
          "a_is_sparse=False, b_is_sparse=False, output_type=None, grad_a=False, "
          "grad_b=False, name=None) -> Tensor",
      .doc =
          "Multiplies the matrices in the last two axes of a and b; the axes before them "
          "broadcast.\n\n"
          "Args:\n"
          "  a: [..., m, k].\n"
          "  b: [..., k, n].\n"
          "  transpose_a, transpose_b: take the transposed of that operand.\n"
          "  adjoint_a, adjoint_b: take the conjugate transposed.\n"
          "  a_is_sparse, b_is_sparse, grad_a, grad_b: accepted, without effect.\n"
          "  output_type: the result's dtype; float32 for 16-bit operands, else their own.\n\n"
          "Returns:\n"
          "  [..., m, n]. 16-bit floats are multiplied and summed in float32.\n\n"
          "Raises:\n"
          "  InvalidArgumentError: the shapes do not fit.\n"
          "  ValueError: an operand is to be transposed twice.",
      .dtypes = kFloating | kComplex | kIndex,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b11,
      .spread = spread,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda a, b, transpose_a=False, transpose_b=False, adjoint_a=False, "
          "adjoint_b=False: np.matmul(a.swapaxes(-1, -2).conj() if adjoint_a else "
          "a.swapaxes(-1, -2) if transpose_a else a, b.swapaxes(-1, -2).conj() if adjoint_b "
          "else b.swapaxes(-1, -2) if transpose_b else b)",
      .samples =
          "f(2, 3), f(3, 4)\n"
          "f(1, 1), f(1, 1)\n"
          "f(17, 33), f(33, 9)\n"
          "f(5, 4), f(5, 7), transpose_a=True\n"
          "f(5, 4), f(7, 4), transpose_b=True\n"
          "f(4, 5), f(7, 4), transpose_a=True, transpose_b=True\n"
          "f(4, 5), f(7, 4), adjoint_a=True, adjoint_b=True\n"
          "f(4, 5), f(7, 4), transpose_a=True, adjoint_b=True\n"
          "f(5, 4), f(5, 7), adjoint_a=True\n"
          "f(5, 4), f(7, 4), adjoint_b=True\n"
          "f(2, 3, 4), f(4, 5)\n"
          "f(2, 4, 3), f(4, 5), transpose_a=True\n"
          "f(2, 4), f(3, 4, 5)\n"
          "f(2, 1, 3, 4), f(5, 4, 2)\n"
          "f(2, 0), f(0, 3)\n"
          "f(0, 2), f(2, 3)\n"
          "f(0, 2, 3), f(3, 2)\n"
          "f(3, 1), f(1, 3)\n"
          "f(1, 40), f(40, 1)",
      .errors =
          "f(2, 3), f(2, 3)\n"
          "f(3), f(3, 2)\n"
          "f(2, 3), f(3)\n"
          "f(2, 2, 3), f(3, 3, 4)\n"
          "f(2, 2), f(2, 2), transpose_a=True, adjoint_a=True",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
