// LSTM and GRU over whole sequences: the loop over time, behind one product for all inputs.
#pragma once
#include "ops/nn/recurrent.decl.h"
#include "ops/record.h"

namespace zeal::op {

inline constexpr DTypeSet kRecurrent = dtype_set(DType::Float32, DType::Float64);

struct LstmSteps {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "LstmSteps",
      .endpoints = "",
      .signature = "(x, h0, c0, recurrent, name=None) -> (Tensor, Tensor, Tensor, Tensor, Tensor)",
      .doc = R"(Runs an LSTM over sequences whose inputs have gone through its kernel already.

Gates lie in the order i, f, g, o: c = f c0 + i g and h = o tanh(c), where i, f and o are sigmoids, g
is a tanh, of x + h0 recurrent. It has no second derivative.

Args:
  x: [batch, time, 4 units]: inputs times kernel, plus bias.
  h0, c0: [batch, units].
  recurrent: [units, 4 units].
Returns:
  h at all times, the last h, the last c; c and the gates at all times. The last 2 results are for
  gradients only.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads{0b1110, 0b11001},
      .numpy = "ref.lstm_steps",
      .samples = R"(f(2, 3, 8), f(2, 2), f(2, 2), f(2, 8)
f(1, 1, 20), f(1, 5), f(1, 5), f(5, 20)
f(2, 0, 8), f(2, 2), f(2, 2), f(2, 8)
f(0, 3, 8), f(0, 2), f(0, 2), f(2, 8))",
      .errors = R"(f(2, 8), f(2, 2), f(2, 2), f(2, 8)
f(2, 3, 7), f(2, 2), f(2, 2), f(2, 8)
f(2, 3, 8), f(3, 2), f(2, 2), f(2, 8)
f(2, 3, 8), f(2, 2), f(2, 3), f(2, 8)
f(2, 3, 8), f(2, 2), f(2, 2), f(2, 4))",
      .tolerance = 64,
  };
};

struct LstmStepsGrad {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "LstmStepsGrad",
      .endpoints = "",
      .signature =
          "(gates, c, c0, recurrent, dh: T?, dh_last: T?, dc_last: T?, name=None) -> "
          "(Tensor, Tensor, Tensor)",
      .doc = R"(Computes the gradients of LstmSteps by x, h0 and c0.

Args:
  gates, c: its outputs.
  c0, recurrent: its inputs.
  dh, dh_last, dc_last: the gradients by its first three outputs, where there are any.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .grad = grad,
      .errors = "f(2, 3, 8), f(2, 3, 3), f(2, 2), f(2, 8), None, None, None",
      .tolerance = 64,
  };
};

struct GruSteps {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "GruSteps",
      .endpoints = "",
      .signature = "(x, h0, recurrent, bias, name=None) -> (Tensor, Tensor, Tensor)",
      .doc = R"(Runs a GRU over sequences whose inputs have gone through its kernel already.

Gates lie in the order z, r, g: with a = h0 recurrent + bias, z and r are sigmoids of x + a,
g = tanh(x + r a) and h = z h0 + (1 - z) g. It has no second derivative.

Args:
  x: [batch, time, 3 units]: inputs times kernel, plus the input's bias.
  h0: [batch, units].
  recurrent: [units, 3 units].
  bias: [3 units].
Returns:
  h at all times, the last h; the gates and the a of g at all times. The last 1 results are
  for gradients only.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads{0b110, 0b101},
      .numpy = "ref.gru_steps",
      .samples = R"(f(2, 3, 6), f(2, 2), f(2, 6), f(6)
f(1, 1, 15), f(1, 5), f(5, 15), f(15)
f(2, 0, 6), f(2, 2), f(2, 6), f(6)
f(0, 3, 6), f(0, 2), f(2, 6), f(6))",
      .errors = R"(f(2, 6), f(2, 2), f(2, 6), f(6)
f(2, 3, 7), f(2, 2), f(2, 6), f(6)
f(2, 3, 6), f(3, 2), f(2, 6), f(6)
f(2, 3, 6), f(2, 2), f(2, 6), f(5)
f(2, 3, 6), f(2, 2), f(2, 4), f(6))",
      .tolerance = 64,
  };
};

struct GruStepsGrad {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "GruStepsGrad",
      .endpoints = "",
      .signature =
          "(gates, h, h0, recurrent, dh: T?, dh_last: T?, name=None) -> "
          "(Tensor, Tensor, Tensor)",
      .doc = R"(Computes the gradients of GruSteps by x, by a (at all times) and by h0.

Args:
  gates, h: its outputs.
  h0, recurrent: its inputs.
  dh, dh_last: the gradients by its first two outputs, where there are any.)",
      .dtypes = kRecurrent,
      .infer = infer,
      .grad = grad,
      .errors = "f(2, 3, 8), f(2, 3, 3), f(2, 2), f(2, 6), None, None",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
