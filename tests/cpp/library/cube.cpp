// Ops outside zeal's tree: an element-wise one with a gradient, and one with a kernel of its own.
#include "zeal_op.h"

#include "ops/math/arith.h"

using namespace zeal;

struct Cube {
  template <class T>
  static ZEAL_INLINE T scalar(T x) {
    return x * x * x;
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Cube",
      .endpoints = "",
      .signature = "(x, name=None) -> Tensor",
      .doc = "x to the third power.",
      .dtypes = kFloating | kSignedInt,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
  };
};
ZEAL_DECLARE_OP(Cube, cube)

void Cube::grad(GradContext& g) { g.dx(0, 3.0 * g.dy() * ops::square(g.x())); }
ZEAL_REGISTER_OP(Cube)

// The elements at even positions of a vector.
struct TakeEven {
  struct Attrs {
    bool odd = false;
  };
  ZEAL_ATTRS(Attrs, odd);
  static void infer(InferContext& c) {
    if (c.shape().rank() != 1) c.fail("expects a vector, got shape ", c.shape());
    c.out(c.dtype(), {(c.shape()[0] + (c.attrs<Attrs>().odd ? 0 : 1)) / 2});
  }
  static void cpu(KernelContext& k) {
    const float* x = k.in<float>();
    float* y = k.out<float>();
    const int first = k.attrs<Attrs>().odd ? 1 : 0;
    for (int64_t i = 0; i < k.out().numel(); ++i) y[i] = x[2 * i + first];
  }
  static constexpr OpDef def{
      .type = "TakeEven",
      .endpoints = "",
      .signature = "(x, odd=False, name=None) -> Tensor",
      .doc = "The elements at even positions of a vector, or those at odd ones.",
      .dtypes = dtype_set(DType::Float32),
      .infer = infer,
  };
};
ZEAL_DECLARE_OP(TakeEven, take_even)
ZEAL_REGISTER_OP(TakeEven)
