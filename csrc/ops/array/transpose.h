// Changing the order of dimensions, or of the elements along them.
#pragma once
#include "ops/array/arguments.h"
#include "ops/array/transpose.decl.h"

namespace zeal::op {

struct Transpose {
  struct Attrs {
    std::optional<Ints> perm{};
    bool conjugate = false;
  };
  ZEAL_ATTRS(Attrs, perm, conjugate);

  // Where each dimension of the result comes from.
  static int from(const Attrs& a, int rank, int i) {
    if (!a.perm) return rank - 1 - i;
    return front_axis((*a.perm)[i], rank);
  }
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    const Shape& x = c.shape();
    if (a.perm) {
      if (ZEAL_UNLIKELY(a.perm->size() != static_cast<size_t>(x.rank())))
        c.fail("transpose expects a vector of size ", x.rank(), ". But argument 'perm' is ",
               *a.perm);
      unsigned seen = 0;
      for (int64_t p : *a.perm) seen |= 1u << c.axis(p, x.rank(), "perm");
      if (ZEAL_UNLIKELY(seen != (1u << x.rank()) - 1))
        c.fail("argument 'perm' must name every dimension once, got ", *a.perm);
    }
    Shape out = x;
    for (int i = 0; i < x.rank(); ++i) out[i] = x[from(a, x.rank(), i)];
    c.out(c.dtype(), out);
  }
  static int64_t view(const KernelContext& k) {
    const Attrs& a = k.attrs<Attrs>();
    if (a.conjugate && is_complex(k.dtype())) return -1;
    int last = -1;
    for (int i = 0; i < k.shape().rank(); ++i) {
      int at = from(a, k.shape().rank(), i);
      if (k.shape()[at] == 1) continue;
      if (at < last) return -1;
      last = at;
    }
    return 0;
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Attrs& a = g.attrs<Attrs>();
    Attrs back{.perm = {}, .conjugate = a.conjugate};
    if (a.perm) {
      back.perm.emplace().resize(a.perm->size());
      const int rank = static_cast<int>(a.perm->size());
      for (int i = 0; i < rank; ++i) (*back.perm)[from(a, rank, i)] = i;
    }
    g.dx(0, ops::transpose(g.dy(), back));
  }
  static void batch(BatchContext& c);
  static void spread(Spread& s);
  static constexpr OpDef def{
      .type = "Transpose",
      .endpoints = "transpose",
      .raw = "Transpose(x: a); ConjugateTranspose(x: a, conjugate=True)",
      .signature = "(a, perm=None, conjugate=False, name=None) -> Tensor",
      .doc =
          "Permutes dimensions: dimension i of the result is dimension perm[i] of `a`.\n\n"
          "Args:\n  perm: None reverses the order.\n"
          "  conjugate: take the complex conjugate as well.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b1,
      .spread = spread,
      .grad = grad,
      .numpy =
          "lambda a, perm=None, conjugate=False: np.transpose("
          "np.conj(a) if conjugate else a, perm)",
      .samples =
          "f(2, 3)\nf(2, 3, 4)\nf(2, 3, 4), [0, 2, 1]\nf(2, 3, 4), [1, 2, 0]\nf()\nf(0, 3)\n"
          "f(33, 17)\nf(3, 2), conjugate=True\nf(2, 3), [-1, 0]",
      .errors = "f(2, 3), [0, 0]\nf(4), [-10]\nf(2, 3), [0]\nf(2, 3), [0, 2]",
  };
};

struct Reverse {
  struct Attrs {
    Ints axis;
  };
  ZEAL_ATTRS(Attrs, axis);
  static void infer(InferContext& c) {
    unsigned seen = 0;
    for (int64_t a : c.attrs<Attrs>().axis) {
      unsigned bit = 1u << c.axis(a, c.shape().rank());
      if (ZEAL_UNLIKELY(seen & bit)) c.fail("axis ", a, " specified more than once");
      seen |= bit;
    }
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::reverse(g.dy(), g.attrs<Attrs>())); }
  static constexpr OpDef def{
      .type = "Reverse",
      .endpoints = "reverse",
      .raw = "ReverseV2",
      .signature = "(tensor, axis, name=None) -> Tensor",
      .doc =
          "Reverses the order of the elements along the given axes."
          "\n\nArgs:\n"
          "  tensor: any tensor.\n"
          "  axis: a list of ints.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy = "lambda tensor, axis: np.flip(tensor, tuple(np.ravel(axis).astype(int)))",
      .samples = "f(2, 3), [0]\nf(2, 3), [-1, 0]\nf(2, 3, 4), [1]\nf(2), []\nf(0, 2), [1]",
      .errors = "f(2, 3), [2]\nf(2, 3), [0, -2]",
  };
};

