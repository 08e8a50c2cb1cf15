// Repeating values along dimensions.
#pragma once
#include "ops/array/broadcast.decl.h"
#include "ops/array/reshape.h"

namespace zeal::op {
enum class Indexing : uint8_t { xy, ij };
}
template <>
struct zeal::EnumText<zeal::op::Indexing> {
  static constexpr const char* text = "xy,ij";
};

namespace zeal::op {

struct BroadcastTo {
  struct Attrs {
    Ints shape;
  };
  ZEAL_ATTRS(Attrs, shape);
  static void infer(InferContext& c) {
    Shape want = to_shape(c, c.attrs<Attrs>().shape), both;
    if (ZEAL_UNLIKELY(!broadcast_shapes(c.shape(), want, both) || both != want))
      c.fail("Incompatible shapes: ", c.shape(), " vs. ", want);
    c.out(c.dtype(), want);
  }
  static int64_t view(const KernelContext& k) {
    // Only leading dimensions of 1 were added: the elements are as many and in the same order.
    const Ints& want = k.attrs<Attrs>().shape;
    Shape out(want.span());
    return out.numel() == k.in().numel() ? 0 : -1;
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, sum_to(g.dy(), g.x_shape())); }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "BroadcastTo",
      .endpoints = "broadcast_to",
      .signature = "(input, shape, name=None) -> Tensor",
      .doc =
          "Repeats a tensor along its dimensions of 1, and new leading ones, up to `shape`."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  shape: the result's shape.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b1,
      .spread = batch::spread_broadcast,
      .grad = grad,
      .numpy = "lambda input, shape: np.broadcast_to(input, shape)",
      .samples =
          "f(3), [2, 3]\nf(2, 1), [2, 3]\nf(), [2, 2]\nf(1, 3, 1), [2, 2, 3, 4]\n"
          "f(1), [0]\nf(2, 3), [2, 3]",
      .errors = "f(3), [2]\nf(2, 3), [3]\nf(1), [-1]\nf(1), [2**40, 2**40]",
  };
};

struct Tile {
  struct Attrs {
    Ints multiples;
  };
  ZEAL_ATTRS(Attrs, multiples);
  static void infer(InferContext& c) {
    const Ints& m = c.attrs<Attrs>().multiples;
    Shape out = c.shape();
    if (ZEAL_UNLIKELY(m.size() != static_cast<size_t>(out.rank())))
      c.fail("Expected multiples argument to be a vector of length ", out.rank(), " but got ", m);
    for (int i = 0; i < out.rank(); ++i) {
      if (ZEAL_UNLIKELY(m[i] < 0)) c.fail("Expected multiples[", i, "] >= 0, but got ", m[i]);
      out[i] = checked_mul(out[i], m[i], "Tile: an extent of the result");
    }
    c.out(c.dtype(), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    // One axis after the other: what is [outer, m, n * inner] is summed over m.
    Tensor dy = g.dy();
    const Ints& m = g.attrs<Attrs>().multiples;
    const Shape x = g.x_shape();
    for (int i = 0; i < x.rank(); ++i) {
      if (m[i] == 1) continue;
      Shape left = dy.shape();
      left[i] = x[i];
      const int64_t outer = left.product(0, i), rest = left.product(i, left.rank());
      Tensor parts = ops::reshape(dy, {.shape = {outer, m[i], rest}});
      dy = ops::reshape(sum_to(parts, {outer, 1, rest}), {.shape = to_ints(left)});
    }
    g.dx(0, std::move(dy));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Tile",
      .endpoints = "tile",
      .signature = "(input, multiples, name=None) -> Tensor",
      .doc =
          "Lays copies of a tensor side by side: multiples[i] of them along dimension i."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  multiples: an int for each dimension, not negative.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy = "lambda input, multiples: np.tile(input, multiples)",
      .samples =
          "f(2, 3), [2, 1]\nf(2, 3), [3, 2]\nf(), []\nf(3), [0]\nf(0, 2), [2, 2]\n"
          "f(2, 1, 3, 2, 1), [1, 2, 2, 1, 3]",
      .errors = "f(2, 3), [2]\nf(2), [-1]\nf(1, 1, 1), [10**8, 10**8, 10**8]",
  };
};

struct Repeat {
  struct Attrs {
    Ints repeats;
    std::optional<int64_t> axis{};
  };
  ZEAL_ATTRS(Attrs, repeats, axis);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Repeat",
      .endpoints = "repeat",
      .signature = "(input, repeats, axis=None, name=None) -> Tensor",
      .doc =
          "Repeats each element along an axis.\n\n"
          "Args:\n  repeats: how often, one number for all or one for each element.\n"
          "  axis: None flattens `input` first.",
      .dtypes = kAny,
      .numpy = "lambda input, repeats, axis=None: np.repeat(input, repeats, axis)",
      .samples =
          "f(2, 3), 2\nf(2, 3), 2, axis=1\nf(2, 3), [1, 2], axis=0\nf(2, 3), [0, 0, 2], -1\n"
          "f(), 3\nf(0), 2",
      .errors = "f(2), [-1, 2]\nf(2), [1, 2, 3]\nf(2), 2, axis=1\nf(2), -1",
  };
};

struct Meshgrid {
  struct Attrs {
    Indexing indexing = Indexing::xy;
  };
  ZEAL_ATTRS(Attrs, indexing);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Meshgrid",
      .endpoints = "",
      .signature = "(args: Ts, indexing='xy', name=None) -> [Tensor]",
      .doc = "Spreads vectors over the grid that they span; zeal.meshgrid takes them one by one.",
      .dtypes = kAny,
  };
};

}  // namespace zeal::op
