// The composites of this topic.
#include "ops/array/broadcast.h"

#include "ops/array/gather.h"
#include "ops/array/reshape.decl.h"

namespace zeal::op {

void Repeat::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  out.resize(1);
  Tensor x = Tensor::share(in[0]);
  if (!a.axis) x = ops::reshape(x, {.shape = {-1}});
  const Shape s = x.shape();
  const int64_t given = a.axis.value_or(0);
  if (given < -s.rank() || given >= s.rank())
    invalid("Repeat: argument 'axis' must be in [", -s.rank(), ", ", s.rank(), "), got ", given);
  const int axis = front_axis(given, s.rank());
  const int64_t n = s[axis];
  for (int64_t r : a.repeats)
    if (r < 0) invalid("Repeat: argument 'repeats' must not be negative, got ", r);

  if (a.repeats.size() == 1) {
    const int64_t outer = s.product(0, axis), inner = s.product(axis + 1, s.rank());
    Shape done = s;
    done[axis] = checked_mul(n, a.repeats[0], "Repeat: an extent of the result");
    done.numel();
    Tensor parts = ops::reshape(x, {.shape = {outer, n, 1, inner}});
    parts = ops::broadcast_to(parts, {.shape = {outer, n, a.repeats[0], inner}});
    out[0] = ops::reshape(parts, {.shape = to_ints(done)});
    return;
  }
  if (a.repeats.size() != static_cast<size_t>(n))
    invalid("Repeat: argument 'repeats' must have 1 or ", n, " entries, got ", a.repeats.size());
  int64_t total = 0;
  for (int64_t r : a.repeats)
    if (__builtin_add_overflow(total, r, &total)) invalid("Repeat: the result is too large");
  Tensor rows = Tensor::empty(DType::Int64, {total});
  int64_t* at = rows.data<int64_t>();
  for (int64_t i = 0; i < n; ++i) at = std::fill_n(at, a.repeats[i], i);
  out[0] = ops::gather(x, rows, {.axis = axis});
}

void Meshgrid::body(Inputs in, const void* attrs, Outputs& out) {
  const bool xy = static_cast<const Attrs*>(attrs)->indexing == Indexing::xy;
  const int n = static_cast<int>(in.size());
  if (n > kMaxRank) invalid("Meshgrid: at most ", kMaxRank, " vectors, got ", n);
  // The first two dimensions swap with Cartesian indexing.
  auto place = [&](int i) { return xy && n > 1 && i < 2 ? 1 - i : i; };
  Shape grid;
  for (int i = 0; i < n; ++i) grid.push_back(in[place(i)]->numel());
  out.resize(n);
  for (int i = 0; i < n; ++i) {
    Shape along;
    for (int d = 0; d < n; ++d) along.push_back(d == place(i) ? in[i]->numel() : 1);
    Tensor line = ops::reshape(Tensor::share(in[i]), {.shape = to_ints(along)});
    out[i] = ops::broadcast_to(line, {.shape = to_ints(grid)});
  }
}

}  // namespace zeal::op
