// Picking slices by index, and adding them back.
#pragma once
#include "ops/array/gather.decl.h"
#include "ops/array/reshape.h"

namespace zeal::op {

// How params [batch, outer, n, inner] and indices [batch, picks] make [batch, outer, picks, inner].
struct GatherPlan {
  int64_t batch, outer, n, picks, inner;
  int axis, batch_dims;

  GatherPlan(const Shape& params, const Shape& indices, int64_t axis_, int64_t batch_dims_)
      : axis(front_axis(axis_, params.rank())),
        batch_dims(front_axis(batch_dims_, indices.rank())) {
    batch = params.product(0, batch_dims);
    outer = params.product(batch_dims, axis);
    n = params[axis];
    inner = params.product(axis + 1, params.rank());
    picks = indices.product(batch_dims, indices.rank());
  }
};

struct Gather {
  struct Attrs {
    std::optional<int64_t> validate_indices{};  // deprecated and ignored, as in TensorFlow
    std::optional<int64_t> axis{};              // batch_dims when absent
    int64_t batch_dims = 0;
  };
  ZEAL_ATTRS(Attrs, validate_indices, axis, batch_dims);
  static int64_t axis_of(const Attrs& a, int indices_rank) {
    return a.axis.value_or(front_axis(a.batch_dims, indices_rank));
  }
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    const Shape &params = c.shape(), &indices = c.shape(1);
    const int64_t given = a.batch_dims;
    if (ZEAL_UNLIKELY(given < -indices.rank() || given > indices.rank()))
      c.fail("argument 'batch_dims' must be in [", -indices.rank(), ", ", indices.rank(), "], got ",
             given);
    const int batch = front_axis(given, indices.rank());
    c.need_rank_at_least(0, 1, "params");
    const int axis = c.axis(axis_of(a, indices.rank()), params.rank());
    if (ZEAL_UNLIKELY(batch > axis))
      c.fail("batch_dims (", batch, ") must be less than or equal to axis (", axis, ")");
    Shape out;
    for (int i = 0; i < axis; ++i) {
      if (ZEAL_UNLIKELY(i < batch && params[i] != indices[i]))
        c.fail("params.shape[", i, "] must equal indices.shape[", i, "], got ", params, " and ",
               indices);
      out.push_back(params[i]);
    }
    for (int i = batch; i < indices.rank(); ++i) out.push_back(indices[i]);
    for (int i = axis + 1; i < params.rank(); ++i) out.push_back(params[i]);
    c.out(c.dtype(), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Gather",
      .endpoints = "gather",
      .raw = "GatherV2; ResourceGather(resource: params, dtype: -)",
      .signature =
          "(params, indices: Index, validate_indices=None, axis=None, batch_dims=0, "
          "name=None) -> Tensor",
      .doc =
          "Picks the slices of `params` along `axis` that `indices` names.\n\n"
          "Args:\n  axis: None means batch_dims.\n"
          "  batch_dims: so many leading dimensions of both go together.\n\n"
          "Raises:\n  InvalidArgumentError: When an index is negative or beyond the axis.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "ref.gather",
      .samples =
          "f(4), i(4, 3)\nf(4, 2), i(4, 2, 3)\nf(2, 4, 3), i(4, 5), axis=1\n"
          "f(2, 4, 3), i(4, 2, 5), axis=1, batch_dims=1\nf(3, 5), i(5, 3, 2), batch_dims=1\n"
          "f(3, 5), i(3), axis=-2\nf(2, 3), i(2, 0)\nf(2, 3, 4), i(4, 2, 3), axis=-1, "
          "batch_dims=-1",
      .errors =
          "f(3), [5]\nf(3), [-1]\nf(3, 2), i(2, 1), batch_dims=10\nf(), [0]\n"
          "f(3, 2), [0], axis=2\nf(3, 2), i(2, 2), batch_dims=1",
  };
};

struct GatherGrad {
  struct Attrs {
    Ints shape;
    int64_t axis = 0, batch_dims = 0;
  };
  ZEAL_ATTRS(Attrs, shape, axis, batch_dims);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    Shape params = to_shape(c, a.shape);
    c.need_rank_at_least(1, static_cast<int>(a.batch_dims), "indices");
    const GatherPlan p(params, c.shape(1), c.axis(a.axis, params.rank()), a.batch_dims);
    if (ZEAL_UNLIKELY(c.input(0)->numel() != p.batch * p.outer * p.picks * p.inner))
      c.fail("shape of dy ", c.shape(), " does not fit params ", params, " and indices ",
             c.shape(1));
    c.out(c.dtype(), params);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Attrs& a = g.attrs<Attrs>();
    g.dx(0, ops::gather(g.dy(), g.x(1), {.axis = a.axis, .batch_dims = a.batch_dims}));
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "GatherGrad",
      .endpoints = "",
      .signature = "(dy, indices: Index, shape, axis=0, batch_dims=0, name=None) -> Tensor",
      .doc = "Zeros of `shape` to which every slice that Gather picked is added back.",
      .dtypes = kNumeric,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "ref.gather_grad",
      .samples =
          "f(3), i(4, 3), [4]\nf(2, 5, 3), i(4, 5), [2, 4, 3], axis=1\n"
          "f(2, 5, 3), i(4, 2, 5), [2, 4, 3], axis=1, batch_dims=1",
      .errors = "f(2), [0, 4], [4]\nf(3), [0, 1], [4]",
  };
};

inline void Gather::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Shape params = g.x_shape();
  const Tensor indices = g.x(1);
  const int axis = front_axis(axis_of(a, indices.rank()), params.rank());
  const int batch = front_axis(a.batch_dims, indices.rank());
  if (axis == 0 && batch == 0) {
    Shape rows = params;
    rows[0] = indices.numel();
    g.dx(0, IndexedSlices{ops::reshape(g.dy(), {.shape = to_ints(rows)}),
                          ops::reshape(indices, {.shape = {indices.numel()}}), params});
    return;
  }
  g.dx(0, ops::gather_grad(g.dy(), indices,
                           {.shape = to_ints(params), .axis = axis, .batch_dims = batch}));
}

struct EmbeddingLookup {
  struct Attrs {
    std::optional<double> max_norm{};
  };
  ZEAL_ATTRS(Attrs, max_norm);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "EmbeddingLookup",
      .endpoints = "nn.embedding_lookup",
      .signature = "(params, ids: Index, max_norm=None, name=None) -> Tensor",
      .doc =
          "Picks the rows of an embedding table; the gradient is IndexedSlices."
          "\n\nArgs:\n"
          "  params: [n, ...], the table.\n"
          "  ids: the rows to pick.\n"
          "  max_norm: rows with a larger L2 norm are scaled down to it.",
      .dtypes = kAny,
      .numpy = "lambda params, ids, max_norm=None: params[ids]",
      .samples = "f(4, 2), i(4, 3)\nf(4, 2), i(4, 2, 2)",
      .errors = "f(4, 2), [4]",
  };
};

}  // namespace zeal::op
