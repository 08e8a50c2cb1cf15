#include "ops/nn/cross_entropy.h"

#include "ops/array/broadcast.h"
#include "ops/array/reshape.h"
#include "ops/array/transpose.h"
#include "ops/math/reduce.h"
#include "ops/nn/softmax.h"

namespace zeal::op {

namespace {

// The derivative of the loss by the features is `backprop`, whose own is softmax's, times the sum
// of the row's labels: one where there is a single true class, and then `total` is empty.
void features_grad(GradContext& g, const Tensor& total) {
  if (!g.needs(0)) return;
  Tensor dx = ops::expand_dims(g.dy(0), {.axis = -1}) * g.y(1);
  if (g.has_dy(1)) {
    Tensor p = ops::softmax(g.x(0)), d = g.dy(1);
    Tensor part = (d - ops::sum(d * p, {.axis = Ints{1}, .keepdims = true})) * p;
    dx = dx + (total ? part * total : part);
  }
  g.dx(0, dx);
}

void rows_out(InferContext& c) {
  c.out(c.dtype(0), Shape{c.shape(0)[0]});
  c.out_like(0);
}

// A view as a matrix of rows of classes.
Tensor as_rows(const Tensor& t) {
  int64_t classes = t.shape().back();
  int64_t rows = t.shape().product(0, t.rank() - 1);
  return ops::reshape(t, {.shape = Ints{rows, classes}});
}

}  // namespace

void SoftmaxCrossEntropy::infer(InferContext& c) {
  c.need_rank(0, 2, "features");
  if (c.shape(1) != c.shape(0))
    c.fail("logits and labels must have the same shape, got ", c.shape(0), " and ", c.shape(1));
  rows_out(c);
}

void SoftmaxCrossEntropy::grad(GradContext& g) {
  features_grad(g, ops::sum(g.x(1), {.axis = Ints{1}, .keepdims = true}));
  if (g.needs(1)) {
    Tensor dx = -(ops::expand_dims(g.dy(0), {.axis = -1}) * ops::log_softmax(g.x(0)));
    if (g.has_dy(1)) {
      Tensor d = g.dy(1);
      dx = dx + ops::sum(d * ops::softmax(g.x(0)), {.axis = Ints{1}, .keepdims = true}) - d;
    }
    g.dx(1, dx);
  }
}

void SparseSoftmaxCrossEntropy::infer(InferContext& c) {
  c.need_rank(0, 2, "features");
  if (!is_integer(c.dtype(1)))
    c.fail("argument 'labels' must hold integers, got ", name_of(c.dtype(1)));
  if (c.shape(1) != Shape{c.shape(0)[0]})
    c.fail("argument 'labels' must have shape ", Shape{c.shape(0)[0]}, " for logits of shape ",
           c.shape(0), ", got ", c.shape(1));
  rows_out(c);
}

void SparseSoftmaxCrossEntropy::grad(GradContext& g) { features_grad(g, {}); }

void SoftmaxCrossEntropyOfLogits::body(Inputs in, const void* attrs, Outputs& out) {
  Tensor labels = Tensor::share(in[0]), logits = Tensor::share(in[1]);
  if (ZEAL_UNLIKELY(labels.shape() != logits.shape())) {
    Shape both;
    if (!broadcast_shapes(labels.shape(), logits.shape(), both))
      invalid(
          "SoftmaxCrossEntropyOfLogits: logits and labels must have shapes that broadcast, "
          "got ",
          logits.shape(), " and ", labels.shape());
    labels = ops::broadcast_to(labels, {.shape = Ints(both.dims())});
    logits = ops::broadcast_to(logits, {.shape = Ints(both.dims())});
  }
  const int rank = logits.rank();
  int64_t axis = static_cast<const Attrs*>(attrs)->axis;
  if (axis < -rank || axis >= rank)
    invalid("SoftmaxCrossEntropyOfLogits: argument 'axis' must be a dimension of the logits, got ",
            axis, " for shape ", logits.shape());
  if (axis < 0) axis += rank;
  Shape result = logits.shape();
  result.erase(static_cast<int>(axis));
  if (axis != rank - 1) {
    Ints perm;
    int64_t* p = perm.resize(static_cast<size_t>(rank));
    for (int i = 0; i < rank; ++i) p[i] = i < axis ? i : i + 1 < rank ? i + 1 : axis;
    labels = ops::transpose(labels, {.perm = perm});
    logits = ops::transpose(logits, {.perm = perm});
  }
  Tensor loss = ops::softmax_cross_entropy.all({as_rows(logits), as_rows(labels)})[0];
  out.resize(1);
  out[0] = ops::reshape(loss, {.shape = Ints(result.dims())});
}

void SparseSoftmaxCrossEntropyOfLogits::body(Inputs in, const void*, Outputs& out) {
  Tensor labels = Tensor::share(in[0]), logits = Tensor::share(in[1]);
  Shape wanted = logits.shape();
  if (wanted.rank() == 0)
    invalid(
        "SparseSoftmaxCrossEntropyOfLogits: argument 'logits' must have at least one "
        "dimension");
  wanted.erase(wanted.rank() - 1);
  if (labels.shape() != wanted)
    invalid("SparseSoftmaxCrossEntropyOfLogits: argument 'labels' must have shape ", wanted,
            " for logits of shape ", logits.shape(), ", got ", labels.shape());
  const bool rows = logits.rank() == 2;
  Tensor flat = rows ? labels : ops::reshape(labels, {.shape = Ints{labels.numel()}});
  Tensor loss = ops::sparse_softmax_cross_entropy.all({rows ? logits : as_rows(logits), flat})[0];
  out.resize(1);
  out[0] = rows ? loss : ops::reshape(loss, {.shape = Ints(wanted.dims())});
}

}  // namespace zeal::op
