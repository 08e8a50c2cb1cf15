// Shapes, composites and derivatives of diagonals.
#include "ops/array/diag.h"

#include <algorithm>

#include "ops/array/reshape.decl.h"
#include "ops/operators.h"

namespace zeal::op {

void read_k(const InferContext& c, const Ints& k, int64_t& lower, int64_t& upper) {
  if (k.size() != 1 && k.size() != 2)
    c.fail("argument 'k' must be one diagonal or a pair, got ", k);
  lower = k[0];
  upper = k[k.size() - 1];
  if (lower > upper)
    c.fail("lower_diag_index must not be larger than upper_diag_index: ", lower, " > ", upper);
}

Band band_of(const InferContext& c, const Ints& k, int64_t rows, int64_t columns, DiagAlign align) {
  Band b{0, 0, rows, columns, 0, align};
  read_k(c, k, b.lower, b.upper);
  // Diagonal 0 exists even in a matrix without elements.
  for (int64_t d : {b.lower, b.upper})
    if (d != 0 && (d <= -rows || d >= columns))
      c.fail(d == b.lower ? "lower" : "upper", "_diag_index is out of bound: ", d,
             ". It must be between ", -rows, " and ", columns);
  b.longest =
      std::min(rows + std::min<int64_t>(b.upper, 0), columns - std::max<int64_t>(b.lower, 0));
  return b;
}

namespace {
void check_padding(const InferContext& c) {
  if (c.has(1) && c.input(1)->numel() != 1)
    c.fail("argument 'padding_value' must be a scalar, got shape ", c.shape(1));
}
// What reached the padding: all that is not on the diagonals.
Tensor outside(const GradContext& g, const Tensor& all, const Tensor& inside) {
  return ops::reshape(sum_to(all, {}) - sum_to(inside, {}), {.shape = to_ints(g.x_shape(1))});
}
// The shape of a band's diagonals for matrices of shape `x`.
Shape diagonals(const Shape& x, const Band& b) {
  Shape out(x.dims().first(static_cast<size_t>(x.rank()) - 2));
  if (b.lower != b.upper) out.push_back(b.count());
  out.push_back(b.longest);
  return out;
}
}  // namespace

void MatrixDiagV3::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_padding(c);
  c.need_rank_at_least(0, 1, "diagonal");
  int64_t lower, upper;
  read_k(c, a.k, lower, upper);
  Shape out = c.shape();
  const int64_t n = out.back();
  if (lower != upper) {
    c.need_rank_at_least(0, 2, "diagonal");
    // As differences of 64-bit numbers may overflow, compare without one.
    if (out.back(2) - 1 + lower != upper)
      c.fail("argument 'diagonal' of shape ", out, " must hold ", upper, " - ", lower,
             " + 1 diagonals in its last dimension but one");
    out.erase(out.rank() - 2);
  }
  out.erase(out.rank() - 1);
  int64_t least_rows, least_columns;
  if (__builtin_sub_overflow(n, std::min<int64_t>(upper, 0), &least_rows) ||
      __builtin_add_overflow(n, std::max<int64_t>(lower, 0), &least_columns))
    c.fail("argument 'k' is too large: ", a.k);
  int64_t rows = a.num_rows, columns = a.num_cols;
  if (rows < -1 || columns < -1) c.fail("num_rows and num_cols must be -1 or a size");
  if (rows == -1 && columns == -1) rows = columns = std::max(least_rows, least_columns);
  if (rows == -1) rows = least_rows;
  if (columns == -1) columns = least_columns;
  if (rows < least_rows || columns < least_columns ||
      (rows != least_rows && columns != least_columns))
    c.fail(
        "The number of rows or columns is not consistent with the specified d_lower, d_upper, "
        "and diagonal.");
  band_of(c, a.k, rows, columns, a.align);
  out.push_back(rows);
  out.push_back(columns);
  c.out(c.dtype(), out);
}

void MatrixDiagV3::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor dy = g.dy(), inside = ops::diag_part(dy, {.k = a.k, .align = a.align});
  g.dx(0, ops::reshape(inside, {.shape = to_ints(g.x_shape())}));
  if (g.num_inputs() > 1 && g.needs(1)) g.dx(1, outside(g, dy, inside));
}

void MatrixDiagPartV3::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_padding(c);
  c.need_rank_at_least(0, 2, "input");
  const Shape& x = c.shape();
  c.out(c.dtype(), diagonals(x, band_of(c, a.k, x.back(2), x.back(), a.align)));
}

void MatrixDiagPartV3::grad(GradContext& g) {
  const Tensor dy = g.dy();
  const Tensor inside =
      ops::set_diag(Tensor::full(g.x_shape(), 0, dy.dtype(), dy.device()), dy, g.attrs<Attrs>());
  g.dx(0, inside);
  if (g.num_inputs() > 1 && g.needs(1)) g.dx(1, outside(g, dy, inside));
}

void MatrixSetDiagV3::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  c.need_rank_at_least(0, 2, "input");
  const Shape& x = c.shape();
  const Shape want = diagonals(x, band_of(c, a.k, x.back(2), x.back(), a.align));
  if (c.shape(1) != want)
    c.fail("argument 'diagonal' must have shape ", want, " for input ", x, ", got ", c.shape(1));
  c.out_like();
}

void MatrixSetDiagV3::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor dy = g.dy();
  if (g.needs(0))
    g.dx(0, ops::set_diag(dy, Tensor::full(g.x_shape(1), 0, dy.dtype(), dy.device()), a));
  if (g.needs(1)) g.dx(1, ops::diag_part(dy, a));
}

void Diag::body(Inputs in, const void*, Outputs& out) {
  const Tensor x = Tensor::share(in[0]);
  Shape twice = x.shape();
  if (twice.rank() == 0) invalid("Diag: argument 'diagonal' must have a dimension");
  if (2 * twice.rank() > kMaxRank)
    invalid("Diag: argument 'diagonal' may have at most ", kMaxRank / 2, " dimensions, got shape ",
            twice);
  for (int64_t d : x.shape()) twice.push_back(d);
  out.resize(1);
  out[0] =
      ops::reshape(ops::diag(ops::reshape(x, {.shape = {x.numel()}})), {.shape = to_ints(twice)});
}

void DiagPart::body(Inputs in, const void*, Outputs& out) {
  const Tensor x = Tensor::share(in[0]);
  const Shape& s = x.shape();
  const int half = s.rank() / 2;
  bool fits = s.rank() > 0 && s.rank() % 2 == 0;
  for (int i = 0; fits && i < half; ++i) fits = s[i] == s[half + i];
  if (!fits) invalid("DiagPart: both halves of the shape must be equal, got ", s);
  Shape first(s.dims().first(static_cast<size_t>(half)));
  const int64_t n = first.numel();
  out.resize(1);
  out[0] =
      ops::reshape(ops::diag_part(ops::reshape(x, {.shape = {n, n}})), {.shape = to_ints(first)});
}

}  // namespace zeal::op