struct Roll {
  struct Attrs {
    Ints shift, axis;
  };
  ZEAL_ATTRS(Attrs, shift, axis);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    if (ZEAL_UNLIKELY(c.shape().rank() == 0)) c.fail("argument 'input' must be 1-D or higher");
    if (ZEAL_UNLIKELY(a.shift.size() != a.axis.size()))
      c.fail("shift and axis must have the same size, got ", a.shift, " and ", a.axis);
    for (int64_t axis : a.axis) c.axis(axis, c.shape().rank());
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    Attrs back = g.attrs<Attrs>();
    // Kernels take shifts modulo the extent, where negation cannot overflow.
    const Shape x = g.x_shape();
    for (size_t i = 0; i < back.shift.size(); ++i) {
      const int64_t n = x[front_axis(back.axis[i], x.rank())];
      back.shift[i] = n ? -(back.shift[i] % n) : 0;
    }
    g.dx(0, ops::roll(g.dy(), back));
  }
  static constexpr OpDef def{
      .type = "Roll",
      .endpoints = "roll",
      .signature = "(input, shift, axis, name=None) -> Tensor",
      .doc =
          "Shifts the elements along axes; those pushed over the end come in at the start."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  shift: an int, or one for each axis; negative ones shift to the front.\n"
          "  axis: an int or a list of ints, one may occur more than once.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .numpy = "lambda input, shift, axis: np.roll(input, shift, axis)",
      .samples =
          "f(5), 2, 0\nf(2, 3), [1, -2], [0, 1]\nf(2, 3), [1, 1], [1, 1]\nf(0), 1, 0\n"
          "f(4, 3), 7, -2",
      .errors = "f(3), 1, 4\nf(3), [1, 2], [0]\nf(), 1, 0",
  };
};

struct ReverseSequence {
  struct Attrs {
    std::optional<int64_t> seq_axis{};
    std::optional<int64_t> batch_axis{};
  };
  ZEAL_ATTRS(Attrs, seq_axis, batch_axis);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    const Shape& x = c.shape();
    if (ZEAL_UNLIKELY(!a.seq_axis)) c.fail("argument 'seq_axis' is missing");
    const int seq = c.axis(*a.seq_axis, x.rank(), "seq_axis");
    const int batch = c.axis(a.batch_axis.value_or(0), x.rank(), "batch_axis");
    if (ZEAL_UNLIKELY(seq == batch)) c.fail("batch_axis == seq_axis == ", seq);
    c.need_rank(1, 1, "seq_lengths");
    if (ZEAL_UNLIKELY(c.shape(1)[0] != x[batch]))
      c.fail("len(seq_lengths) != input.dims(", batch, "), (", c.shape(1)[0], " vs. ", x[batch],
             ")");
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    g.dx(0, ops::reverse_sequence(g.dy(), g.x(1), g.attrs<Attrs>()));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "ReverseSequence",
      .endpoints = "reverse_sequence",
      .raw = "ReverseSequence(seq_dim: seq_axis, batch_dim: batch_axis)",
      .signature =
          "(input, seq_lengths: Index, seq_axis=None, batch_axis=None, name=None)"
          " -> Tensor",
      .doc =
          "Reverses the first seq_lengths[i] elements along `seq_axis` of each slice i along "
          "`batch_axis`.\n\nArgs:\n  batch_axis: None means 0.\n\n"
          "Raises:\n  InvalidArgumentError: When a length is negative or beyond the axis.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "ref.reverse_sequence",
      .samples = "f(2, 4), [3, 1], seq_axis=1\nf(3, 2, 2), [3, 0], seq_axis=0, batch_axis=1",
      .errors =
          "f(2, 3), [1, 4], seq_axis=1\nf(2, 3), [1, 1, 1], seq_axis=1\n"
          "f(2, 3), [1, -1], seq_axis=1\nf(2, 3), [1, 1]",
  };
};

}  // namespace zeal::op
