// Joining tensors along a dimension, and taking them apart again.
#pragma once
#include <vector>

#include "ops/array/concat.decl.h"
#include "ops/array/slice.h"

namespace zeal::op {

// What reached every output, zeros where nothing did.
inline std::vector<Tensor> all_dy(const GradContext& g) {
  std::vector<Tensor> out;
  for (int i = 0; i < g.num_outputs(); ++i) out.push_back(g.dy(i));
  return out;
}

struct Concat {
  struct Attrs {
    int64_t axis = 0;
  };
  ZEAL_ATTRS(Attrs, axis);
  static void infer(InferContext& c) {
    if (ZEAL_UNLIKELY(c.num_inputs() == 0)) c.fail("argument 'values' must have an element");
    Shape out = c.shape();
    if (ZEAL_UNLIKELY(out.rank() == 0)) c.fail("cannot concatenate scalars (use stack instead)");
    const int axis = c.axis(c.attrs<Attrs>().axis, out.rank());
    for (int i = 1; i < c.num_inputs(); ++i) {
      const Shape& x = c.shape(i);
      if (ZEAL_UNLIKELY(x.rank() != out.rank()))
        c.fail("Ranks of all input tensors should match: shape[0] = ", c.shape(), " vs. shape[", i,
               "] = ", x);
      for (int d = 0; d < x.rank(); ++d)
        if (ZEAL_UNLIKELY(d != axis && x[d] != out[d]))
          c.fail("Dimension ", d, " in both shapes must be equal: shape[0] = ", c.shape(),
                 " vs. shape[", i, "] = ", x);
      if (ZEAL_UNLIKELY(__builtin_add_overflow(out[axis], x[axis], &out[axis])))
        c.fail("the size of dimension ", axis, " overflows 64 bits");
    }
    c.out(c.dtype(), out);
  }
  static int64_t view(const KernelContext& k) { return k.num_inputs() == 1 ? 0 : -1; }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Tensor dy = g.dy();
    const int axis = front_axis(g.attrs<Attrs>().axis, dy.rank());
    Ints begin, size = to_ints(dy.shape());
    std::ranges::fill(std::span(begin.resize(size.size()), size.size()), 0);
    for (int i = 0; i < g.num_inputs(); ++i) {
      size[axis] = g.x_shape(i)[axis];
      if (g.needs(i)) g.dx(i, ops::slice(dy, {.begin = begin, .size = size}));
      begin[axis] += size[axis];
    }
  }
  static constexpr OpDef def{
      .type = "Concat",
      .endpoints = "concat",
      .raw = "Concat(concat_dim: axis); ConcatV2",
      .signature = "(values: Ts, axis, name='concat') -> Tensor",
      .doc =
          "Joins tensors along an existing dimension."
          "\n\nArgs:\n"
          "  values: a list of tensors, whose other dimensions agree.\n"
          "  axis: an int in [-rank, rank).",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy = "lambda values, axis: np.concatenate(values, axis)",
      .samples =
          "[f(2, 3), f(1, 3)], 0\n[f(2, 3), f(2, 1), f(2, 2)], axis=-1\n[f(2)], 0\n"
          "[f(0, 3), f(2, 3)], 0\n[f(2, 2, 3), f(2, 1, 3)], 1",
      .errors =
          "[f(2), f(2, 2)], 0\n[f(2, 3), f(2, 4)], 0\n[f(2), f(3)], -2147483648\n"
          "[f(), f()], 0",
  };
};

struct Pack {
  struct Attrs {
    int64_t axis = 0;
  };
  ZEAL_ATTRS(Attrs, axis);
  static void infer(InferContext& c) {
    if (ZEAL_UNLIKELY(c.num_inputs() == 0)) c.fail("argument 'values' must have an element");
    for (int i = 1; i < c.num_inputs(); ++i)
      if (ZEAL_UNLIKELY(c.shape(i) != c.shape()))
        c.fail("Shapes of all inputs must match: values[0].shape = ", c.shape(), " != values[", i,
               "].shape = ", c.shape(i));
    Shape out = c.shape();
    out.insert(c.axis(c.attrs<Attrs>().axis, out.rank() + 1), c.num_inputs());
    c.out(c.dtype(), out);
  }
  static int64_t view(const KernelContext& k) { return k.num_inputs() == 1 ? 0 : -1; }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Pack",
      .endpoints = "stack",
      .signature = "(values: Ts, axis=0, name='stack') -> Tensor",
      .doc =
          "Joins tensors of one shape along a new dimension."
          "\n\nArgs:\n"
          "  values: a list of tensors.\n"
          "  axis: where the new dimension stands, in [-rank - 1, rank].",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy = "lambda values, axis=0: np.stack(values, axis)",
      .samples =
          "[f(2, 3), f(2, 3)]\n[f(2, 3), f(2, 3)], axis=-1\n[f(), f(), f()]\n[f(2)], 1\n"
          "[f(0), f(0)]\n[f(2, 3), f(2, 3), f(2, 3)], axis=1",
      .errors = "[f(2), f(3)]\n[f(2), f(2)], 2",
  };
};

