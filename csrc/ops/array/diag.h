// Matrices and their diagonals.
#pragma once
#include "ops/array/diag.decl.h"
#include "ops/array/reshape.h"

namespace zeal::op {
enum class DiagAlign : uint8_t { RightLeft, LeftRight, LeftLeft, RightRight };
}
template <>
struct zeal::EnumText<zeal::op::DiagAlign> {
  static constexpr const char* text = "RIGHT_LEFT,LEFT_RIGHT,LEFT_LEFT,RIGHT_RIGHT";
};

namespace zeal::op {

// Note [Diagonals]
// Diagonal d of a matrix holds the elements (i, i + d). A band of diagonals `lower` to `upper` is
// stored with the upper one first, as rows of the longest one's length; shorter ones are padded on
// the left or on the right: `align` says for those above and those below the main diagonal.
struct Band {
  int64_t lower, upper, rows, columns, longest;
  DiagAlign align;

  HOST_DEVICE int64_t count() const { return upper - lower + 1; }
  HOST_DEVICE int64_t length(int64_t d) const {
    return std::min(rows + std::min<int64_t>(d, 0), columns - std::max<int64_t>(d, 0));
  }
  // Where the row of diagonal d begins to hold elements.
  HOST_DEVICE int64_t offset(int64_t d) const {
    const bool left_above = align == DiagAlign::LeftRight || align == DiagAlign::LeftLeft;
    const bool left_below = align == DiagAlign::RightLeft || align == DiagAlign::LeftLeft;
    const bool left = (d >= 0 && left_above) || (d <= 0 && left_below);
    return left ? 0 : longest - length(d);
  }
};

// The band that `k` names in matrices that have it.
inline Band band(const Ints& k, const Shape& matrices, DiagAlign align) {
  Band b{k[0], k[k.size() - 1], matrices.back(2), matrices.back(), 0, align};
  b.longest =
      std::min(b.rows + std::min<int64_t>(b.upper, 0), b.columns - std::max<int64_t>(b.lower, 0));
  return b;
}

// The two diagonals that an attribute `k` names.
void read_k(const InferContext& c, const Ints& k, int64_t& lower, int64_t& upper);
// The band of a matrix [rows, columns]; error when it has no such diagonals.
Band band_of(const InferContext& c, const Ints& k, int64_t rows, int64_t columns, DiagAlign align);

struct MatrixDiagV3 {
  struct Attrs {
    Ints k{0};
    int64_t num_rows = -1, num_cols = -1;
    DiagAlign align = DiagAlign::RightLeft;
  };
  ZEAL_ATTRS(Attrs, k, num_rows, num_cols, align);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixDiagV3",
      .endpoints = "linalg.diag",
      .raw = "MatrixDiagV2(align='LEFT_LEFT'); MatrixDiag",
      .signature =
          "(diagonal, name='diag', k=0, num_rows=-1, num_cols=-1, padding_value: T?=0, "
          "align='RIGHT_LEFT') -> Tensor",
      .doc =
          "Matrices with the given diagonals, and padding_value elsewhere.\n\n"
          "Args:\n  diagonal: [..., n], or [..., number of diagonals, n] for several, the upper "
          "one first.\n  k: a diagonal, counted from the main one upwards, or a pair (lowest, "
          "highest).\n  num_rows, num_cols: -1 makes the smallest square that fits.\n"
          "  align: on which side shorter superdiagonals and subdiagonals stand.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading_of<0b1>,
      .grad = grad,
      .numpy = "ref.matrix_diag",
      .samples =
          "f(3)\nf(2, 3)\nf(3), k=1\nf(2, 3), k=-2\nf(3, 3), k=(-1, 1)\n"
          "f(2, 2, 3), k=(0, 1), num_rows=3, num_cols=4\nf(3), k=-1, padding_value=f()\n"
          "f(2, 3), k=(-1, 0), align='LEFT_LEFT'\nf(0)",
      .errors =
          "f()\nf(3), num_rows=4, num_cols=5\nf(2, 3), k=(-1, 1)\nf(3), k=(1, 0)\n"
          "f(3), k=[]\nf(3), num_rows=2\nf(3), padding_value=f(0)",
  };
};

