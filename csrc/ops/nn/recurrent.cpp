#include "ops/nn/recurrent.h"

#include "autograd/gradient_of_body.h"
#include "dispatch/thread_state.h"
#include "ops/array/concat.h"
#include "ops/array/reshape.h"
#include "ops/array/slice.h"
#include "ops/linalg/matmul.h"
#include "ops/math/reduce.h"
#include "ops/nn/recurrent_steps.h"

namespace zeal::op {

namespace {

void need(const InferContext& c, int input, const Shape& shape, const char* argument) {
  if (ZEAL_UNLIKELY(c.shape(input) != shape))
    c.fail("argument '", argument, "' must have shape ", shape, ", got ", c.shape(input));
}

// Where there is such an input.
void need_if(const InferContext& c, int input, const Shape& shape, const char* argument) {
  if (c.has(input)) need(c, input, shape, argument);
}

Tensor rows(const Tensor& t) {
  const Shape& s = t.shape();
  return ops::reshape(t, {.shape = Ints{s[0] * s[1], s[2]}});
}

// The states that the steps began with, of those that they gave, as rows.
Tensor before(const Tensor& first, const Tensor& h) {
  const Shape& s = h.shape();
  if (s[1] == 0) return rows(h);
  const Tensor start = ops::reshape(first, {.shape = Ints{s[0], 1, s[2]}});
  const Tensor rest = ops::slice(h, {.begin = Ints{0, 0, 0}, .size = Ints{s[0], s[1] - 1, s[2]}});
  const Tensor all[] = {start, rest};
  return rows(ops::concat(std::span<const Tensor>(all), {.axis = 1}));
}

// The gradient by the second factor of rows x weights.
Tensor product(const Tensor& x, const Tensor& dy) {
  return ops::matmul(x, dy, {.transpose_a = true});
}

// States the gradients by x, the kernel and the bias, from that by x kernel + bias.
void by_inputs(GradContext& g, const Tensor& d, int kernel, int bias) {
  const Tensor flat = rows(d);
  if (g.needs(0))
    g.dx(0, ops::reshape(ops::matmul(flat, g.x(kernel), {.transpose_b = true}),
                         {.shape = to_ints(g.x_shape(0))}));
  if (g.needs(kernel)) g.dx(kernel, product(rows(g.x(0)), flat));
  if (g.needs(bias)) g.dx(bias, ops::sum(flat, {.axis = Ints{0}}));
}

// What reached an output, if anything did; while a tape records, that is zeros then, because the
// derivative of the gradient reads it.
Tensor given(const GradContext& g, int output) {
  const bool recorded = thread_state.tape_id != kNoTape;
  return g.has_dy(output) || recorded ? g.dy(output) : Tensor();
}

}  // namespace

void Lstm::infer(InferContext& c) {
  c.need_rank(0, 3, "x");
  c.need_rank(1, 2, "h0");
  const Shape &x = c.shape(0), &h = c.shape(1);
  const int64_t units = h[1], gates = checked_mul(units, 4);
  need(c, 1, {x[0], units}, "h0");
  need(c, 2, {x[0], units}, "c0");
  need(c, 3, {x[2], gates}, "kernel");
  need(c, 4, {units, gates}, "recurrent");
  need_if(c, 5, {gates}, "bias");
  c.out(c.dtype(), {x[0], x[1], units});
  c.out(c.dtype(), h);
  c.out(c.dtype(), h);
  c.out(c.dtype(), {x[0], x[1], units});
  c.out(c.dtype(), {x[0], x[1], gates});
}

void Lstm::grad(GradContext& g) {
  const Tensor dh = given(g, 0), dh_last = given(g, 1), dc_last = given(g, 2);
  const Tensor gates = g.y(4), c = g.y(3), c0 = g.x(2), recurrent = g.x(4);
  // Only second derivatives reach the last two outputs.
  const std::vector<Tensor> d =
      g.has_dy(3) || g.has_dy(4)
          ? LstmBackward{gates, c, c0, recurrent, dh, dh_last, dc_last, g.dy(3), g.dy(4)}.run()
          : ops::lstm_grad.all({gates, c, c0, recurrent, dh, dh_last, dc_last});
  by_inputs(g, d[0], 3, 5);
  g.dx(1, d[1]);
  g.dx(2, d[2]);
  if (g.needs(4)) g.dx(4, product(before(g.x(1), g.y(0)), rows(d[0])));
}

void LstmGrad::infer(InferContext& c) {
  c.need_rank(0, 3, "gates");
  c.need_rank(2, 2, "c0");
  const Shape &x = c.shape(0), &h = c.shape(2);
  const int64_t units = h[1], gates = checked_mul(units, 4);
  const Shape all{x[0], x[1], units}, state{x[0], units};
  need(c, 0, {x[0], x[1], gates}, "gates");
  need(c, 1, all, "c");
  need(c, 2, state, "c0");
  need(c, 3, {units, gates}, "recurrent");
  need_if(c, 4, all, "dh");
  need_if(c, 5, state, "dh_last");
  need_if(c, 6, state, "dc_last");
  c.out(c.dtype(), x);
  c.out(c.dtype(), state);
  c.out(c.dtype(), state);
}

void LstmGrad::grad(GradContext& g) {
  gradient_of_body(g, [](std::span<const Tensor> x) {
    return LstmBackward{x[0], x[1], x[2], x[3], x[4], x[5], x[6], {}, {}}.run();
  });
}

void Gru::infer(InferContext& c) {
  c.need_rank(0, 3, "x");
  c.need_rank(1, 2, "h0");
  const Shape &x = c.shape(0), &h = c.shape(1);
  const int64_t units = h[1], gates = checked_mul(units, 3);
  need(c, 1, {x[0], units}, "h0");
  need(c, 2, {x[2], gates}, "kernel");
  need(c, 3, {units, gates}, "recurrent");
  need_if(c, 4, {gates}, "bias");
  need_if(c, 5, {gates}, "recurrent_bias");
  c.out(c.dtype(), {x[0], x[1], units});
  c.out(c.dtype(), h);
  c.out(c.dtype(), {x[0], x[1], checked_mul(units, 4)});
}

void Gru::grad(GradContext& g) {
  const Tensor dh = given(g, 0), dh_last = given(g, 1);
  const Tensor gates = g.y(2), h = g.y(0), h0 = g.x(1), recurrent = g.x(3);
  // Only second derivatives reach the last output.
  const std::vector<Tensor> d =
      g.has_dy(2) ? GruBackward{gates, h, h0, recurrent, dh, dh_last, g.dy(2)}.run()
                  : ops::gru_grad.all({gates, h, h0, recurrent, dh, dh_last});
  by_inputs(g, d[0], 2, 4);
  g.dx(1, d[2]);
  if (g.needs(3)) g.dx(3, product(before(g.x(1), g.y(0)), rows(d[1])));
  if (g.needs(5)) g.dx(5, ops::sum(rows(d[1]), {.axis = Ints{0}}));
}

void GruGrad::infer(InferContext& c) {
  c.need_rank(0, 3, "gates");
  c.need_rank(2, 2, "h0");
  const Shape &x = c.shape(0), &h = c.shape(2);
  const int64_t units = h[1], gates = checked_mul(units, 3);
  const Shape all{x[0], x[1], units}, state{x[0], units};
  need(c, 0, {x[0], x[1], checked_mul(units, 4)}, "gates");
  need(c, 1, all, "h");
  need(c, 2, state, "h0");
  need(c, 3, {units, gates}, "recurrent");
  need_if(c, 4, all, "dh");
  need_if(c, 5, state, "dh_last");
  c.out(c.dtype(), {x[0], x[1], gates});
  c.out(c.dtype(), {x[0], x[1], gates});
  c.out(c.dtype(), state);
}

void GruGrad::grad(GradContext& g) {
  gradient_of_body(g, [](std::span<const Tensor> x) {
    return GruBackward{x[0], x[1], x[2], x[3], x[4], x[5], {}}.run();
  });
}

}  // namespace zeal::op
