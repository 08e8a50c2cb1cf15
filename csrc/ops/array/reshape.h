// Views: the same data under another shape, header or dtype.
#pragma once
#include "ops/array/arguments.h"
#include "ops/array/reshape.decl.h"

namespace zeal::op {

// dy in the shape of input 0.
void reshape_grad(GradContext& g);

struct Reshape {
  struct Attrs {
    Ints shape;
  };
  ZEAL_ATTRS(Attrs, shape);
  static void infer(InferContext& c) {
    const Ints& want = c.attrs<Attrs>().shape;
    if (ZEAL_UNLIKELY(want.size() > kMaxRank))
      c.fail("a tensor may have at most ", kMaxRank, " dimensions, got ", want.size());
    Shape out;
    int unknown = -1;
    for (int64_t d : want) {
      if (ZEAL_UNLIKELY(d < -1)) c.fail("size ", out.rank(), " must be non-negative, not ", d);
      if (d == -1) {
        if (ZEAL_UNLIKELY(unknown >= 0))
          c.fail("Only one input size may be -1, not both ", unknown, " and ", out.rank());
        unknown = out.rank();
      }
      out.push_back(d == -1 ? 1 : d);
    }
    const int64_t have = c.input(0)->numel(), known = out.numel();
    if (unknown >= 0) {
      if (ZEAL_UNLIKELY(known == 0))
        c.fail(
            "reshape cannot infer the missing input size for an empty tensor unless all "
            "specified input sizes are non-zero");
      if (ZEAL_UNLIKELY(have % known != 0))
        c.fail("Input to reshape is a tensor with ", have, " values, but the requested shape ",
               want, " requires a multiple of ", known);
      out[unknown] = have / known;
    } else if (ZEAL_UNLIKELY(have != known)) {
      c.fail("Input to reshape is a tensor with ", have, " values, but the requested shape ", out,
             " has ", known);
    }
    c.out(c.dtype(), out);
  }
  static int64_t view(const KernelContext&) { return 0; }
  static constexpr OpDef def{
      .type = "Reshape",
      .endpoints = "reshape",
      .signature = "(tensor, shape, name=None) -> Tensor",
      .doc =
          "Gives the values of a tensor another shape; they are shared, not copied.\n\n"
          "Args:\n  shape: the extents; one may be -1 and is worked out from the others.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::reshaped,
      .linear_in = 0b1,
      .spread = batch::spread_reshape,
      .grad = reshape_grad,
      .numpy = "lambda tensor, shape: np.reshape(tensor, shape)",
      .samples =
          "f(2, 3), [3, 2]\nf(2, 3), [-1]\nf(), [1, 1]\nf(0, 3), [3, 0]\nf(4, 3), [2, -1, 3]",
      .errors = "f(2, 3), [4]\nf(2, 3), [-1, -1]\nf(0), [0, -1]\nf(1), [0] * 255",
  };
};

inline void reshape_grad(GradContext& g) {
  g.dx(0, ops::reshape(g.dy(), {.shape = to_ints(g.x_shape())}));
}

struct ExpandDims {
  struct Attrs {
    int64_t axis = 0;
  };
  ZEAL_ATTRS(Attrs, axis);
  static void infer(InferContext& c) {
    Shape out = c.shape();
    out.insert(c.axis(c.attrs<Attrs>().axis, out.rank() + 1), 1);
    c.out(c.dtype(), out);
  }
  static int64_t view(const KernelContext&) { return 0; }
  static constexpr OpDef def{
      .type = "ExpandDims",
      .endpoints = "expand_dims",
      .signature = "(input, axis, name=None) -> Tensor",
      .doc =
          "Puts a dimension of size 1 in at `axis`; the values are shared.\n\n"
          "Args:\n  axis: from -rank - 1 to rank.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::reshaped,
      .linear_in = 0b1,
      .spread = batch::spread_reshape,
      .grad = reshape_grad,
      .numpy = "lambda input, axis: np.expand_dims(input, axis)",
      .samples = "f(2, 3), 0\nf(2, 3), -1\nf(2, 3), 1\nf(), 0",
      .errors = "f(2, 3), 3\nf(2), -3",
  };
};

struct Squeeze {
  struct Attrs {
    std::optional<Ints> axis{};
  };
  ZEAL_ATTRS(Attrs, axis);
  static void infer(InferContext& c) {
    const Shape& x = c.shape();
    const std::optional<Ints>& axes = c.attrs<Attrs>().axis;
    bool all = !axes || axes->empty();
    unsigned drop = 0;
    if (!all)
      for (int64_t a : *axes) {
        int axis = c.axis(a, x.rank());
        if (ZEAL_UNLIKELY(x[axis] != 1))
          c.fail("Can not squeeze dim[", axis, "], expected a dimension of 1, got ", x[axis]);
        drop |= 1u << axis;
      }
    Shape out;
    for (int i = 0; i < x.rank(); ++i)
      if (!(all ? x[i] == 1 : drop >> i & 1)) out.push_back(x[i]);
    c.out(c.dtype(), out);
  }
  static int64_t view(const KernelContext&) { return 0; }
  static constexpr OpDef def{
      .type = "Squeeze",
      .endpoints = "squeeze",
      .signature = "(input, axis=None, name=None) -> Tensor",
      .doc =
          "Takes out dimensions of size 1; the values are shared.\n\n"
          "Args:\n  axis: which ones; an error if their size is not 1. None takes out all.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::reshaped,
      .linear_in = 0b1,
      .spread = batch::spread_reshape,
      .grad = reshape_grad,
      .numpy =
          "lambda input, axis=None: np.squeeze(input, None if axis is None else "
          "tuple(np.ravel(axis)))",
      .samples = "f(1, 2, 1)\nf(1, 2, 1), axis=[0]\nf(1, 2, 1), axis=-1\nf(1)\nf(1, 0)",
      .errors = "f(2, 3), axis=0\nf(2), axis=1",
  };
};

struct Identity {
  static int64_t view(const KernelContext&) { return 0; }
  static void grad(GradContext& g) { g.dx(0, g.dy()); }
  static constexpr OpDef def{
      .type = "Identity",
      .endpoints = "identity",
      .raw = "Snapshot; GuaranteeConst",
      .signature = "(input, name=None) -> Tensor",
      .doc = "Returns a new tensor with the same shape and values, which are shared.",
      .dtypes = kAny,
      .infer = same_shape,
      .batch = batch::reshaped,
      .linear_in = 0b1,
      .spread = batch::spread_reshape,
      .grad = grad,
      .numpy = "lambda input: input",
      .samples = "f(2, 3)\nf()\nf(0)",
  };
};

struct StopGradient {
  static int64_t view(const KernelContext&) { return 0; }
  static constexpr OpDef def{
      .type = "StopGradient",
      .endpoints = "stop_gradient",
      .signature = "(input, name=None) -> Tensor",
      .doc = "Returns the same values as a constant: no gradient flows through.",
      .dtypes = kAny,
      .infer = same_shape,
      .batch = batch::leading,
      .linear_in = 0b1,
      .spread = batch::spread_reshape,
      .numpy = "lambda input: input",
      .samples = "f(2, 3)\nf()\nf(0)",
  };
};

struct EnsureShape {
  struct Attrs {
    Ints shape;
  };
  ZEAL_ATTRS(Attrs, shape);
  static void infer(InferContext& c) {
    const Ints& want = c.attrs<Attrs>().shape;
    const Shape& x = c.shape();
    bool fits = want.size() == static_cast<size_t>(x.rank());
    for (int i = 0; fits && i < x.rank(); ++i) fits = want[i] < 0 || want[i] == x[i];
    if (ZEAL_UNLIKELY(!fits))
      c.fail("Shape of tensor input ", x, " is not compatible with expected shape ", want);
    c.out_like();
  }
  static int64_t view(const KernelContext&) { return 0; }
  static void grad(GradContext& g) { g.dx(0, g.dy()); }
  static constexpr OpDef def{
      .type = "EnsureShape",
      .endpoints = "ensure_shape",
      .raw = "EnsureShape(input: x)",
      .signature = "(x, shape, name=None) -> Tensor",
      .doc =
          "Returns x if it has the given shape, and raises otherwise.\n\n"
          "Args:\n  shape: the extents; -1 (or None) stands for any.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::reshaped,
      .grad = grad,
      .numpy = "lambda x, shape: x",
      .samples = "f(2, 3), [2, 3]\nf(2, 3), [-1, 3]\nf(), []",
      .errors = "f(2, 2), [3, 3]\nf(2, 2), [2]",
  };
};

struct Bitcast {
  struct Attrs {
    DType type = DType::Int32;
  };
  ZEAL_ATTRS(Attrs, type);
  static void infer(InferContext& c) {
    const DType to = c.attrs<Attrs>().type, from = c.dtype();
    const size_t a = size_of(from), b = size_of(to);
    Shape out = c.shape();
    if (a > b) {
      out.push_back(static_cast<int64_t>(a / b));
    } else if (a < b) {
      const auto ratio = static_cast<int64_t>(b / a);
      if (ZEAL_UNLIKELY(out.rank() == 0 || out.back() != ratio))
        c.fail("Cannot bitcast from ", name_of(from), " to ", name_of(to), ": shape ", c.shape(),
               " must end in a dimension of ", ratio);
      out.erase(out.rank() - 1);
    }
    if (ZEAL_UNLIKELY(to == DType::Bool && from != DType::Bool))
      c.fail("Cannot bitcast to bool, whose bytes must be 0 or 1");
    c.out(to, out);
  }
  static int64_t view(const KernelContext& k) {
    // A slice of small elements may begin where a larger one must not.
    return reinterpret_cast<uintptr_t>(k.in().data()) % size_of(k.attrs<Attrs>().type) ? -1 : 0;
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Bitcast",
      .endpoints = "bitcast",
      .signature = "(input, type, name=None) -> Tensor",
      .doc =
          "Reads the bytes of a tensor as another dtype; they are shared where possible.\n\n"
          "Where `type` is smaller, the result has one more dimension, the ratio of the sizes; "
          "where it is larger, the last dimension must be that ratio and goes away."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  type: the dtype to read as.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .samples = "f(2, 3), 'int8'\ni(9, 3), 'float32'\ni(9, 3, 2), 'int64'",
      .errors = "i(9, 3), 'int64'\ni(9), 'bool'",
  };
};

}  // namespace zeal::op
