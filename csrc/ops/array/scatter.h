// Elements and slices addressed by coordinates: gather_nd, scatter_nd and updates in place of them.
#pragma once
#include "ops/array/gather.h"
#include "ops/array/scatter.decl.h"

namespace zeal::op {

struct GatherNd {
  struct Attrs {
    int64_t batch_dims = 0;
  };
  ZEAL_ATTRS(Attrs, batch_dims);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "GatherNd",
      .endpoints = "gather_nd",
      .raw = "GatherNd(bad_indices_policy: -)",
      .signature = "(params, indices: Index, batch_dims=0, name=None) -> Tensor",
      .doc =
          "Picks elements or slices of `params` by coordinates, the last dimension of "
          "`indices`."
          "\n\nArgs:\n"
          "  params: a tensor.\n"
          "  indices: [..., m], int32 or int64; each row picks from the first m dimensions.\n"
          "  batch_dims: how many leading dimensions go together in both."
          "\nRaises:\n  InvalidArgumentError: When an index is out of range.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "ref.gather_nd",
      .samples =
          "f(3, 4), i(3, 5, 2)\nf(3, 4), i(3, 2, 1)\nf(3, 4), i(3, 2, 0)\nf(2), i(2, 1)\n"
          "f(2, 3, 4), i(3, 2, 5, 1), batch_dims=1\nf(3, 4), i(3, 0, 2)",
      .errors =
          "f(2, 2), [[2, 0]]\nf(2, 2), [[0, -1]]\nf(2), [[0, 0]]\nf(2), 0\n"
          "f(2, 3), i(2, 3, 1), batch_dims=1\nf(2, 3), i(2, 2, 1), batch_dims=2",
  };
};

// Shape, as of params, and coordinates that are added to.
struct GatherNdGrad {
  struct Attrs {
    Ints shape;
    int64_t batch_dims = 0;
  };
  ZEAL_ATTRS(Attrs, shape, batch_dims);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    g.dx(0, ops::gather_nd(g.dy(), g.x(1), {.batch_dims = g.attrs<Attrs>().batch_dims}));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "GatherNdGrad",
      .endpoints = "",
      .signature = "(dy, indices: Index, shape, batch_dims=0, name=None) -> Tensor",
      .doc = "Zeros of `shape` to which what GatherNd picked is added back.",
      .dtypes = kNumeric,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "ref.gather_nd_grad",
      .samples = "f(5), i(3, 5, 2), [3, 4]\nf(2, 5, 4), i(3, 2, 5, 1), [2, 3, 4], batch_dims=1",
      .errors = "f(4), i(3, 5, 2), [3, 4]",
  };
};

inline void GatherNd::grad(GradContext& g) {
  g.dx(0, ops::gather_nd_grad(
              g.dy(), g.x(1),
              {.shape = to_ints(g.x_shape()), .batch_dims = g.attrs<Attrs>().batch_dims}));
}

struct ScatterNd {
  struct Attrs {
    Ints shape;
  };
  ZEAL_ATTRS(Attrs, shape);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(1, ops::gather_nd(g.dy(), g.x(0))); }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "ScatterNd",
      .endpoints = "scatter_nd",
      .raw = "ScatterNd(bad_indices_policy: -)",
      .signature = "(indices: Index, updates, shape, name=None) -> Tensor",
      .doc =
          "Zeros of `shape` to which `updates` are added at the given coordinates.\n\n"
          "Args:\n"
          "  indices: [..., m], int32 or int64.\n"
          "  updates: indices.shape[:-1] + shape[m:].\n"
          "  shape: the result's shape.\n"
          "Raises:\n  InvalidArgumentError: When an index is out of range.",
      .dtypes = kNumeric | kBool,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(0),
      .numpy = "ref.scatter_nd",
      .samples =
          "i(8, 4, 1), f(4), [8]\ni(3, 2, 1), f(2, 4), [3, 4]\ni(3, 5, 2), f(5), [3, 4]\n"
          "i(3, 0, 1), f(0), [3]",
      .errors =
          "[[7]], f(1), [2]\n[[-1]], f(1), [2]\n[[0]], f(2), [2]\n[[0, 0]], f(1), [2]\n"
          "[[0]], f(1), [-1]",
  };
};

// The five that write into a copy of a tensor differ in how they combine.
void infer_tensor_scatter(InferContext& c);
void batch_tensor_scatter(BatchContext& c);

struct TensorScatterUpdate {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "TensorScatterUpdate",
      .endpoints = "tensor_scatter_nd_update",
      .raw = "TensorScatterUpdate(bad_indices_policy: -)",
      .signature = "(tensor, indices: Index, updates, name=None) -> Tensor",
      .doc =
          "A copy of `tensor` with `updates` at the given coordinates; the last of several "
          "counts."
          "\n\nArgs:\n"
          "  tensor: any tensor.\n"
          "  indices: [..., m], int32 or int64.\n"
          "  updates: indices.shape[:-1] + tensor.shape[m:].",
      .dtypes = kAny,
      .infer = infer_tensor_scatter,
      .batch = batch_tensor_scatter,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "ref.scatter_update",
      .samples =
          "f(8), [[1], [6]], f(2)\nf(3, 4), [[2], [0]], f(2, 4)\nf(3, 4), [[1, 2]], f(1)\n"
          "f(2, 2), i(2, 0, 1), f(0, 2)",
      .errors = "f(2), [[7]], f(1)\nf(2), [[0]], f(2)\nf(2), 0, f()",
  };
};

