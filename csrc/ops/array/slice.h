// Slices: parts of a tensor by position, and their gradients.
#pragma once
#include "ops/array/slice.decl.h"
#include "ops/array/strided.h"

namespace zeal::op {

struct StridedSlice {
  using Attrs = StridedAttrs;
  ZEAL_ATTRS(Attrs, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask,
             shrink_axis_mask);
  static void infer(InferContext& c) {
    c.out(c.dtype(), work_out(c, c.shape(), c.attrs<Attrs>()).out);
  }
  static int64_t view(const KernelContext& k) {
    const int64_t at = work_out(k, k.shape(), k.attrs<Attrs>()).contiguous(k.shape());
    return at < 0 ? -1 : at * static_cast<int64_t>(size_of(k.dtype()));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "StridedSlice",
      .endpoints = "strided_slice",
      .raw = "StridedSlice(input: input_)",
      .signature =
          "(input_, begin, end, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0, "
          "new_axis_mask=0, shrink_axis_mask=0, name=None) -> Tensor",
      .doc =
          "Takes x[begin[0]:end[0]:strides[0], ...]; what indexing with slices runs.\n\n"
          "Bit i of a mask speaks of entry i: begin_mask and end_mask ignore begin[i] and end[i] "
          "and take all on that side, ellipsis_mask makes it `...`, new_axis_mask a new "
          "dimension of 1, and shrink_axis_mask takes the one element at begin[i]. A leading "
          "part is shared with the input, not copied."
          "\n\nArgs:\n"
          "  input_: a tensor.\n"
          "  begin, end, strides: an int for each entry of the index; strides are 1 by default.\n"
          "  begin_mask, end_mask: entries whose begin or end does not count: all there is.\n"
          "  ellipsis_mask: the entry that stands for all dimensions that no other names.\n"
          "  new_axis_mask: entries that stand for a new dimension of extent 1.\n"
          "  shrink_axis_mask: entries that pick one element, so that the dimension goes away.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy = "ref.strided_slice",
      .samples =
          "f(4), [1], [3]\nf(4), [3], [0], [-1]\nf(3, 4), [0, 1], [2, 4], [1, 2]\n"
          "f(3, 4), [1], [2], shrink_axis_mask=1\nf(3, 4), [0, 0], [0, 2], ellipsis_mask=1\n"
          "f(3, 4), [0, -2], [0, -1], new_axis_mask=1\nf(3), [5], [9]\n"
          "f(3, 4), [0, 0], [0, 0], [-1, 1], begin_mask=3, end_mask=3",
      .errors =
          "f(4), [0], [3], [0]\nf(4), [0], [1, 2]\nf(4), [4], [5], shrink_axis_mask=1\n"
          "f(4), [0, 0], [1, 1]\nf(4), [0, 0], [1, 1], ellipsis_mask=3",
  };
};

struct StridedSliceGrad {
  struct Attrs {
    Ints shape{}, begin{}, end{}, strides{};
    int64_t begin_mask = 0, end_mask = 0, ellipsis_mask = 0, new_axis_mask = 0,
            shrink_axis_mask = 0;
  };
  ZEAL_ATTRS(Attrs, shape, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask,
             shrink_axis_mask);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    Shape x = to_shape(c, a.shape);
    const Strided s = work_out(c, x, a);
    if (ZEAL_UNLIKELY(s.out != c.shape()))
      c.fail("shape of dy was ", c.shape(), " instead of ", s.out);
    c.out(c.dtype(), x);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Attrs& a = g.attrs<Attrs>();
    g.dx(0, ops::strided_slice(g.dy(), {a.begin, a.end, a.strides, a.begin_mask, a.end_mask,
                                        a.ellipsis_mask, a.new_axis_mask, a.shrink_axis_mask}));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "StridedSliceGrad",
      .endpoints = "",
      .signature =
          "(dy, shape, begin, end, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0, "
          "new_axis_mask=0, shrink_axis_mask=0, name=None) -> Tensor",
      .doc = "Zeros of `shape` with dy in the place that StridedSlice would have taken.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy = "ref.strided_slice_grad",
      .samples = "f(2), [4], [1], [3]\nf(4), [3, 4], [1], [2], shrink_axis_mask=1",
      .errors = "f(3), [4], [1], [3]",
  };
};

inline void StridedSlice::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  g.dx(0, ops::strided_slice_grad(
              g.dy(), {to_ints(g.x_shape()), a.begin, a.end, a.strides, a.begin_mask, a.end_mask,
                       a.ellipsis_mask, a.new_axis_mask, a.shrink_axis_mask}));
}

struct TensorStridedSliceUpdate {
  using Attrs = StridedAttrs;
  ZEAL_ATTRS(Attrs, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask,
             shrink_axis_mask);
  static void infer(InferContext& c) {
    const Strided s = work_out(c, c.shape(), c.attrs<Attrs>());
    Shape both;
    if (ZEAL_UNLIKELY(!broadcast_shapes(c.shape(1), s.out, both) || both != s.out))
      c.fail("argument 'value' must have shape ", s.out, " or one that broadcasts to it, got ",
             c.shape(1));
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Attrs& a = g.attrs<Attrs>();
    const Tensor dy = g.dy();
    if (g.needs(0)) g.dx(0, ops::tensor_strided_slice_update(dy, scalar_like(0, dy), a));
    if (g.needs(1)) g.dx(1, sum_to(ops::strided_slice(dy, a), g.x_shape(1)));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "TensorStridedSliceUpdate",
      .endpoints = "",
      .signature =
          "(input, value, begin, end, strides=None, begin_mask=0, end_mask=0, "
          "ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=0, name=None) -> Tensor",
      .doc = "A copy of `input` with `value` in the place that StridedSlice would have taken.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy = "ref.strided_slice_update",
      .samples =
          "f(4), f(2), [1], [3]\nf(3, 4), f(4), [1], [2], shrink_axis_mask=1\n"
          "f(3, 4), f(3, 2), [0, 3], [3, 0], [1, -2]\nf(4), f(), [0], [4], [2]",
      .errors = "f(4), f(3), [1], [3]",
  };
};

