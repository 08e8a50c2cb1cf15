// All that does not depend on the step before is computed for all steps at once.
#include "ops/nn/recurrent_steps.h"

#include "ops/array/concat.h"
#include "ops/array/reshape.h"
#include "ops/array/slice.h"
#include "ops/linalg/matmul.h"
#include "ops/math/hyper.decl.h"
#include "ops/operators.h"

namespace zeal {

namespace {

using Tensors = std::vector<Tensor>;

Tensor join(const Tensors& parts, int64_t axis) {
  return ops::concat(std::span<const Tensor>(parts), {.axis = axis});
}

// [batch, time, runs n] as runs of [batch, time, n].
Tensors runs_of(const Tensor& t, int64_t runs) {
  const std::vector<int64_t> sizes(static_cast<size_t>(runs), t.shape()[2] / runs);
  return ops::split.all({t}, {.num_or_size_splits = Ints(sizes), .axis = 2, .num = {}});
}

// The steps of [batch, time, n]; of nothing, as many times nothing.
Tensors steps_of(const Tensor& t, int64_t time) {
  if (!t) return Tensors(static_cast<size_t>(time));
  return ops::unstack.all({t}, {.num = {}, .axis = 1});
}

// The states that the steps began with.
Tensor before(const Tensor& first, const Tensor& all) {
  const Shape& s = all.shape();
  const Tensor start = ops::reshape(first, {.shape = Ints{s[0], 1, s[2]}});
  return join(
      {start, ops::slice(all, {.begin = Ints{0, 0, 0}, .size = Ints{s[0], s[1] - 1, s[2]}})}, 1);
}

// One of the two may be absent.
Tensor sum(const Tensor& a, const Tensor& b) { return !a ? b : !b ? a : a + b; }
Tensor zeros(const Tensor& like) {
  return Tensor::full(like.shape(), 0, like.dtype(), like.device());
}
Tensor or_zeros(const Tensor& t, const Tensor& like) { return t ? t : zeros(like); }

Tensor sigmoid_slope(const Tensor& s) { return s * (1.0 - s); }
Tensor tanh_slope(const Tensor& t) { return 1.0 - t * t; }

Tensor through(const Tensor& d, const Tensor& recurrent) {
  return ops::matmul(d, recurrent, {.transpose_b = true});
}

// The last step first, as the loops below make them.
Tensor stacked(Tensors& steps) {
  std::reverse(steps.begin(), steps.end());
  return ops::stack(std::span<const Tensor>(steps), {.axis = 1});
}

}  // namespace

Tensors LstmBackward::run() const {
  const int64_t time = gates.shape()[1];
  Tensor h = or_zeros(dh_last, c0), s = or_zeros(dc_last, c0);  // what reaches the two states
  if (time == 0) return {zeros(gates), h, s};
  const Tensors gate = runs_of(gates, 4);
  const Tensor &i = gate[0], &f = gate[1], &g = gate[2], &o = gate[3];
  const Tensor t = ops::tanh(c);
  const Tensors slope = {sigmoid_slope(i), sigmoid_slope(f), tanh_slope(g), sigmoid_slope(o)};
  // What goes into the gates is these times (s, s, s, h).
  const Tensors factor =
      steps_of(join({g * slope[0], before(c0, c) * slope[1], i * slope[2], t * slope[3]}, 2), time);
  const Tensors add = steps_of(dgates ? dgates * join(slope, 2) : Tensor(), time);
  const Tensors h_to_s = steps_of(o * tanh_slope(t), time), keep = steps_of(f, time);
  const Tensors into_h = steps_of(dh, time), into_s = steps_of(dc, time);
  Tensors dz;
  for (size_t k = static_cast<size_t>(time); k-- > 0;) {
    h = sum(h, into_h[k]);
    s = sum(s + h * h_to_s[k], into_s[k]);
    dz.push_back(sum(join({s, s, s, h}, 1) * factor[k], add[k]));
    h = through(dz.back(), recurrent);
    s = s * keep[k];
  }
  return {stacked(dz), h, s};
}

Tensors GruBackward::run() const {
  const int64_t time = gates.shape()[1];
  Tensor s = or_zeros(dh_last, h0);  // what reaches the state
  const Tensors gate = runs_of(gates, 4);
  const Tensor &z = gate[0], &r = gate[1], &g = gate[2], &a = gate[3];
  if (time == 0) {
    const Tensor none = join({z, r, g}, 2);
    return {zeros(none), zeros(none), s};
  }
  const Tensors slope = {sigmoid_slope(z), sigmoid_slope(r), tanh_slope(g)};
  const Tensors to_z = steps_of((before(h0, h) - g) * slope[0], time);
  const Tensors to_g = steps_of((1.0 - z) * slope[2], time);
  const Tensors g_to_r = steps_of(a * slope[1], time), g_to_a = steps_of(r, time);
  const Tensors keep = steps_of(z, time), into_h = steps_of(dh, time);
  Tensors add[4];
  const Tensors extra = dgates ? runs_of(dgates, 4) : Tensors(4);
  for (size_t k = 0; k < 4; ++k)
    add[k] = steps_of(extra[k] && k < 3 ? extra[k] * slope[k] : extra[k], time);
  Tensors dv, da;
  for (size_t k = static_cast<size_t>(time); k-- > 0;) {
    s = sum(s, into_h[k]);
    const Tensor dz = sum(s * to_z[k], add[0][k]), dg = sum(s * to_g[k], add[2][k]);
    const Tensor dr = sum(dg * g_to_r[k], add[1][k]);
    dv.push_back(join({dz, dr, dg}, 1));
    da.push_back(join({dz, dr, sum(dg * g_to_a[k], add[3][k])}, 1));
    s = s * keep[k] + through(da.back(), recurrent);
  }
  return {stacked(dv), stacked(da), s};
}

}  // namespace zeal