struct Unpack {
  struct Attrs {
    std::optional<int64_t> num{};
    int64_t axis = 0;
  };
  ZEAL_ATTRS(Attrs, num, axis);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    c.need_rank_at_least(0, 1, "value");
    Shape out = c.shape();
    const int axis = c.axis(a.axis, out.rank());
    const int64_t n = out[axis];
    if (ZEAL_UNLIKELY(a.num && *a.num != n))
      c.fail("argument 'num' is ", *a.num, ", but dimension ", axis, " of ", c.shape(), " is ", n);
    if (ZEAL_UNLIKELY(n > INT32_MAX)) c.fail("too many parts: ", n);
    out.erase(axis);
    for (int64_t i = 0; i < n; ++i) c.out(c.dtype(), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    g.dx(0, ops::stack(all_dy(g), {.axis = g.attrs<Attrs>().axis}));
  }
  static constexpr OpDef def{
      .type = "Unpack",
      .endpoints = "unstack",
      .signature = "(value, num=None, axis=0, name='unstack') -> [Tensor]",
      .doc =
          "Takes a tensor apart along a dimension, which goes away."
          "\n\nArgs:\n"
          "  value: a tensor.\n"
          "  num: the dimension's extent, if it is to be checked.\n"
          "  axis: an int in [-rank, rank).",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy = "lambda value, num=None, axis=0: list(np.moveaxis(value, axis, 0))",
      .samples = "f(2, 3)\nf(2, 3), axis=1\nf(3)\nf(2, 3, 2), num=3, axis=-2",
      .errors = "f()\nf(2, 3), num=3\nf(2, 3), axis=2",
  };
};

inline void Pack::grad(GradContext& g) {
  std::vector<Tensor> parts =
      ops::unstack.all({g.dy()}, {.num = {}, .axis = g.attrs<Attrs>().axis});
  for (int i = 0; i < g.num_inputs(); ++i) g.dx(i, std::move(parts[i]));
}

struct Split {
  struct Attrs {
    Ints num_or_size_splits;
    int64_t axis = 0;
    std::optional<int64_t> num{};
  };
  ZEAL_ATTRS(Attrs, num_or_size_splits, axis, num);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    g.dx(0, ops::concat(all_dy(g), {.axis = g.attrs<Attrs>().axis}));
  }
  static constexpr OpDef def{
      .type = "Split",
      .endpoints = "split",
      .raw =
          "Split(num_split: num_or_size_splits); SplitV(size_splits: num_or_size_splits, "
          "num_split: num)",
      .signature = "(value, num_or_size_splits, axis=0, num=None, name='split') -> [Tensor]",
      .doc =
          "Cuts a tensor along a dimension.\n\n"
          "Args:\n  num_or_size_splits: an integer: that many equal parts. A list: the sizes of "
          "the parts, of which one may be -1.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy =
          "lambda value, num_or_size_splits, axis=0, num=None: ref.split(value, "
          "num_or_size_splits, axis)",
      .samples =
          "f(4, 3), 2\nf(4, 3), 3, axis=1\nf(4, 3), [1, 3]\nf(4, 3), [1, -1, 1], axis=0\n"
          "f(4), [4]\nf(2, 6), [0, 6], axis=-1",
      .errors =
          "f(4), 0\nf(4), 3\nf(4), [1, 2]\nf(4), [-1, -1]\nf(4), [5, -1]\nf(), 1\n"
          "f(4), 2, num=3",
  };
};

inline void Split::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const Ints& given = a.num_or_size_splits;
  c.need_rank_at_least(0, 1, "value");
  Shape out = c.shape();
  const int axis = c.axis(a.axis, out.rank());
  const int64_t n = out[axis];
  if (given.single()) {
    const int64_t parts = given[0];
    if (ZEAL_UNLIKELY(parts <= 0 || parts > INT32_MAX))
      c.fail("Number of ways to split should be > 0, but got ", parts);
    if (ZEAL_UNLIKELY(n % parts != 0))
      c.fail("Number of ways to split should evenly divide the split dimension, but got split_dim ",
             axis, " (size = ", n, ") and num_split ", parts);
    out[axis] = n / parts;
    for (int64_t i = 0; i < parts; ++i) c.out(c.dtype(), out);
  } else {
    if (ZEAL_UNLIKELY(given.empty())) c.fail("argument 'num_or_size_splits' is an empty list");
    int64_t sum = 0;
    bool rest = false;
    for (int64_t size : given) {
      if (ZEAL_UNLIKELY(size < -1 || (size == -1 && rest)))
        c.fail("sizes must be >= 0, one of them may be -1, got ", given);
      if (size == -1)
        rest = true;
      else if (ZEAL_UNLIKELY(__builtin_add_overflow(sum, size, &sum)))
        c.fail("the sum of the sizes overflows: ", given);
    }
    if (ZEAL_UNLIKELY(rest ? sum > n : sum != n))
      c.fail("the sizes ", given, " must sum up to dimension ", axis, " of ", c.shape());
    for (int64_t size : given) {
      out[axis] = size == -1 ? n - sum : size;
      c.out(c.dtype(), out);
    }
  }
  if (ZEAL_UNLIKELY(a.num && *a.num != c.count()))
    c.fail("argument 'num' is ", *a.num, ", but there are ", c.count(), " parts");
}

}  // namespace zeal::op
