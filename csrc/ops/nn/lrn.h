// Local response normalisation: each channel divided by the size of those around it.
#pragma once
#include "ops/nn/lrn.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct ChannelWindowSum {
  struct Attrs {
    int64_t radius = 0;
  };
  ZEAL_ATTRS(Attrs, radius);
  static void infer(InferContext& c) {
    c.need_rank_at_least(0, 1, "x");
    if (ZEAL_UNLIKELY(c.attrs<Attrs>().radius < 0))
      c.fail("argument 'radius' must be >= 0, got ", c.attrs<Attrs>().radius);
    c.out_like(0);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::channel_window_sum(g.dy(), g.attrs<Attrs>())); }
  static constexpr OpDef def{
      .type = "ChannelWindowSum",
      .endpoints = "",
      .signature = "(x, radius) -> Tensor",
      .doc = "The sums over the channels (the last dimension) that are at most `radius` away.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .samples = "f(2, 5), 1\nf(2, 5), 0\nf(7), 9\nf(0, 3), 1\nf(2, 0), 1",
      .errors = "f(), 1\nf(3), -1",
  };
};

struct LRN {
  struct Attrs {
    int64_t depth_radius = 5;
    double bias = 1, alpha = 1, beta = 0.5;
  };
  ZEAL_ATTRS(Attrs, depth_radius, bias, alpha, beta);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "LRN",
      .endpoints = "nn.local_response_normalization nn.lrn",
      .signature = "(input, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, name=None) -> Tensor",
      .doc = R"(Divides each element by (bias + alpha * s)^beta, s the sum of squares around it.

Args:
  input: [batch, height, width, channels].
  depth_radius: how many channels to either side count.)",
      .dtypes = kFloating,
      .numpy = "ref.lrn",
      .domain = {0.1, 2},
      .samples = "f(2, 2, 3, 8)\nf(1, 2, 1, 5), 1, 2.0, 0.5, 0.75\nf(1, 1, 2, 3), 0\nf(0, 2, 2, 3)",
      .errors = "f(2, 3, 4)\nf(1, 1, 1, 4), -1",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
