// Sorting and what is found by order.
#pragma once
#include "ops/array/gather.h"
#include "ops/array/inspect.h"
#include "ops/array/order.decl.h"
#include "ops/array/transpose.h"

namespace zeal::op {
enum class Direction : uint8_t { Ascending, Descending };
enum class Side : uint8_t { Left, Right };
}  // namespace zeal::op
template <>
struct zeal::EnumText<zeal::op::Direction> {
  static constexpr const char* text = "ASCENDING,DESCENDING";
};
template <>
struct zeal::EnumText<zeal::op::Side> {
  static constexpr const char* text = "left,right";
};

namespace zeal::op {

// Note [Order]
// NaN is larger than every number (as in NumPy), -0 equals 0, and equal values keep their order, in
// both directions. TensorFlow's CPU kernels leave an order with NaN unspecified.

struct TopKV2 {
  struct Attrs {
    int64_t k = 1;
    bool sorted = true;  // the result always is
    DType index_type = DType::Int32;
  };
  ZEAL_ATTRS(Attrs, k, sorted, index_type);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    if (ZEAL_UNLIKELY(c.shape().rank() == 0)) c.fail("input must be >= 1-D, got shape []");
    if (ZEAL_UNLIKELY(a.k < 0)) c.fail("Need k >= 0, got ", a.k);
    if (ZEAL_UNLIKELY(a.k > c.shape().back()))
      c.fail("input must have at least k columns. Had ", c.shape().back(), ", needed ", a.k);
    if (ZEAL_UNLIKELY(!kIndex.contains(a.index_type)))
      c.fail("argument 'index_type' must be int32 or int64, got ", name_of(a.index_type));
    if (ZEAL_UNLIKELY(c.shape().back() > INT32_MAX && a.index_type == DType::Int32))
      c.fail("the indices do not fit int32");
    Shape out = c.shape();
    out[out.rank() - 1] = a.k;
    c.out(c.dtype(), out);
    c.out(a.index_type, out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Shape x = g.x_shape();
    g.dx(0,
         ops::gather_grad(g.dy(), g.y(1),
                          {.shape = to_ints(x), .axis = x.rank() - 1, .batch_dims = x.rank() - 1}));
  }
  static constexpr OpDef def{
      .type = "TopKV2",
      .endpoints = "math.top_k nn.top_k",
      .raw = "TopK",
      .signature =
          "(input, k=1, sorted=True, index_type=int32, name=None)"
          " -> (values: Tensor, indices: Tensor)",
      .doc =
          "The k largest values along the last dimension, largest first, and their indices.\n\n"
          "Of equal values the one with the lower index comes first; NaN is the largest."
          "\n\nArgs:\n"
          "  input: [..., n].\n"
          "  k: how many, at most n.\n"
          "  sorted: whether they must be in order; they are in any case.\n"
          "  index_type: int32 or int64.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = {0, 2},
      .numpy = "ref.top_k",
      .samples = "f(5)\nf(2, 6), 3\nf(3, 2), 2\nf(4), 0\nf(0, 3), 2\nf(2, 300), 100\nf(2, 300), 3",
      .errors = "f(3), 5\nf(3), -1\nf(), 1",
  };
};

struct SortAttrs {
  int64_t axis = -1;
  Direction direction = Direction::Ascending;
};

struct Sort {
  using Attrs = SortAttrs;
  ZEAL_ATTRS(Attrs, axis, direction);
  static void infer(InferContext& c) {
    c.axis(c.attrs<Attrs>().axis, c.shape().rank());
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Sort",
      .endpoints = "sort",
      .signature = "(values, axis=-1, direction='ASCENDING', name=None) -> Tensor",
      .doc =
          "Sorts along an axis; NaN counts as larger than every number."
          "\n\nArgs:\n"
          "  values: a tensor.\n"
          "  axis: an int in [-rank, rank).\n"
          "  direction: 'ASCENDING' or 'DESCENDING'.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda values, axis=-1, direction='ASCENDING': np.sort(values, axis) if "
          "direction == 'ASCENDING' else np.flip(np.sort(values, axis), axis)",
      .samples =
          "f(5)\nf(3, 4), axis=0\nf(2, 3), -1, 'DESCENDING'\nf(2, 3, 2), 1\nf(0)\nf(2, 700)\n"
          "f(1)",
      .errors = "f(3), 1\nf()",
  };
};

struct Argsort {
  struct Attrs {
    int64_t axis = -1;
    Direction direction = Direction::Ascending;
    bool stable = false;  // the result always is
  };
  ZEAL_ATTRS(Attrs, axis, direction, stable);
  static void infer(InferContext& c) {
    const int axis = c.axis(c.attrs<Attrs>().axis, c.shape().rank());
    if (ZEAL_UNLIKELY(c.shape()[axis] > INT32_MAX)) c.fail("the indices do not fit int32");
    c.out(DType::Int32, c.shape());
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Argsort",
      .endpoints = "argsort",
      .signature = "(values, axis=-1, direction='ASCENDING', stable=False, name=None) -> Tensor",
      .doc =
          "The int32 indices that sort along an axis. Equal values keep their order."
          "\n\nArgs:\n"
          "  values: a tensor.\n"
          "  axis: an int in [-rank, rank).\n"
          "  direction: 'ASCENDING' or 'DESCENDING'.\n"
          "  stable: ignored, the order always is.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::leading,
      .numpy = "ref.argsort",
      .samples = "f(5)\nf(3, 4), axis=0\nf(2, 3), -1, 'DESCENDING'\nf(2, 3, 2), 1\nf(0)\nf(2, 700)",
      .errors = "f(3), 1\nf()",
  };
};

inline void Sort::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor x = g.x();
  Tensor order = ops::argsort(x, {.axis = a.axis, .direction = a.direction, .stable = true});
  Tensor dy = g.dy();
  const int rank = x.rank(), last = rank - 1, axis = front_axis(a.axis, rank);
  // The sorted axis goes last, and back; the two swap places.
  Transpose::Attrs swap;
  if (axis != last) {
    int64_t* p = swap.perm.emplace().resize(static_cast<size_t>(rank));
    for (int i = 0; i < rank; ++i) p[i] = i == axis ? last : i == last ? axis : i;
    order = ops::transpose(order, swap);
    dy = ops::transpose(dy, swap);
  }
  Tensor dx =
      ops::gather_grad(dy, order, {.shape = to_ints(dy.shape()), .axis = last, .batch_dims = last});
  g.dx(0, axis != last ? ops::transpose(dx, swap) : dx);
}

