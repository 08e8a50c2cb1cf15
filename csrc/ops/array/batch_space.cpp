#include "ops/array/batch_space.h"

#include "ops/array/pad.h"
#include "ops/array/reshape.h"
#include "ops/array/slice.h"
#include "ops/array/transpose.h"

namespace zeal::op {

namespace {

// The blocks, one for each pair of `pairs`; a single int stands for all of them.
Ints blocks_of(const char* op, const Ints& given, const Ints& pairs, const char* argument,
               const Shape& input) {
  const size_t m = given.single() ? pairs.size() / 2 : given.size();
  if (ZEAL_UNLIKELY(pairs.size() != 2 * m))
    invalid(op, ": argument '", argument, "' should have shape [", m, ", 2], got ", pairs.size(),
            " numbers");
  if (ZEAL_UNLIKELY(static_cast<size_t>(input.rank()) < m + 1))
    invalid(op, ": input rank should be >= ", m + 1, " instead of ", input.rank());
  Ints out;
  int64_t* to = out.resize(m);
  for (size_t i = 0; i < m; ++i) {
    to[i] = given.single() ? given[0] : given[i];
    if (ZEAL_UNLIKELY(to[i] < 1))
      invalid(op, ": All values in block_shape must be positive, got value, ", to[i], " at index ",
              i, ".");
  }
  for (int64_t p : pairs)
    if (ZEAL_UNLIKELY(p < 0))
      invalid(op, ": argument '", argument, "' must be non-negative, got ", pairs);
  return out;
}

Ints extents(const Shape& s) { return Ints(s.dims()); }

}  // namespace

// One dimension after the other, the last one first: its block becomes the outermost part of the
// batch.
void SpaceToBatchND::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  Tensor x = Tensor::share(in[0]);
  const Ints block = blocks_of(def.type, a.block_shape, a.paddings, "paddings", x.shape());
  Ints pads;
  int64_t* pad = pads.resize(2 * static_cast<size_t>(x.shape().rank()));
  bool any = false;
  for (size_t i = 0; i < pads.size(); ++i) {
    pad[i] = i >= 2 && i - 2 < a.paddings.size() ? a.paddings[i - 2] : 0;
    any |= pad[i] != 0;
  }
  if (any) x = ops::pad(x, {.paddings = pads});
  for (auto d = static_cast<int>(block.size()); d >= 1; --d) {
    const int64_t b = block[static_cast<size_t>(d - 1)];
    Shape s = x.shape();
    if (ZEAL_UNLIKELY(s[d] % b != 0))
      invalid(def.type, ": padded_shape[", d - 1, "]=", s[d], " is not divisible by block_shape[",
              d - 1, "]=", b);
    if (b == 1) continue;
    const int64_t before = s.product(1, d), after = s.product(d + 1, s.rank());
    x = ops::reshape(x, {.shape = {s[0], before, s[d] / b, b, after}});
    x = ops::transpose(x, {.perm = Ints{3, 0, 1, 2, 4}});
    s[0] = checked_mul(s[0], b, "the batch");
    s[d] /= b;
    x = ops::reshape(x, {.shape = extents(s)});
  }
  out.resize(1);
  out[0] = x.get() == in[0] ? ops::identity(x) : x;
}

void BatchToSpaceND::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  Tensor x = Tensor::share(in[0]);
  const Ints block = blocks_of(def.type, a.block_shape, a.crops, "crops", x.shape());
  int64_t all = 1;
  for (int64_t b : block) all = checked_mul(all, b, "the product of block_shape");
  if (ZEAL_UNLIKELY(x.dim(0) % all != 0))
    invalid(def.type, ": Input batch dimension (", x.dim(0),
            ") is not divisible by product of block sizes (", all, ")");
  for (int d = 1; d <= static_cast<int>(block.size()); ++d) {
    const int64_t b = block[static_cast<size_t>(d - 1)];
    if (b == 1) continue;
    Shape s = x.shape();
    const int64_t before = s.product(1, d), after = s.product(d + 1, s.rank());
    x = ops::reshape(x, {.shape = {b, s[0] / b, before, s[d], after}});
    x = ops::transpose(x, {.perm = Ints{1, 2, 3, 0, 4}});
    s[0] /= b;
    s[d] = checked_mul(s[d], b, "a dimension");
    x = ops::reshape(x, {.shape = extents(s)});
  }
  Ints begin, size;
  const auto rank = static_cast<size_t>(x.shape().rank());
  int64_t* from = begin.resize(rank);
  int64_t* count = size.resize(rank);
  bool any = false;
  for (size_t d = 0; d < rank; ++d) {
    const bool cropped = d >= 1 && d <= block.size();
    from[d] = cropped ? a.crops[2 * d - 2] : 0;
    const int64_t behind = cropped ? a.crops[2 * d - 1] : 0, n = x.dim(static_cast<int>(d));
    if (ZEAL_UNLIKELY(from[d] > n || behind > n - from[d]))
      invalid(def.type, ": cropped_shape[", d - 1, "] must be non-negative, got crops ", from[d],
              " and ", behind, " of ", n);
    count[d] = n - from[d] - behind;
    any |= count[d] != n;
  }
  if (any) x = ops::slice(x, {.begin = begin, .size = size});
  out.resize(1);
  out[0] = x.get() == in[0] ? ops::identity(x) : x;
}

}  // namespace zeal::op
