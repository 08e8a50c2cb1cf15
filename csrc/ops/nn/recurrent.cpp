#include "ops/nn/recurrent.h"

#include "ops/array/concat.h"
#include "ops/array/fill.h"
#include "ops/array/reshape.h"
#include "ops/array/slice.h"
#include "ops/linalg/matmul.h"
#include "ops/math/reduce.h"

namespace zeal::op {

namespace {

void need(const InferContext& c, int input, const Shape& shape, const char* argument) {
  if (ZEAL_UNLIKELY(c.shape(input) != shape))
    c.fail("argument '", argument, "' must have shape ", shape, ", got ", c.shape(input));
}

// Where there is one.
void need_gradient(const InferContext& c, int input, const Shape& shape, const char* argument) {
  if (c.has(input)) need(c, input, shape, argument);
}

// The states that the steps began with, of those that they gave: [batch * time, units].
Tensor before(const Tensor& first, const Tensor& h) {
  const Shape& s = h.shape();
  const Tensor start = ops::reshape(first, {.shape = Ints{s[0], 1, s[2]}});
  const Tensor rest = ops::slice(h, {.begin = Ints{0, 0, 0}, .size = Ints{s[0], s[1] - 1, s[2]}});
  const Tensor all[] = {start, rest};
  const Tensor states = ops::concat(std::span<const Tensor>(all), {.axis = 1});
  return ops::reshape(states, {.shape = Ints{s[0] * s[1], s[2]}});
}

Tensor rows(const Tensor& t) {
  const Shape& s = t.shape();
  return ops::reshape(t, {.shape = Ints{s[0] * s[1], s[2]}});
}

Tensor given(const GradContext& g, int output) {
  return g.has_dy(output) ? g.dy(output) : Tensor();
}

void no_second(const GradContext&) {
  fail(Code::Unimplemented, "LSTM and GRU over whole sequences have no second derivatives");
}

}  // namespace

void LstmSteps::infer(InferContext& c) {
  c.need_rank(0, 3, "x");
  c.need_rank(1, 2, "h0");
  const Shape &x = c.shape(0), &h = c.shape(1);
  const int64_t units = h[1], gates = checked_mul(units, 4);
  if (ZEAL_UNLIKELY(x[2] != gates))
    c.fail("x of shape ", x, " must hold 4 gates of ", units, " units, as h0 has them");
  need(c, 1, {x[0], units}, "h0");
  need(c, 2, {x[0], units}, "c0");
  need(c, 3, {units, gates}, "recurrent");
  c.out(c.dtype(), {x[0], x[1], units});
  c.out(c.dtype(), h);
  c.out(c.dtype(), h);
  c.out(c.dtype(), {x[0], x[1], units});
  c.out(c.dtype(), x);
}

void LstmSteps::grad(GradContext& g) {
  if (g.has_dy(3) || g.has_dy(4)) no_second(g);
  const std::vector<Tensor> d = ops::lstm_steps_grad.all(
      {g.y(4), g.y(3), g.x(2), g.x(3), given(g, 0), given(g, 1), given(g, 2)});
  g.dx(0, d[0]);
  g.dx(1, d[1]);
  g.dx(2, d[2]);
  if (g.needs(3))
    g.dx(3, g.y_shape(0)[1] == 0
                ? ops::zeros_like(g.x(3))
                : ops::matmul(before(g.x(1), g.y(0)), rows(d[0]), {.transpose_a = true}));
}

void LstmStepsGrad::infer(InferContext& c) {
  c.need_rank(0, 3, "gates");
  c.need_rank(2, 2, "c0");
  const Shape &x = c.shape(0), &h = c.shape(2);
  const int64_t units = h[1], gates = checked_mul(units, 4);
  const Shape all{x[0], x[1], units}, state{x[0], units};
  need(c, 0, {x[0], x[1], gates}, "gates");
  need(c, 1, all, "c");
  need(c, 2, state, "c0");
  need(c, 3, {units, gates}, "recurrent");
  need_gradient(c, 4, all, "dh");
  need_gradient(c, 5, state, "dh_last");
  need_gradient(c, 6, state, "dc_last");
  c.out(c.dtype(), x);
  c.out(c.dtype(), state);
  c.out(c.dtype(), state);
}

void LstmStepsGrad::grad(GradContext& g) { no_second(g); }

void GruSteps::infer(InferContext& c) {
  c.need_rank(0, 3, "x");
  c.need_rank(1, 2, "h0");
  const Shape &x = c.shape(0), &h = c.shape(1);
  const int64_t units = h[1], gates = checked_mul(units, 3);
  if (ZEAL_UNLIKELY(x[2] != gates))
    c.fail("x of shape ", x, " must hold 3 gates of ", units, " units, as h0 has them");
  need(c, 1, {x[0], units}, "h0");
  need(c, 2, {units, gates}, "recurrent");
  need(c, 3, {gates}, "bias");
  c.out(c.dtype(), {x[0], x[1], units});
  c.out(c.dtype(), h);
  c.out(c.dtype(), {x[0], x[1], checked_mul(units, 4)});
}

void GruSteps::grad(GradContext& g) {
  if (g.has_dy(2)) no_second(g);
  const std::vector<Tensor> d =
      ops::gru_steps_grad.all({g.y(2), g.y(0), g.x(1), g.x(2), given(g, 0), given(g, 1)});
  g.dx(0, d[0]);
  g.dx(1, d[2]);
  if (g.needs(2))
    g.dx(2, g.y_shape(0)[1] == 0
                ? ops::zeros_like(g.x(2))
                : ops::matmul(before(g.x(1), g.y(0)), rows(d[1]), {.transpose_a = true}));
  if (g.needs(3)) g.dx(3, ops::sum(rows(d[1]), {.axis = Ints{0}}));
}

void GruStepsGrad::infer(InferContext& c) {
  c.need_rank(0, 3, "gates");
  c.need_rank(2, 2, "h0");
  const Shape &x = c.shape(0), &h = c.shape(2);
  const int64_t units = h[1], gates = checked_mul(units, 3);
  const Shape all{x[0], x[1], units}, state{x[0], units};
  need(c, 0, {x[0], x[1], checked_mul(units, 4)}, "gates");
  need(c, 1, all, "h");
  need(c, 2, state, "h0");
  need(c, 3, {units, gates}, "recurrent");
  need_gradient(c, 4, all, "dh");
  need_gradient(c, 5, state, "dh_last");
  c.out(c.dtype(), {x[0], x[1], gates});
  c.out(c.dtype(), {x[0], x[1], gates});
  c.out(c.dtype(), state);
}

void GruStepsGrad::grad(GradContext& g) { no_second(g); }

}  // namespace zeal::op