struct MatrixDiagPartV3 {
  struct Attrs {
    Ints k{0};
    DiagAlign align = DiagAlign::RightLeft;
  };
  ZEAL_ATTRS(Attrs, k, align);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixDiagPartV3",
      .endpoints = "linalg.diag_part",
      .raw = "MatrixDiagPartV2(align='LEFT_LEFT'); MatrixDiagPart",
      .signature =
          "(input, name='diag_part', k=0, padding_value: T?=0, align='RIGHT_LEFT')"
          " -> Tensor",
      .doc =
          "The diagonals of matrices, the upper one first; shorter ones are padded.\n\n"
          "Args:\n  k: a diagonal, counted from the main one upwards, or a pair (lowest, "
          "highest).\n  align: on which side shorter superdiagonals and subdiagonals stand.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading_of<0b1>,
      .grad = grad,
      .numpy = "ref.matrix_diag_part",
      .samples =
          "f(3, 3)\nf(2, 3, 4)\nf(3, 4), k=1\nf(3, 4), k=(-1, 2)\n"
          "f(3, 4), k=(-1, 2), align='LEFT_RIGHT', padding_value=f()\nf(2, 0, 0)\n"
          "f(4, 3), k=-2",
      .errors = "f(3)\nf(3, 4), k=9\nf(3, 4), k=(2, 1)\nf(3, 4), k=-3\nf(2), k=[1, 1]",
  };
};

struct MatrixSetDiagV3 {
  using Attrs = MatrixDiagPartV3::Attrs;
  ZEAL_ATTRS(Attrs, k, align);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "MatrixSetDiagV3",
      .endpoints = "linalg.set_diag",
      .raw = "MatrixSetDiagV2(align='LEFT_LEFT'); MatrixSetDiag",
      .signature = "(input, diagonal, name='set_diag', k=0, align='RIGHT_LEFT') -> Tensor",
      .doc =
          "Copies of matrices with other diagonals, as linalg.diag takes them."
          "\n\nArgs:\n"
          "  input: [..., m, n].\n"
          "  diagonal: as linalg.diag_part gives them.\n"
          "  k: a diagonal, counted from the main one upwards, or a pair (lowest, highest).\n"
          "  align: on which side shorter superdiagonals and subdiagonals stand.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy = "ref.matrix_set_diag",
      .samples =
          "f(3, 3), f(3)\nf(2, 3, 4), f(2, 3)\nf(3, 4), f(3), k=1\n"
          "f(3, 4), f(3, 3), k=(-1, 1)\nf(0, 0), f(0)",
      .errors = "f(3, 3), f(2)\nf(3), f(3)\nf(2, 2), f(2), k=[]\nf(3, 3), f(3), k=5",
  };
};

struct MatrixBandPart {
  struct Attrs {
    int64_t num_lower = 0, num_upper = 0;
  };
  ZEAL_ATTRS(Attrs, num_lower, num_upper);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    c.need_rank_at_least(0, 2, "input");
    if (ZEAL_UNLIKELY(a.num_lower > c.shape().back(2)))
      c.fail("num_lower must be negative or less or equal to number of rows (", c.shape().back(2),
             ") got: ", a.num_lower);
    if (ZEAL_UNLIKELY(a.num_upper > c.shape().back()))
      c.fail("num_upper must be negative or less or equal to number of columns (", c.shape().back(),
             ") got: ", a.num_upper);
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::band_part(g.dy(), g.attrs<Attrs>())); }
  static constexpr OpDef def{
      .type = "MatrixBandPart",
      .endpoints = "linalg.band_part",
      .signature = "(input, num_lower, num_upper, name=None) -> Tensor",
      .doc =
          "Copies of matrices with zeros outside a band around the main diagonal.\n\n"
          "Args:\n  num_lower, num_upper: how many diagonals below and above to keep; a negative "
          "number keeps all.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy = "ref.band_part",
      .samples = "f(3, 3), 0, 0\nf(2, 3, 4), 1, -1\nf(3, 4), -1, 0\nf(0, 2), 0, 0",
      .errors = "f(3), 0, 0\nf(3, 3), 9, 0\nf(3, 3), 0, 4",
  };
};

struct Diag {
  static void body(Inputs in, const void*, Outputs& out);
  static constexpr OpDef def{
      .type = "Diag",
      .endpoints = "linalg.tensor_diag",
      .signature = "(diagonal, name=None) -> Tensor",
      .doc = "A tensor of twice the rank with `diagonal` where both halves of the indices agree.",
      .dtypes = kAny,
      .numpy = "lambda diagonal: np.diag(diagonal.ravel()).reshape(diagonal.shape * 2)",
      .samples = "f(3)\nf(2, 2)",
      .errors = "f()\nf(1, 1, 1, 1, 1)",
  };
};

struct DiagPart {
  static void body(Inputs in, const void*, Outputs& out);
  static constexpr OpDef def{
      .type = "DiagPart",
      .endpoints = "linalg.tensor_diag_part",
      .signature = "(input, name=None) -> Tensor",
      .doc = "The elements of a tensor for which both halves of the indices agree.",
      .dtypes = kAny,
      .numpy = "ref.tensor_diag_part",
      .samples = "f(3, 3)\nf(2, 3, 2, 3)",
      .errors = "f(3)\nf(2, 3)\nf()",
  };
};

}  // namespace zeal::op
