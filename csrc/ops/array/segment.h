// Reductions over the parts of a tensor that ids name.
#pragma once
#include "ops/array/gather.h"
#include "ops/array/segment.decl.h"

namespace zeal::op {

// ---- Parts in any order, their number given ----
// data: [ids..., inner...]; segment_ids: [ids...]; result: [num_segments, inner...]

struct UnsortedAttrs {
  int64_t num_segments = 0;
};
void infer_unsorted(InferContext& c);
void batch_unsorted(BatchContext& c);

struct SegmentGather {
  static void infer(InferContext& c) {
    c.need_rank_at_least(0, 1, "params");
    Shape out = c.shape(1);
    for (int i = 1; i < c.shape().rank(); ++i) out.push_back(c.shape()[i]);
    c.out(c.dtype(), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "SegmentGather",
      .endpoints = "",
      .signature = "(params, segment_ids: Index, name=None) -> Tensor",
      .doc = "The rows that ids name; zeros for negative ids.",
      .dtypes = kNumeric,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "ref.segment_gather",
      .samples = "f(3, 2), [0, 2, -1, 0]\nf(3), [[0, 1], [2, 2]]",
      .errors = "f(3), [3]",
  };
};

struct UnsortedSegmentSum {
  using Attrs = UnsortedAttrs;
  ZEAL_ATTRS(Attrs, num_segments);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::segment_gather(g.dy(), g.x(1))); }
  static constexpr OpDef def{
      .type = "UnsortedSegmentSum",
      .endpoints = "math.unsorted_segment_sum",
      .signature = "(data, segment_ids: Index, num_segments, name=None) -> Tensor",
      .doc =
          "Sums the rows of `data` that have one id; rows with negative ids are left out."
          "\n\nArgs:\n"
          "  data: a tensor.\n"
          "  segment_ids: int32 or int64, of the shape that data.shape begins with.\n"
          "  num_segments: the number of rows of the result; ids are less than that.",
      .dtypes = kNumeric,
      .infer = infer_unsorted,
      .batch = batch_unsorted,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy =
          "lambda data, segment_ids, num_segments: ref.segment('sum', data, segment_ids, "
          "num_segments)",
      .samples =
          "f(5, 2), [0, 2, 0, -1, 2], 4\nf(2, 3), i(4, 2, 3), 4\nf(3), [0, 0, 1], 2\n"
          "f(0, 2), i(1, 0), 2\nf(3), [0, 1, 2], num_segments=3",
      .errors = "f(2), [0, 9], 4\nf(3), [0, 1], 2\nf(2), [0, 1], -1",
  };
};

inline void SegmentGather::grad(GradContext& g) {
  g.dx(0, ops::unsorted_segment_sum(g.dy(), g.x(1), {.num_segments = g.x_shape()[0]}));
}

// Where a segment is empty the largest and smallest are the lowest and highest value of the dtype.
struct UnsortedSegmentMax {
  using Attrs = UnsortedAttrs;
  ZEAL_ATTRS(Attrs, num_segments);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "UnsortedSegmentMax",
      .endpoints = "math.unsorted_segment_max",
      .signature = "(data, segment_ids: Index, num_segments, name=None) -> Tensor",
      .doc =
          "The largest of the rows of `data` that have one id; the lowest number where none has."
          "\n\nArgs:\n"
          "  data: a tensor.\n"
          "  segment_ids: int32 or int64, of the shape that data.shape begins with.\n"
          "  num_segments: the number of rows of the result; ids are less than that.",
      .dtypes = kReal,
      .infer = infer_unsorted,
      .batch = batch_unsorted,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda data, segment_ids, num_segments: ref.segment('max', data, segment_ids, "
          "num_segments)",
      .samples = "f(5, 2), [0, 2, 0, -1, 1], 3\nf(2, 3), [[0, 1, 2], [2, 1, 0]], 3",
      .errors = "f(2), [0, 9], 4\nf(3), [0, 1], 2",
  };
};

