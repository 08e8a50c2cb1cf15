// Scans: each element is what the elements up to it make together.
#pragma once
#include "ops/math/scan.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct ScanAttrs {
  int64_t axis = 0;
  bool exclusive = false, reverse = false;
};
void infer_scan(InferContext& c);

struct Cumsum {
  using Attrs = ScanAttrs;
  ZEAL_ATTRS(Attrs, axis, exclusive, reverse);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    Attrs a = g.attrs<Attrs>();
    a.reverse = !a.reverse;
    g.dx(0, ops::cumsum(g.dy(), a));
  }
  static constexpr OpDef def{
      .type = "Cumsum",
      .endpoints = "math.cumsum cumsum",
      .signature = "(x, axis=0, exclusive=False, reverse=False, name=None) -> Tensor",
      .doc = R"(Computes the sums of the elements up to each one along an axis.

Args:
  axis: an int in [-rank, rank).
  exclusive: whether an element is left out of its own sum.
  reverse: whether sums start at the far end.)",
      .dtypes = kNumeric,
      .infer = infer_scan,
      .batch = batch::leading,
      .grad = grad,
      .numpy =
          "lambda x, axis=0, exclusive=False, reverse=False: "
          "ref.scan(np.add, 0, x, axis, exclusive, reverse)",
      .samples =
          "f(7)\nf(3, 4), 1\nf(3, 4), 0, exclusive=True\nf(3, 4), -1, reverse=True\n"
          "f(2, 3, 4), 1, exclusive=True, reverse=True\nf(0, 3)",
      .errors = "f()\nf(3), 1",
  };
};

struct Cumprod {
  using Attrs = ScanAttrs;
  ZEAL_ATTRS(Attrs, axis, exclusive, reverse);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Cumprod",
      .endpoints = "math.cumprod",
      .signature = "(x, axis=0, exclusive=False, reverse=False, name=None) -> Tensor",
      .doc = R"(Computes the products of the elements up to each one along an axis.

Its gradient is right at zeros, too.

Args:
  axis: an int in [-rank, rank).
  exclusive: whether an element is left out of its own product.
  reverse: whether products start at the far end.)",
      .dtypes = kNumeric,
      .infer = infer_scan,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda x, axis=0, exclusive=False, reverse=False: "
          "ref.scan(np.multiply, 1, x, axis, exclusive, reverse)",
      .samples =
          "f(7)\nf(3, 4), 1\nf(3, 4), 0, exclusive=True\nf(3, 4), -1, reverse=True\n"
          "f(2, 3, 4), 1, exclusive=True, reverse=True\nf(0, 3)",
      .errors = "f()\nf(3), 1",
  };
};

struct CumulativeLogsumexp {
  using Attrs = ScanAttrs;
  ZEAL_ATTRS(Attrs, axis, exclusive, reverse);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "CumulativeLogsumexp",
      .endpoints = "math.cumulative_logsumexp",
      .signature = "(x, axis=0, exclusive=False, reverse=False, name=None) -> Tensor",
      .doc = R"(Computes log(cumsum(exp(x))) along an axis, without overflow.

Args:
  axis: an int in [-rank, rank).
  exclusive: whether an element is left out of its own sum; that of nothing is -inf.
  reverse: whether sums start at the far end.)",
      .infer = infer_scan,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda x, axis=0, exclusive=False, reverse=False: "
          "ref.scan(np.logaddexp, -np.inf, x, axis, exclusive, reverse)",
      .samples = "f(7)\nf(3, 4), 1\nf(3, 4), -1, reverse=True\nf(2, 3, 4), 1\nf(0, 3)",
      .errors = "f()\nf(3), 1",
  };
};

// What the gradient of a running product is made of; it and its own gradient need no division.
struct WeightedScan {
  struct Attrs {
    int64_t axis = 0;
    bool reverse = false;
  };
  ZEAL_ATTRS(Attrs, axis, reverse);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "WeightedScan",
      .endpoints = "",
      .signature = "(a, b, axis=0, reverse=False) -> Tensor",
      .doc = "Computes y[t] = b[t - 1] + a[t - 1] * y[t - 1] along an axis, from y[0] = 0.",
      .dtypes = kFloating | kComplex,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::Outputs,
      .numpy = "ref.weighted_scan",
      .samples = "f(7), f(7)\nf(3, 4), f(3, 4), 1\nf(3, 4), f(3, 4), 0, reverse=True",
      .errors = "f(), f()\nf(3), f(3), 1\nf(3), f(4)",
  };
};

}  // namespace zeal::op
