// LSTM and GRU over whole sequences: one product for all inputs, then the loop over time.
#pragma once
#include "ops/nn/recurrent.decl.h"
#include "ops/record.h"

namespace zeal::op {

inline constexpr DTypeSet kRecurrent = dtype_set(DType::Float32, DType::Float64);

struct Lstm {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Lstm",
      .endpoints = "",
      .signature =
          "(x, h0, c0, kernel, recurrent, bias: T?=None, name=None) -> "
          "(Tensor, Tensor, Tensor, Tensor, Tensor)",
      .doc = R"(Runs an LSTM over sequences.

Gates lie in the order i, f, g, o: c = f c0 + i g and h = o tanh(c), where i, f and o are sigmoids, g
is a tanh, of x kernel + h0 recurrent + bias.

Args:
  x: [batch, time, inputs].
  h0, c0: [batch, units].
  kernel: [inputs, 4 units].
  recurrent: [units, 4 units].
  bias: [4 units], or None.
Returns:
  h at all times, the last h, the last c; c and the gates at all times. The last 2 results are for
  gradients only.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .batch = batch::fold<0b111>,
      .grad = grad,
      .grad_reads = Reads{0b11111, 0b11001},
      .numpy = "ref.lstm",
      .samples = R"(f(2, 3, 4), f(2, 2), f(2, 2), f(4, 8), f(2, 8), f(8)
f(1, 1, 3), f(1, 5), f(1, 5), f(3, 20), f(5, 20)
f(2, 0, 4), f(2, 2), f(2, 2), f(4, 8), f(2, 8), f(8)
f(0, 3, 4), f(0, 2), f(0, 2), f(4, 8), f(2, 8), f(8))",
      .errors = R"(f(2, 4), f(2, 2), f(2, 2), f(4, 8), f(2, 8)
f(2, 3, 4), f(2, 2), f(2, 2), f(4, 7), f(2, 8)
f(2, 3, 4), f(2, 2), f(2, 2), f(3, 8), f(2, 8)
f(2, 3, 4), f(3, 2), f(2, 2), f(4, 8), f(2, 8)
f(2, 3, 4), f(2, 2), f(2, 3), f(4, 8), f(2, 8)
f(2, 3, 4), f(2, 2), f(2, 2), f(4, 8), f(2, 4)
f(2, 3, 4), f(2, 2), f(2, 2), f(4, 8), f(2, 8), f(7))",
      .tolerance = 64,
  };
};

struct LstmGrad {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "LstmGrad",
      .endpoints = "",
      .signature =
          "(gates, c, c0, recurrent, dh: T?, dh_last: T?, dc_last: T?, name=None) -> "
          "(Tensor, Tensor, Tensor)",
      .doc = R"(Computes the gradients of Lstm by what goes into the gates, by h0 and by c0.

Args:
  gates, c: its outputs.
  c0, recurrent: its inputs.
  dh, dh_last, dc_last: the gradients by its first three outputs, where there are any.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .batch = batch::fold<0b1110111>,
      .grad = grad,
      .grad_reads = Reads{0b1111111, 0},
      .errors = "f(2, 3, 8), f(2, 3, 3), f(2, 2), f(2, 8), None, None, None",
      .tolerance = 64,
  };
};

struct Gru {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Gru",
      .endpoints = "",
      .signature =
          "(x, h0, kernel, recurrent, bias: T?=None, recurrent_bias: T?=None, name=None) -> "
          "(Tensor, Tensor, Tensor)",
      .doc = R"(Runs a GRU over sequences.

Gates lie in the order z, r, g: with v = x kernel + bias and a = h0 recurrent + recurrent_bias, z and
r are sigmoids of v + a, g = tanh(v + r a) and h = z h0 + (1 - z) g.

Args:
  x: [batch, time, inputs].
  h0: [batch, units].
  kernel: [inputs, 3 units].
  recurrent: [units, 3 units].
  bias, recurrent_bias: [3 units], or None.
Returns:
  h at all times, the last h; the gates and the a of g at all times. The last 1 results are
  for gradients only.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .batch = batch::fold<0b11>,
      .grad = grad,
      .grad_reads = Reads{0b1111, 0b101},
      .numpy = "ref.gru",
      .samples = R"(f(2, 3, 4), f(2, 2), f(4, 6), f(2, 6), f(6), f(6)
f(1, 1, 3), f(1, 5), f(3, 15), f(5, 15)
f(2, 0, 4), f(2, 2), f(4, 6), f(2, 6), None, f(6)
f(0, 3, 4), f(0, 2), f(4, 6), f(2, 6), f(6), f(6))",
      .errors = R"(f(2, 4), f(2, 2), f(4, 6), f(2, 6)
f(2, 3, 4), f(2, 2), f(4, 7), f(2, 6)
f(2, 3, 4), f(2, 2), f(3, 6), f(2, 6)
f(2, 3, 4), f(3, 2), f(4, 6), f(2, 6)
f(2, 3, 4), f(2, 2), f(4, 6), f(2, 4)
f(2, 3, 4), f(2, 2), f(4, 6), f(2, 6), f(5)
f(2, 3, 4), f(2, 2), f(4, 6), f(2, 6), f(6), f(5))",
      .tolerance = 64,
  };
};

struct GruGrad {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "GruGrad",
      .endpoints = "",
      .signature =
          "(gates, h, h0, recurrent, dh: T?, dh_last: T?, name=None) -> "
          "(Tensor, Tensor, Tensor)",
      .doc = R"(Computes the gradients of Gru by v and a at all times, and by h0.

Args:
  gates, h: its outputs.
  h0, recurrent: its inputs.
  dh, dh_last: the gradients by its first two outputs, where there are any.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .batch = batch::fold<0b110111>,
      .grad = grad,
      .grad_reads = Reads{0b111111, 0},
      .errors = "f(2, 3, 8), f(2, 3, 3), f(2, 2), f(2, 6), None, None",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
