// Tensors made by a rule: number sequences, identity matrices, one-hot rows.
#pragma once
#include "ops/array/make.decl.h"
#include "ops/array/select.h"

namespace zeal::op {

struct Range {
  struct Attrs {
    std::optional<DType> dtype{};
  };
  ZEAL_ATTRS(Attrs, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Range",
      .endpoints = "range",
      .signature =
          "(start: Any, limit: Any?=None, delta: Any?=1, dtype=None, name='range')"
          " -> Tensor",
      .doc =
          "The numbers start, start + delta, ... below `limit` (above it, if delta < 0).\n\n"
          "range(n) counts from 0 to n - 1.\n\n"
          "Args:\n  dtype: None takes the first of float64, float32, bfloat16, float16, int64, "
          "int32 that one of the numbers has.",
      .dtypes = kReal,
      .infer = infer,
      .numpy = "ref.range",
      .samples =
          "5\n0\n2, 9, 3\n5, 0, -2\n3, 3\n0., 1., 0.25\n1, 4.\n3, dtype='float64'\n"
          "2, 5, dtype='int8'",
      .errors = "5, 0\n0, 5, 0\n0, 5, -1\n[1, 2]\n-1e38, 1.\n0, float('nan')\n3, dtype='bool'",
  };
};

struct LinSpace {
  struct Attrs {
    int64_t num = 1;
    int64_t axis = 0;
  };
  ZEAL_ATTRS(Attrs, num, axis);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "LinSpace",
      .endpoints = "linspace lin_space",
      .signature = "(start, stop, num, name=None, axis=0) -> Tensor",
      .doc =
          "`num` numbers at equal distances from start to stop, both included.\n\n"
          "Args:\n  start, stop: of shapes that broadcast.\n"
          "  axis: where the new dimension of the result goes.",
      .dtypes = kFloating | dtype_set(DType::Int32, DType::Int64),
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy = "ref.linspace",
      .samples =
          "f(), f(), 5\nf(), f(), 1\nf(2), f(2), 3\nf(2, 1), f(3), 4, axis=-1\nf(2), f(2), 3, "
          "axis=1",
      .errors = "f(), f(), -1\nf(2), f(3), 3\nf(2), f(2), 3, axis=2",
      .tolerance = 64,
  };
};

struct Eye {
  struct Attrs {
    int64_t num_rows = 0;
    std::optional<int64_t> num_columns{};
    std::optional<Ints> batch_shape{};
    DType dtype = DType::Float32;
  };
  ZEAL_ATTRS(Attrs, num_rows, num_columns, batch_shape, dtype);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    Shape out = a.batch_shape ? to_shape(c, *a.batch_shape, "batch_shape") : Shape{};
    if (ZEAL_UNLIKELY(out.rank() + 2 > kMaxRank))
      c.fail("argument 'batch_shape' may have at most ", kMaxRank - 2, " entries");
    const int64_t columns = a.num_columns.value_or(a.num_rows);
    if (ZEAL_UNLIKELY(a.num_rows < 0 || columns < 0))
      c.fail("the numbers of rows and columns must not be negative, got ", a.num_rows, " and ",
             columns);
    out.push_back(a.num_rows);
    out.push_back(columns);
    c.out(a.dtype, out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Eye",
      .endpoints = "eye linalg.eye",
      .signature =
          "(num_rows, num_columns=None, batch_shape=None, dtype=float32, name=None)"
          " -> Tensor",
      .doc =
          "An identity matrix, or a batch of them."
          "\n\nArgs:\n"
          "  num_rows, num_columns: the matrix's size; square by default.\n"
          "  batch_shape: dimensions before these two.\n"
          "  dtype: of the result.",
      .dtypes = kAny,
      .infer = infer,
      .numpy =
          "lambda num_rows, num_columns=None, batch_shape=(), dtype='float32': np.broadcast_to("
          "np.eye(num_rows, num_columns, dtype=dtype), (*batch_shape, num_rows, "
          "num_rows if num_columns is None else num_columns))",
      .samples = "3\n2, 3\n3, 2, [2]\n0\n2, dtype='int32'",
      .errors = "-1\n2**63 - 1\n2, -3",
  };
};

struct OneHot {
  struct Attrs {
    int64_t depth = 0;
    std::optional<int64_t> axis{};
    std::optional<DType> dtype{};
  };
  ZEAL_ATTRS(Attrs, depth, axis, dtype);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    if (ZEAL_UNLIKELY(!is_integer(c.dtype())))
      c.fail("argument 'indices' must hold integers, got ", name_of(c.dtype()));
    if (ZEAL_UNLIKELY(a.depth < 0)) c.fail("depth must be non-negative, got: ", a.depth);
    for (int i = 1; i < 3; ++i)
      if (ZEAL_UNLIKELY(c.has(i) && c.shape(i).rank() != 0))
        c.fail(i == 1 ? "on_value" : "off_value", " must be a scalar, but got shape ", c.shape(i));
    Shape out = c.shape();
    out.insert(c.axis(a.axis.value_or(-1), out.rank() + 1), a.depth);
    const DType value = c.has(1) ? c.dtype(1) : c.has(2) ? c.dtype(2) : DType::Float32;
    c.out(a.dtype.value_or(value), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "OneHot",
      .endpoints = "one_hot",
      .signature =
          "(indices: Any, depth, on_value: T?=None, off_value: T?=None, axis=None, "
          "dtype=None, name=None) -> Tensor",
      .doc =
          "Rows of `depth` values with on_value (1) at each index and off_value (0) elsewhere.\n\n"
          "Args:\n  indices: those out of range give a row of off_value.\n"
          "  axis: where the new dimension goes; None means last.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading_of<0b1>,
      .numpy = "ref.one_hot",
      .samples =
          "i(4, 3), 4\ni(4, 2, 3), 4, axis=1\ni(5, 3), 3, f(), f()\ni(2), 3, axis=0\n"
          "i(3, 0), 2\ni(3, 2), 3, dtype='int8'\ni(3, 2), 0",
      .errors = "i(3, 2), -1\ni(3, 2), 3, axis=856\ni(3, 2), 3, f(1)\n[0.5], 2",
  };
};

struct SequenceMask {
  struct Attrs {
    std::optional<int64_t> maxlen{};
    DType dtype = DType::Bool;
  };
  ZEAL_ATTRS(Attrs, maxlen, dtype);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "SequenceMask",
      .endpoints = "sequence_mask",
      .signature = "(lengths, maxlen=None, dtype=bool, name=None) -> Tensor",
      .doc =
          "Rows of `maxlen` values of which the first lengths[i] are True.\n\n"
          "Args:\n  maxlen: None takes the largest length.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::leading,
      .numpy = "ref.sequence_mask",
      .domain = {-2, 4},
      .samples = "f(3)\nf(2, 2), 5\nf(2), dtype='int32'\nf(), 3\nf(0), 2\nf(0)",
      .errors = "f(2), -1",
  };
};

}  // namespace zeal::op