struct UnsortedSegmentMin {
  using Attrs = UnsortedAttrs;
  ZEAL_ATTRS(Attrs, num_segments);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "UnsortedSegmentMin",
      .endpoints = "math.unsorted_segment_min",
      .signature = "(data, segment_ids: Index, num_segments, name=None) -> Tensor",
      .doc =
          "The smallest of the rows of `data` that have one id; the highest number where none has."
          "\n\nArgs:\n"
          "  data: a tensor.\n"
          "  segment_ids: int32 or int64, of the shape that data.shape begins with.\n"
          "  num_segments: the number of rows of the result; ids are less than that.",
      .dtypes = kReal,
      .infer = infer_unsorted,
      .batch = batch_unsorted,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda data, segment_ids, num_segments: ref.segment('min', data, segment_ids, "
          "num_segments)",
      .samples = "f(5, 2), [0, 2, 0, -1, 1], 3\nf(2, 3), [[0, 1, 2], [2, 1, 0]], 3",
      .errors = "f(2), [0, 9], 4\nf(3), [0, 1], 2",
  };
};

struct UnsortedSegmentProd {
  using Attrs = UnsortedAttrs;
  ZEAL_ATTRS(Attrs, num_segments);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "UnsortedSegmentProd",
      .endpoints = "math.unsorted_segment_prod",
      .signature = "(data, segment_ids: Index, num_segments, name=None) -> Tensor",
      .doc =
          "The product of the rows of `data` that have one id; 1 where none has."
          "\n\nArgs:\n"
          "  data: a tensor.\n"
          "  segment_ids: int32 or int64, of the shape that data.shape begins with.\n"
          "  num_segments: the number of rows of the result; ids are less than that.",
      .dtypes = kNumeric,
      .infer = infer_unsorted,
      .batch = batch_unsorted,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda data, segment_ids, num_segments: ref.segment('prod', data, segment_ids, "
          "num_segments)",
      .samples = "f(5, 2), [0, 2, 0, -1, 2], 4\nf(2, 3), i(4, 2, 3), 4",
      .errors = "f(2), [0, 9], 4\nf(3), [0, 1], 2",
  };
};

struct UnsortedSegmentMean {
  using Attrs = UnsortedAttrs;
  ZEAL_ATTRS(Attrs, num_segments);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "UnsortedSegmentMean",
      .endpoints = "math.unsorted_segment_mean",
      .signature = "(data, segment_ids: Index, num_segments, name=None) -> Tensor",
      .doc =
          "The mean of the rows of `data` that have one id; 0 where none has."
          "\n\nArgs:\n"
          "  data: a tensor.\n"
          "  segment_ids: int32 or int64, of the shape that data.shape begins with.\n"
          "  num_segments: the number of rows of the result; ids are less than that.",
      .dtypes = kFloating | kComplex,
      .numpy =
          "lambda data, segment_ids, num_segments: ref.segment('mean', data, segment_ids, "
          "num_segments)",
      .samples = "f(5, 2), [0, 2, 0, -1, 2], 4\nf(2, 3), i(4, 2, 3), 4\nf(3), [0, 0, 1], 2",
      .errors = "f(2), [0, 9], 4\nf(3), [0, 1], 2",
  };
};

struct UnsortedSegmentSqrtN {
  using Attrs = UnsortedAttrs;
  ZEAL_ATTRS(Attrs, num_segments);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "UnsortedSegmentSqrtN",
      .endpoints = "math.unsorted_segment_sqrt_n",
      .signature = "(data, segment_ids: Index, num_segments, name=None) -> Tensor",
      .doc =
          "The sum of the rows of `data` that have one id over the root of their number."
          "\n\nArgs:\n"
          "  data: a tensor.\n"
          "  segment_ids: int32 or int64, of the shape that data.shape begins with.\n"
          "  num_segments: the number of rows of the result; ids are less than that.",
      .dtypes = kFloating | kComplex,
      .numpy =
          "lambda data, segment_ids, num_segments: ref.segment('sqrt_n', data, segment_ids, "
          "num_segments)",
      .samples = "f(5, 2), [0, 2, 0, -1, 2], 4\nf(3), [0, 0, 1], 2",
      .errors = "f(2), [0, 9], 4\nf(3), [0, 1], 2",
  };
};