struct TensorScatterAdd {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    g.dx(0, g.dy());
    if (g.needs(2)) g.dx(2, ops::gather_nd(g.dy(), g.x(1)));
  }
  static constexpr OpDef def{
      .type = "TensorScatterAdd",
      .endpoints = "tensor_scatter_nd_add",
      .raw =
          "TensorScatterAdd(bad_indices_policy: -); ScatterNdNonAliasingAdd(input: tensor, "
          "bad_indices_policy: -)",
      .signature = "(tensor, indices: Index, updates, name=None) -> Tensor",
      .doc =
          "A copy of `tensor` with `updates` added at the given coordinates."
          "\n\nArgs:\n"
          "  tensor: any tensor.\n"
          "  indices: [..., m], int32 or int64.\n"
          "  updates: indices.shape[:-1] + tensor.shape[m:].",
      .dtypes = kNumeric,
      .infer = infer_tensor_scatter,
      .batch = batch_tensor_scatter,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "lambda tensor, indices, updates: ref.scatter(np.add, tensor, indices, updates)",
      .samples = "f(8), [[1], [6], [1]], f(3)\nf(3, 4), [[2], [0]], f(2, 4)",
      .errors = "f(2), [[7]], f(1)\nf(2), [[0]], f(2)",
  };
};

struct TensorScatterSub {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    g.dx(0, g.dy());
    if (g.needs(2)) g.dx(2, -ops::gather_nd(g.dy(), g.x(1)));
  }
  static constexpr OpDef def{
      .type = "TensorScatterSub",
      .endpoints = "tensor_scatter_nd_sub",
      .raw = "TensorScatterSub(bad_indices_policy: -)",
      .signature = "(tensor, indices: Index, updates, name=None) -> Tensor",
      .doc =
          "A copy of `tensor` with `updates` subtracted at the given coordinates."
          "\n\nArgs:\n"
          "  tensor: any tensor.\n"
          "  indices: [..., m], int32 or int64.\n"
          "  updates: indices.shape[:-1] + tensor.shape[m:].",
      .dtypes = kNumeric,
      .infer = infer_tensor_scatter,
      .batch = batch_tensor_scatter,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy =
          "lambda tensor, indices, updates: ref.scatter(np.subtract, tensor, indices, "
          "updates)",
      .samples = "f(8), [[1], [6], [1]], f(3)\nf(3, 4), [[2], [0]], f(2, 4)",
      .errors = "f(2), [[7]], f(1)\nf(2), [[0]], f(2)",
  };
};

inline void TensorScatterUpdate::grad(GradContext& g) {
  const Tensor dy = g.dy(), indices = g.x(1);
  if (g.needs(0))
    g.dx(0, ops::tensor_scatter_nd_update(dy, indices,
                                          Tensor::full(g.x_shape(2), 0, dy.dtype(), dy.device())));
  if (g.needs(2)) g.dx(2, ops::gather_nd(dy, indices));
}

struct TensorScatterMin {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "TensorScatterMin",
      .endpoints = "tensor_scatter_nd_min",
      .raw = "TensorScatterMin(bad_indices_policy: -)",
      .signature = "(tensor, indices: Index, updates, name=None) -> Tensor",
      .doc =
          "A copy of `tensor` with the smaller of it and `updates` at the given coordinates."
          "\n\nArgs:\n"
          "  tensor: any tensor.\n"
          "  indices: [..., m], int32 or int64.\n"
          "  updates: indices.shape[:-1] + tensor.shape[m:].",
      .dtypes = kReal,
      .infer = infer_tensor_scatter,
      .batch = batch_tensor_scatter,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda tensor, indices, updates: ref.scatter(np.minimum, tensor, indices, "
          "updates)",
      .samples = "f(8), [[1], [6], [1]], f(3)\nf(3, 4), [[2], [0]], f(2, 4)",
      .errors = "f(2), [[7]], f(1)\nf(2), [[0]], f(2)",
  };
};

struct TensorScatterMax {
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "TensorScatterMax",
      .endpoints = "tensor_scatter_nd_max",
      .raw = "TensorScatterMax(bad_indices_policy: -)",
      .signature = "(tensor, indices: Index, updates, name=None) -> Tensor",
      .doc =
          "A copy of `tensor` with the larger of it and `updates` at the given coordinates."
          "\n\nArgs:\n"
          "  tensor: any tensor.\n"
          "  indices: [..., m], int32 or int64.\n"
          "  updates: indices.shape[:-1] + tensor.shape[m:].",
      .dtypes = kReal,
      .infer = infer_tensor_scatter,
      .batch = batch_tensor_scatter,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda tensor, indices, updates: ref.scatter(np.maximum, tensor, indices, "
          "updates)",
      .samples = "f(8), [[1], [6], [1]], f(3)\nf(3, 4), [[2], [0]], f(2, 4)",
      .errors = "f(2), [[7]], f(1)\nf(2), [[0]], f(2)",
  };
};

}  // namespace zeal::op
