// Shapes and derivatives of tensors made by a rule.
#include "ops/array/make.h"

#include <algorithm>
#include <cmath>

#include "ops/array/reshape.decl.h"
#include "ops/math/cast.h"
#include "ops/operators.h"

namespace zeal::op {

namespace {

// The dtype of a range over numbers of these dtypes: the last of the list that one of them has.
DType range_dtype(const InferContext& c) {
  static constexpr DType order[] = {DType::Int32,    DType::Int64,   DType::Float16,
                                    DType::BFloat16, DType::Float32, DType::Float64};
  const auto place = [&](int i) { return std::ranges::find(order, c.dtype(i)) - order; };
  const int64_t n = std::ssize(order);
  int64_t best = place(0);
  bool same = true;
  for (int i = 1; i < 3; ++i) {
    if (!c.has(i)) continue;
    same &= c.dtype(i) == c.dtype(0);
    best = std::max(best, place(i));
  }
  if (same) return c.dtype(0);
  if (best == n) c.fail("start, limit and delta have dtypes without a common one; give 'dtype'");
  return order[best];
}

// How many numbers from start to limit.
template <class T>
int64_t count_of(const InferContext& c, T start, T limit, T delta) {
  if (delta == T(0)) c.fail("Requires delta != 0: ", +delta);
  if (delta > T(0) ? !(start <= limit) : !(start >= limit))
    c.fail("Requires start ", delta > T(0) ? "<=" : ">=", " limit when delta ",
           delta > T(0) ? ">" : "<", " 0: ", +start, "/", +limit);
  if constexpr (std::is_integral_v<T>) {
    const bool up = delta > T(0);
    const auto a = static_cast<uint64_t>(up ? limit : start),
               b = static_cast<uint64_t>(up ? start : limit), d = static_cast<uint64_t>(delta);
    const uint64_t span = a - b, step = up ? d : uint64_t{0} - d;
    const uint64_t n = span / step + (span % step != 0);
    if (n > INT64_MAX) c.fail("Requires ((limit - start) / delta) <= ", INT64_MAX);
    return static_cast<int64_t>(n);
  } else {
    const T n = std::ceil(std::abs((limit - start) / delta));
    if (!(n < static_cast<T>(9223372036854775808.0)))
      c.fail("Requires ((limit - start) / delta) <= ", INT64_MAX);
    return static_cast<int64_t>(n);
  }
}

}  // namespace

void Range::infer(InferContext& c) {
  const DType dtype = c.attrs<Attrs>().dtype.value_or(range_dtype(c));
  if (!kReal.contains(dtype)) c.fail("argument 'dtype' must be a real one, got ", name_of(dtype));
  static constexpr const char* names[] = {"start", "limit", "delta"};
  Tensor x[3];
  for (int i = 0; i < 3; ++i) {
    if (!c.has(i)) continue;
    if (c.input(i)->numel() != 1)
      c.fail("argument '", names[i], "' must be a scalar, got shape ", c.shape(i));
    if (is_complex(c.dtype(i))) c.fail("argument '", names[i], "' must be real");
    x[i] = host_values(c, i, names[i]);
  }
  int64_t count = 0;
  switch_dtype<kReal>(dtype, [&]<class S>() {
    using T = std::conditional_t<is_narrow_float<S>, float, S>;
    // range(n) has its limit first.
    const T first = x[0].item<T>();
    count = count_of<T>(c, x[1] ? first : T(0), x[1] ? x[1].item<T>() : first,
                        x[2] ? x[2].item<T>() : T(1));
  });
  c.out(dtype, {count});
}

void LinSpace::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  if (a.num < 0) c.fail("argument 'num' must not be negative, got ", a.num);
  Shape out = broadcast_shapes(c, c.shape(0), c.shape(1));
  out.insert(c.axis(a.axis, out.rank() + 1), a.num);
  c.out(is_floating(c.dtype()) ? c.dtype() : DType::Float64, out);
}

void LinSpace::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor dy = g.dy();
  const int axis = front_axis(a.axis, dy.rank());
  // y[i] = (1 - w[i]) * start + w[i] * stop
  Shape along;
  for (int i = 0; i < dy.rank(); ++i) along.push_back(i == axis ? a.num : 1);
  Tensor w = Tensor::empty(DType::Float64, along);
  for (int64_t i = 0; i < a.num; ++i)
    w.data<double>()[i] = a.num > 1 ? static_cast<double>(i) / static_cast<double>(a.num - 1) : 0;
  w = ops::cast(w, {.dtype = dy.dtype()});
  Shape one = dy.shape();
  one[axis] = 1;
  Shape rest = dy.shape();
  rest.erase(axis);
  auto back = [&](const Tensor& weighted, int input) {
    const Tensor sum = ops::reshape(sum_to(weighted, one), {.shape = to_ints(rest)});
    g.dx(input, sum_to(sum, g.x_shape(input)));
  };
  if (g.needs(0)) back(dy * (1 - w), 0);
  if (g.needs(1)) back(dy * w, 1);
}

void SequenceMask::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  int64_t n = 0;
  if (a.maxlen) {
    n = *a.maxlen;
    if (n < 0) c.fail("argument 'maxlen' must not be negative, got ", n);
  } else {
    const Tensor x = host_values(c, 0, "lengths");
    switch_dtype<kReal>(x.dtype(), [&]<class T>() {
      for (int64_t i = 0; i < x.numel(); ++i) {
        using F = std::conditional_t<is_float_type<T>, double, T>;
        F v = static_cast<F>(x.data<T>()[i]);
        if constexpr (std::is_same_v<F, double>) v = std::ceil(v);
        n = std::max(n, convert<int64_t>(v));
      }
    });
  }
  Shape out = c.shape();
  out.push_back(n);
  c.out(a.dtype, out);
}

}  // namespace zeal::op