struct At {
  struct Attrs {
    int64_t index = 0;
  };
  ZEAL_ATTRS(Attrs, index);
  static int64_t from_front(int64_t index, int64_t n) { return index < 0 ? index + n : index; }
  static void infer(InferContext& c) {
    const Shape& x = c.shape();
    if (ZEAL_UNLIKELY(x.rank() == 0))
      c.fail("Index out of range using input dim 0; input has only 0 dims");
    const int64_t index = c.attrs<Attrs>().index, at = from_front(index, x[0]);
    if (ZEAL_UNLIKELY(at < 0 || at >= x[0]))
      c.fail("slice index ", index, " of dimension 0 out of bounds.");
    c.out(c.dtype(), Shape(x.dims().subspan(1)));
  }
  static int64_t view(const KernelContext& k) {
    const Shape& x = k.shape();
    return from_front(k.attrs<Attrs>().index, x[0]) *
           (k.in().numel() / x[0] * static_cast<int64_t>(size_of(k.dtype())));
  }
  static void grad(GradContext& g) {
    StridedSliceGrad::Attrs a;
    a.begin = {g.attrs<Attrs>().index};
    a.end = {0};
    a.shrink_axis_mask = 1;
    a.shape = to_ints(g.x_shape());
    g.dx(0, ops::strided_slice_grad(g.dy(), a));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "At",
      .endpoints = "",
      .signature = "(input, index, name=None) -> Tensor",
      .doc = "Takes input[index] along the first dimension, sharing the values.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy = "lambda input, index: input[index]",
      .samples = "f(3), 0\nf(3, 2), -1\nf(2, 0, 3), 1",
      .errors = "f(3), 3\nf(3), -4\nf(), 0",
  };
};

struct Slice {
  struct Attrs {
    Ints begin, size;
  };
  ZEAL_ATTRS(Attrs, begin, size);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    Shape out = c.shape();
    const auto rank = static_cast<size_t>(out.rank());
    if (ZEAL_UNLIKELY(a.begin.size() != rank || a.size.size() != rank))
      c.fail("Expected begin and size arguments to be 1-D tensors of size ", rank, ", but got ",
             a.begin, " and ", a.size);
    for (int i = 0; i < out.rank(); ++i) {
      const int64_t n = out[i], begin = a.begin[i], size = a.size[i];
      if (ZEAL_UNLIKELY(begin < 0 || begin > n))
        c.fail("Expected begin[", i, "] in [0, ", n, "], but got ", begin);
      if (ZEAL_UNLIKELY(size < -1 || size > n - begin))
        c.fail("Expected size[", i, "] in [0, ", n - begin, "], but got ", size);
      out[i] = size == -1 ? n - begin : size;
    }
    c.out(c.dtype(), out);
  }
  // The same as a strided slice.
  static Strided strided(const Attrs& a, const Shape& x) {
    Strided s;
    s.rank = x.rank();
    for (int i = 0; i < x.rank(); ++i) {
      s.begin[i] = a.begin[i];
      s.stride[i] = 1;
      s.size[i] = a.size[i] == -1 ? x[i] - a.begin[i] : a.size[i];
    }
    return s;
  }
  static int64_t view(const KernelContext& k) {
    const int64_t at = strided(k.attrs<Attrs>(), k.shape()).contiguous(k.shape());
    return at < 0 ? -1 : at * static_cast<int64_t>(size_of(k.dtype()));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Attrs& a = g.attrs<Attrs>();
    const Shape y = g.y_shape();
    StridedSliceGrad::Attrs back;
    back.shape = to_ints(g.x_shape());
    back.begin = a.begin;
    back.end.resize(a.begin.size());
    for (int i = 0; i < y.rank(); ++i) back.end[i] = a.begin[i] + y[i];
    g.dx(0, ops::strided_slice_grad(g.dy(), back));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Slice",
      .endpoints = "slice",
      .raw = "Slice(input: input_)",
      .signature = "(input_, begin, size, name=None) -> Tensor",
      .doc =
          "Takes size[i] elements from begin[i] on along every dimension i.\n\n"
          "Args:\n  size: -1 takes all that follow.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy =
          "lambda input_, begin, size: input_[tuple(slice(b, None if s == -1 else b + s) "
          "for b, s in zip(begin, size))]",
      .samples =
          "f(4), [1], [2]\nf(3, 4), [1, 0], [2, -1]\nf(3, 4), [0, 1], [3, 2]\nf(), [], []\n"
          "f(3), [3], [0]",
      .errors = "f(4), [2], [9]\nf(4), [-1], [1]\nf(4), [0, 0], [1, 1]\nf(4), [0], [-2]",
  };
};

}  // namespace zeal::op
