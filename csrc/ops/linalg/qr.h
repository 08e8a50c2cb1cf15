// The QR decomposition.
#pragma once
#include "ops/linalg/qr.decl.h"
#include "ops/linalg/square.h"

namespace zeal::op {

struct Qr {
  struct Attrs {
    bool full_matrices = false;
  };
  ZEAL_ATTRS(Attrs, full_matrices);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Qr",
      .endpoints = "linalg.qr",
      .signature = "(input, full_matrices=False, name=None) -> (q: Tensor, r: Tensor)",
      .doc =
          "QR decompositions: q has orthonormal columns, r is upper triangular, and q r the "
          "input.\n\n"
          "Args:\n  input: [..., m, n].\n  full_matrices: make q [..., m, m] and r [..., m, n]; "
          "else they are [..., m, min(m, n)] and [..., min(m, n), n].\n\n"
          "float16 is computed in float32.\n\nThere is no gradient with full_matrices where m > n "
          "+ 1: the columns of q beyond n are arbitrary. Of complex matrices, they are determined "
          "up to phases.",
      .dtypes = kLapack | dtype_set(DType::Float16),
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "ref.qr",
      .samples =
          "m(3)\nf(4, 3)\nf(3, 4)\nm(2, 3)\nf(3, 2), full_matrices=True\nf(2, 3), True\nm(1)\n"
          "f(0, 2)\nf(3, 0)\nf(3, 0), True\nf(2, 0, 3)\nf(0, 2, 3)\nf(20, 12)",
      .errors = "f(3)\nf()",
      .tolerance = 256,
  };
};

}  // namespace zeal::op
