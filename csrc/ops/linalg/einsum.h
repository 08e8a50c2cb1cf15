// Sums of products over named axes.
#pragma once
#include "ops/linalg/einsum.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Einsum {
  struct Attrs {
    Ints equation;  // its characters
  };
  ZEAL_ATTRS(Attrs, equation);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Einsum",
      .endpoints = "",  // tf.einsum takes the inputs one by one: zeal/_einsum.py
      .signature = "(inputs: Ts, equation, name=None) -> Tensor",
      .doc =
          "Sums products of tensors over axes that an equation names, as `ij,jk->ik`.\n\n"
          "Args:\n  equation: the equation's characters, as numbers.\n\n"
          "More than two tensors are multiplied pair by pair, small results first.",
      .dtypes = kFloating | kComplex | kIndex,
      .numpy = "lambda inputs, equation: np.einsum(bytes(equation).decode(), *inputs)",
      .samples =
          "[f(2, 3), f(3, 4)], list(b'ij,jk->ik')\n"
          "[f(2, 3), f(3, 4)], list(b'ij,jk')\n"
          "[f(2, 3), f(4, 3)], list(b'ij,kj->ik')\n"
          "[f(3, 2), f(4, 3)], list(b'ji,kj->ki')\n"
          "[f(5, 2, 3), f(5, 3, 4)], list(b'bij,bjk->bik')\n"
          "[f(2, 3, 2, 4), f(2, 5, 2, 4)], list(b'bshd,bthd->bhst')\n"
          "[f(2, 3, 4), f(4, 5)], list(b'bsd,de->bse')\n"
          "[f(3), f(4)], list(b'i,j->ji')\n"
          "[f(3), f(3)], list(b'i,i->')\n"
          "[f(2, 3), f(2, 3)], list(b'ij,ij->ij')\n"
          "[f(3, 3)], list(b'ii')\n"
          "[f(3, 3)], list(b'ii->i')\n"
          "[f(2, 3, 2)], list(b'iji->ji')\n"
          "[f(2, 3)], list(b'ij->ji')\n"
          "[f(2, 3)], list(b'ij->')\n"
          "[f(2, 3, 4)], list(b'...j->j...')\n"
          "[f(5, 1, 2), f(4, 3)], list(b'...a,...b->...ab')\n"
          "[f(5, 2, 3), f(3, 4)], list(b'...ij,jk->...ik')\n"
          "[f(2, 3, 5), f(3, 4, 5)], list(b'ij...,jk...->ik...')\n"
          "[f(2, 2, 3), f(3)], list(b'aab,b->ab')\n"
          "[f(2, 3), f(3, 4), f(4, 5)], list(b'ab,bc,cd->ad')\n"
          "[f(2, 3), f(3, 4), f(2, 4), f(4)], list(b'ab,bc,ac,c->a')\n"
          "[f(0, 3), f(3, 4)], list(b'ij,jk->ik')\n"
          "[f(2, 0), f(0, 4)], list(b'ij,jk->ik')\n"
          "[f(), f()], list(b',->')",
      .errors =
          "[f(2, 3), f(4, 5)], list(b'ij,kj')\n"
          "[f(2, 3), f(3, 4)], list(b'ij,jk->iz')\n"
          "[f(2, 3), f(3, 4)], list(b'ij,jk->ii')\n"
          "[f(2, 3)], list(b'ij,jk')\n"
          "[f(2, 3)], list(b'ijk')\n"
          "[f(2, 3)], list(b'a1')\n"
          "[f(2, 3)], list(b'...a->a')\n"
          "[f(2, 3)], list(b'......')\n"
          "[f(2, 3)], list(b'ij->...ij...')\n"
          "[f(2, 3), f(1, 3)], list(b'ab,ab->a')\n"
          "[f(2, 3), f(4, 3)], list(b'...b,...b->...b')",
      .tolerance = 64,
  };
};

struct TensorDot {
  struct Attrs {
    Ints axes;
  };
  ZEAL_ATTRS(Attrs, axes);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "TensorDot",
      .endpoints = "tensordot linalg.tensordot",
      .signature = "(a, b, axes, name=None) -> Tensor",
      .doc =
          "Sums the products of two tensors over some axes of each.\n\n"
          "Args:\n"
          "  axes: a number n: the last n axes of a and the first n of b; or two lists of as many "
          "axes, of a and of b.\n\n"
          "Returns:\n"
          "  The other axes of a, then those of b.\n\n"
          "Raises:\n"
          "  ValueError: axes does not fit the tensors' ranks.\n"
          "  IndexError: an axis is out of range.\n"
          "  InvalidArgumentError: the axes' sizes differ.",
      .dtypes = kFloating | kComplex | kIndex,
      .numpy = "tensordot",
      .samples =
          "f(2, 3), f(3, 4), 1\n"
          "f(2, 3), f(4, 3), [[1], [1]]\n"
          "f(2, 3), f(3, 4), [1, 0]\n"
          "f(2, 3), f(4), 0\n"
          "f(2, 3, 4), f(4, 3, 5), [[1, 2], [1, 0]]\n"
          "f(2, 3, 4), f(4, 3, 5), [[-1, 1], [0, -2]]\n"
          "f(2, 3), f(2, 3), 2\n"
          "f(2, 0), f(0, 3), 1",
      .errors =
          "f(2, 3), f(2, 3), 1\n"
          "f(2, 3), f(2, 3), [[0], [0, 1]]\n"
          "f(2, 3), f(2, 3), -1\n"
          "f(2, 3), f(2, 3), 5\n"
          "f(2, 3), f(2, 3), [[0, 0], [0, 0]]",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