// Both bounds of a value in sorted rows: where it could be put in before, or behind, its equals.
void infer_bound(InferContext& c);

struct LowerBound {
  using Attrs = OutType;
  ZEAL_ATTRS(Attrs, out_type);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "LowerBound",
      .endpoints = "",
      .signature = "(sorted_inputs, values, out_type=int32, name=None) -> Tensor",
      .doc = "For every value, how many elements of its sorted row are smaller.",
      .dtypes = kReal,
      .infer = infer_bound,
      .batch = batch::fold<0b11>,
      .numpy = "ref.lower_bound",
      .samples = "np.sort(f(2, 5)), f(2, 3)\nnp.sort(f(1, 4)), f(1, 0)",
      .errors = "f(3), f(3)\nf(2, 3), f(1, 3)",
  };
};

struct UpperBound {
  using Attrs = OutType;
  ZEAL_ATTRS(Attrs, out_type);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "UpperBound",
      .endpoints = "",
      .signature = "(sorted_inputs, values, out_type=int32, name=None) -> Tensor",
      .doc = "For every value, how many elements of its sorted row are smaller or equal.",
      .dtypes = kReal,
      .infer = infer_bound,
      .batch = batch::fold<0b11>,
      .numpy = "ref.upper_bound",
      .samples = "np.sort(f(2, 5)), f(2, 3)\nnp.sort(f(1, 4)), f(1, 0)",
      .errors = "f(3), f(3, 3)\nf(2, 3), f(1, 3)",
  };
};

struct SearchSorted {
  struct Attrs {
    Side side = Side::Left;
    DType out_type = DType::Int32;
  };
  ZEAL_ATTRS(Attrs, side, out_type);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "SearchSorted",
      .endpoints = "searchsorted",
      .signature = "(sorted_sequence, values, side='left', out_type=int32, name=None) -> Tensor",
      .doc =
          "Where values belong in sorted rows: before their equals, or behind with "
          "side='right'."
          "\n\nArgs:\n"
          "  sorted_sequence: [..., n], ascending.\n"
          "  values: [..., m].\n"
          "  side: 'left' or 'right'.\n"
          "  out_type: int32 or int64.",
      .dtypes = kReal,
      .numpy = "ref.searchsorted",
      .samples =
          "np.sort(f(5)), f(3)\nnp.sort(f(2, 5)), f(2, 3), 'right'\nnp.sort(f(2, 2, 5)), "
          "f(2, 2, 1)",
      .errors = "f(2, 3), f(3, 3)\nf(3), f(3), 'middle'\nf(), f(1)",
  };
};

struct InvertPermutation {
  static void infer(InferContext& c) {
    c.need_rank(0, 1, "x");
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void batch(BatchContext& c);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "InvertPermutation",
      .endpoints = "math.invert_permutation",
      .signature = "(x, name=None) -> Tensor",
      .doc = "The permutation y with y[x[i]] = i.",
      .dtypes = kIndex,
      .infer = infer,
      .batch = batch,
      .numpy = "lambda x: np.argsort(x)",
      .samples = "np.array([2, 0, 1], dtype)\nnp.array([], dtype)\nnp.array([0], dtype)",
      .errors = "[2, 0, 0]\n[3, 0, 1]\n[-1, 0]\n[[0, 1]]",
  };
};

struct InTopKV2 {
  struct Attrs {
    int64_t k = 1;
  };
  ZEAL_ATTRS(Attrs, k);
  static void infer(InferContext& c) {
    c.need_rank(0, 1, "targets");
    c.need_rank(1, 2, "predictions");
    if (ZEAL_UNLIKELY(c.shape(0)[0] != c.shape(1)[0]))
      c.fail("First dimension of predictions ", c.shape(1)[0], " must match length of targets ",
             c.shape(0)[0]);
    c.out(DType::Bool, c.shape(0));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "InTopKV2",
      .endpoints = "math.in_top_k nn.in_top_k",
      .raw = "InTopK",
      .signature = "(targets: Index, predictions: Float32, k, name=None) -> Tensor",
      .doc =
          "Is the target's prediction among the k largest of its row? Never for targets out of "
          "range or predictions that are not finite; all that tie at the border count."
          "\n\nArgs:\n"
          "  targets: [batch], classes.\n"
          "  predictions: [batch, classes].\n"
          "  k: an int.",
      .dtypes = kIndex,
      .infer = infer,
      .batch = batch::fold<0b11>,
      .numpy = "ref.in_top_k",
      .samples = "i(4, 3), f(3, 4).astype('f'), 2\ni(9, 3), f(3, 4).astype('f'), 1",
      .errors = "i(4, 3), f(2, 4).astype('f'), 2\ni(4, 3), f(4).astype('f'), 2",
  };
};

}  // namespace zeal::op