// ---- Ids that ascend; there are as many segments as the last id says ----
// data: [n, inner...]; segment_ids: [n]; result: [segment_ids[-1] + 1, inner...]

void infer_sorted(InferContext& c);
void batch_sorted(BatchContext& c);

struct SegmentSum {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::segment_gather(g.dy(), g.x(1))); }
  static constexpr OpDef def{
      .type = "SegmentSum",
      .endpoints = "math.segment_sum",
      .signature = "(data, segment_ids: Index, name=None) -> Tensor",
      .doc = "Sums the rows of `data` that have one id; ids must ascend.",
      .dtypes = kNumeric,
      .infer = infer_sorted,
      .batch = batch_sorted,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "lambda data, segment_ids: ref.segment('sum', data, segment_ids)",
      .samples = "f(4, 2), [0, 0, 1, 3]\nf(3), [0, 0, 1]\nf(0, 2), i(1, 0)",
      .errors = "[1., 2., 3.], [1, 0, 2]\nf(2), [-1, 0]\nf(3), [0, 1]\nf(2), [[0, 1]]",
  };
};

struct SegmentMean {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "SegmentMean",
      .endpoints = "math.segment_mean",
      .signature = "(data, segment_ids: Index, name=None) -> Tensor",
      .doc = "The mean of the rows of `data` that have one id, 0 where none has; ids must ascend.",
      .dtypes = kNumeric,
      .infer = infer_sorted,
      .batch = batch_sorted,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "lambda data, segment_ids: ref.segment('mean', data, segment_ids)",
      .samples = "f(4, 2), [0, 0, 1, 3]\nf(3), [0, 0, 1]\nf(0, 2), i(1, 0)",
      .errors = "f(3), [1, 0, 2]\nf(2), [-1, 0]\nf(3), [0, 1]",
  };
};

struct SegmentMax {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "SegmentMax",
      .endpoints = "math.segment_max",
      .signature = "(data, segment_ids: Index, name=None) -> Tensor",
      .doc =
          "The largest of the rows of `data` that have one id, 0 where none has; ids must ascend."
          "\n\nValues that tie share the gradient.",
      .dtypes = kReal,
      .infer = infer_sorted,
      .batch = batch_sorted,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda data, segment_ids: ref.segment('max', data, segment_ids)",
      .samples = "f(4, 2), [0, 0, 1, 3]\nf(3), [0, 0, 1]\nf(0, 2), i(1, 0)",
      .errors = "f(3), [1, 0, 2]\nf(2), [-1, 0]\nf(3), [0, 1]",
  };
};

struct SegmentMin {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "SegmentMin",
      .endpoints = "math.segment_min",
      .signature = "(data, segment_ids: Index, name=None) -> Tensor",
      .doc =
          "The smallest of the rows of `data` that have one id, 0 where none has; ids must ascend."
          "\n\nValues that tie share the gradient.",
      .dtypes = kReal,
      .infer = infer_sorted,
      .batch = batch_sorted,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda data, segment_ids: ref.segment('min', data, segment_ids)",
      .samples = "f(4, 2), [0, 0, 1, 3]\nf(3), [0, 0, 1]\nf(0, 2), i(1, 0)",
      .errors = "f(3), [1, 0, 2]\nf(2), [-1, 0]\nf(3), [0, 1]",
  };
};

struct SegmentProd {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "SegmentProd",
      .endpoints = "math.segment_prod",
      .signature = "(data, segment_ids: Index, name=None) -> Tensor",
      .doc =
          "The product of the rows of `data` that have one id, 1 where none has; ids must ascend.",
      .dtypes = kNumeric,
      .infer = infer_sorted,
      .batch = batch_sorted,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda data, segment_ids: ref.segment('prod', data, segment_ids)",
      .samples = "f(4, 2), [0, 0, 1, 3]\nf(3), [0, 0, 1]\nf(0, 2), i(1, 0)",
      .errors = "f(3), [1, 0, 2]\nf(2), [-1, 0]\nf(3), [0, 1]",
  };
};

}  // namespace zeal::op
