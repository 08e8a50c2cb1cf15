// Spread values: calls that keep the zeros of a Jacobian's first rows; Note [Spread values].
#include <algorithm>

#include "dispatch/batch.h"
#include "dispatch/dispatch.h"
#include "ops/array/reshape.h"
#include "ops/array/select.h"
#include "ops/array/transpose.h"
#include "ops/batch/arrange.h"
#include "ops/linalg/matmul.h"
#include "ops/math/compare.decl.h"
#include "ops/math/reduce.h"
#include "ops/math/reduce_grad.h"
#include "ops/operators.h"

namespace zeal {

namespace {

// The product of the extents [from, to) that are not tied.
int64_t not_tied(const Shape& extents, const Ties& ties, int from, int to) {
  int64_t n = 1;
  for (int j = from; j < to; ++j)
    if (!ties.axis[j]) n = checked_mul(n, extents[j]);
  return n;
}

// [n, 1, n, 1]: is the index along the first the one along the third?
Tensor same_place(int64_t n, Device device) {
  std::vector<int32_t> places(static_cast<size_t>(n));
  std::iota(places.begin(), places.end(), 0);
  const Tensor p = Tensor::from(places.data(), {n}).to(device);
  return ops::equal(ops::reshape(p, {.shape = {n, 1, 1, 1}}),
                    ops::reshape(p, {.shape = {1, 1, n, 1}}));
}

// Writes out the tie of extent j: `value` gets that extent among those in front.
Tensor untied(const Tensor& value, const Shape& extents, const Ties& ties, int j) {
  const Shape& v = value.shape();
  const int at = v.rank() - ties.axis[j];
  const int64_t n = extents[j], before = not_tied(extents, ties, 0, j);
  const int64_t behind = not_tied(extents, ties, j + 1, extents.rank());
  const int64_t outer = checked_mul(behind, v.product(1, at)), inner = v.product(at + 1, v.rank());
  Shape whole = v;
  whole[0] = checked_mul(v[0], n);
  Tensor x = value;
  if (n != 1 && whole.numel() != 0) {
    // [before, n, outer, n, inner]
    x = ops::reshape(value, {.shape = {before, 1, outer, n, inner}});
    x = ops::select(same_place(n, value.device()), x, scalar_like(0, value));
  }
  if (whole.numel() == 0) return Tensor::full(whole, 0, value.dtype(), value.device());
  return ops::reshape(x, {.shape = Ints(whole.dims())});
}

}  // namespace

Tensor write_out(const Batched& b, const BatchScope& scope) {
  Tensor value = b.value;
  Ties ties = b.ties;
  for (int j = 0; j < scope.extents().rank(); ++j)
    if (ties.axis[j]) {
      value = untied(value, scope.extents(), ties, j);
      ties.axis[j] = 0;
    }
  return value;
}

Spread::Spread(BatchContext& c, int i)
    : call(c), input(i), value(c.handle(i)->value), ties(c.handle(i)->ties) {}

Shape Spread::shape() const { return Shape(value.shape().dims().subspan(1)); }

int64_t Spread::free_extents(int from, int to) const {
  return not_tied(call.scope().extents(), ties, from, to);
}

void Spread::untie(int j) {
  value = untied(value, call.scope().extents(), ties, j);
  ties.axis[j] = 0;
}

Tensor Spread::take(int from_last) {
  const int j = ties.extent(from_last);
  const Shape& extents = call.scope().extents();
  const Shape v = value.shape();
  const int at = v.rank() - from_last;
  const int64_t before = free_extents(0, j), behind = free_extents(j + 1, extents.rank());
  const int64_t outer = checked_mul(behind, v.product(1, at));
  const Tensor parts =
      ops::reshape(value, {.shape = {before, outer, v[at], v.product(at + 1, v.rank())}});
  ties.axis[j] = 0;
  return ops::transpose(parts, {.perm = Ints{0, 2, 1, 3}});
}

void Spread::free(int from_last) {
  Shape v = value.shape();
  const int at = v.rank() - from_last;
  v[0] = checked_mul(v[0], v[at]);
  v[at] = 1;
  value = ops::reshape(take(from_last), {.shape = Ints(v.dims())});
}

void Spread::run(const Ties& result) {
  // The value is what a dense batched tensor of so many examples would have.
  BatchScope rows(Shape{value.dim(0)}, true);
  const Tensor x = make_batched(value, rows);
  std::vector<TensorImpl*> in;
  for (int i = 0; i < call.num_inputs(); ++i)
    in.push_back(i == input ? x.get() : call.raw_input(i));
  Outputs outs;
  BatchContext c(call.op(), in, call.raw_attrs(), rows, outs);
  call.op().batch(c);
  out(value_in(outs[0], rows), result);
}

void Spread::out(const Tensor& y, const Ties& result) {
  Shape shape = call.out_shape();
  shape.insert(0, not_tied(call.scope().extents(), result, 0, call.scope().extents().rank()));
  call.out_spread(0, y.shape() == shape ? y : ops::reshape(y, {.shape = Ints(shape.dims())}),
                  result);
}

namespace {

// Sums of spread tensors: what they are tied by alike stays.
bool add_spread(BatchContext& c) {
  Ties common;
  for (int i = 0; i < c.num_inputs(); ++i) {
    const Batched* b = c.handle(i);
    if (!b || !b->ties.any() || c.shape(i) != c.out_shape()) return false;
    for (int j = 0; j < kMaxRank; ++j)
      common.axis[j] = i == 0 || common.axis[j] == b->ties.axis[j] ? b->ties.axis[j] : int8_t{0};
  }
  std::vector<Tensor> values;
  std::vector<TensorImpl*> in;
  for (int i = 0; i < c.num_inputs(); ++i) {
    Spread s(c, i);
    for (int j = 0; j < kMaxRank; ++j)
      if (s.ties.axis[j] != common.axis[j]) s.untie(j);
    values.push_back(s.value);
    in.push_back(values.back().get());
  }
  c.out_spread(0, Tensor::steal(dispatch1(c.op(), in, c.raw_attrs())), common);
  return true;
}

// A sum over the dimensions `gone`, which stay with an extent of 1 if they are `kept`.
void sum_spread(Spread& s, AxisMask gone, bool kept) {
  Ties result;
  for (int j = 0; j < kMaxRank; ++j) {
    const int a = s.ties.axis[j], at = s.rank() - a;
    if (!a) continue;
    if (gone >> at & 1) {
      s.free(a);
      continue;
    }
    for (int d = at; d < s.rank(); ++d) result.axis[j] += kept || !(gone >> d & 1);
  }
  s.run(result);
}

}  // namespace

bool call_spread(BatchContext& c) {
  int input = -1, batched = 0;
  for (int i = 0; i < c.num_inputs(); ++i) {
    const Batched* b = c.handle(i);
    batched += b != nullptr;
    if (b && b->ties.any()) input = i;
  }
  if (ZEAL_LIKELY(input < 0)) return false;
  if (c.op().def->additive) return add_spread(c);
  const bool elementwise = c.op().rung == Rung::Elementwise;
  if (batched != 1 || !(c.op().def->linear_in >> input & 1)) return false;
  if (!c.op().def->spread && !elementwise) return false;
  Spread s(c, input);
  if (elementwise)
    batch::spread_broadcast(s);
  else
    c.op().def->spread(s);
  return true;
}

namespace batch {

void spread_broadcast(Spread& s) {
  const Shape to = s.call.out_shape();
  for (int j = 0; j < kMaxRank; ++j)
    if (int a = s.ties.axis[j]; a && to.back(a) != s.shape().back(a)) s.untie(j);
  s.run(s.ties);
}

void spread_reshape(Spread& s) {
  const Shape from = s.shape(), to = s.call.out_shape();
  Ties result;
  for (int j = 0; j < kMaxRank; ++j) {
    const int a = s.ties.axis[j];
    if (!a) continue;
    // The dimension of the result that has the same extent and as many elements behind it.
    const int64_t n = from.back(a), behind = from.product(from.rank() - a + 1, from.rank());
    for (int i = to.rank() - 1; i >= 0 && n > 1 && !result.axis[j]; --i)
      if (to[i] == n && to.product(i + 1, to.rank()) == behind)
        result.axis[j] = static_cast<int8_t>(to.rank() - i);
    if (!result.axis[j]) s.untie(j);
  }
  s.run(result);
}

void spread_rows(Spread& s) {
  AttrsCopy attrs(s.call.op().attrs, s.call.raw_attrs());
  const bool along = s.rank() < 2 || attrs.names_axis("axis", 0, s.rank());
  Ties result;
  for (int j = 0; j < kMaxRank; ++j) {
    const int a = s.ties.axis[j];
    if (!a) continue;
    if (a == s.rank() && !along)
      result.axis[j] = static_cast<int8_t>(s.call.out_shape().rank());
    else
      s.untie(j);
  }
  s.run(result);
}

void spread_sum(Spread& s) {
  const auto& a = s.call.attrs<ReduceAttrs>();
  sum_spread(s, reduced_axes(a.axis, s.rank()), a.keepdims);
}

}  // namespace batch

namespace op {

void SumTo::spread(Spread& s) {
  sum_spread(s, broadcast_axes(s.call.out_shape(), s.shape()), true);
}

void Transpose::spread(Spread& s) {
  const Attrs& a = s.call.attrs<Attrs>();
  Ties result;
  for (int i = 0; i < s.rank(); ++i)
    if (int j = s.ties.extent(s.rank() - from(a, s.rank(), i)); j >= 0)
      result.axis[j] = static_cast<int8_t>(s.rank() - i);
  s.run(result);
}

void BroadcastReduced::spread(Spread& s) {
  const Attrs& a = s.call.attrs<Attrs>();
  const int rank = a.shape.rank();
  const AxisMask gone = reduced_axes(a.axis, rank);
  Ints places;  // of the input's dimensions in the result
  int64_t* to = places.resize(static_cast<size_t>(rank));
  int n = 0;
  for (int d = 0; d < rank; ++d)
    if (s.rank() == rank || !(gone >> d & 1)) to[n++] = d;
  Ties result;
  for (int j = 0; j < kMaxRank; ++j) {
    const int axis = s.ties.axis[j];
    if (!axis) continue;
    const int64_t place = n == s.rank() ? places[static_cast<size_t>(n - axis)] : -1;
    if (place >= 0 && !(gone >> place & 1))
      result.axis[j] = static_cast<int8_t>(rank - place);
    else
      s.untie(j);
  }
  s.run(result);
}

void MatMul::spread(Spread& s) {
  const Attrs& a = s.call.attrs<Attrs>();
  const bool first = s.input == 0;
  const bool turned = first ? a.turned_a() : a.turned_b();
  const bool other_turned = first ? a.turned_b() : a.turned_a();
  // The dimension that is summed over, and the one that stays: [m, k] and [k, n], when not turned.
  const int inner = first != turned ? 1 : 2, stays = 3 - inner;
  auto result = [&] {
    Ties r;
    for (int j = 0; j < kMaxRank; ++j)
      if (int axis = s.ties.axis[j]; axis != inner)
        r.axis[j] = static_cast<int8_t>(axis == stays ? (first ? 2 : 1) : axis);
    return r;
  };
  if (int j = s.ties.extent(inner); j >= 0) {
    const bool plain = s.call.rank(1 - s.input) == 2 && !is_complex(s.call.dtype()) &&
                       s.call.out_dtype() == s.call.dtype();
    if (plain) {
      // One term of each sum is left: a row of the other matrix, times one number.
      const Ties ties = result();
      const int64_t kept = s.shape().back(stays);
      const Tensor x = s.take(inner);  // [before, k, outer, inner]
      Tensor rows = s.call.in(1 - s.input);
      if (first == other_turned) rows = ops::transpose(rows);  // now [k, ...]
      const int64_t k = rows.dim(0), n = rows.dim(1), before = x.dim(0);
      const int64_t outer = kept ? x.numel() / std::max<int64_t>(1, before * k * kept) : 0;
      auto as = [](const Tensor& t, Ints shape) { return ops::reshape(t, {.shape = shape}); };
      if (first) return s.out(as(x, {before, k, outer, kept, 1}) * as(rows, {1, k, 1, 1, n}), ties);
      return s.out(as(x, {before, k, outer, 1, kept}) * as(rows, {1, k, 1, n, 1}), ties);
    }
    s.untie(j);
  }
  Ties ties = result();
  const Shape to = s.call.out_shape();
  for (int j = 0; j < kMaxRank; ++j)  // a tied batch of one that the other's broadcasts
    if (int axis = s.ties.axis[j]; axis > 2 && to.back(axis) != s.shape().back(axis)) {
      s.untie(j);
      ties.axis[j] = 0;
    }
  s.run(ties);
}

}  // namespace op

}  // namespace zeal
