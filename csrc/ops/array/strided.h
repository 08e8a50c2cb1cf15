// What x[begin:end:stride, ..., newaxis] selects, worked out once for slices and their gradients.
#pragma once
#include "ops/array/arguments.h"

namespace zeal::op {

// Masks have a bit per entry of begin, end and strides, as in TensorFlow: begin_mask and end_mask
// leave that end open, ellipsis_mask marks the one `...`, new_axis_mask puts in a dimension of 1,
// and shrink_axis_mask takes the single element at `begin`.
struct StridedAttrs {
  Ints begin{}, end{}, strides{};  // empty strides are all 1
  int64_t begin_mask = 0, end_mask = 0, ellipsis_mask = 0, new_axis_mask = 0, shrink_axis_mask = 0;
};

struct Strided {
  // By dimension of the sliced tensor; `size` elements from `begin` on.
  int64_t begin[kMaxRank], stride[kMaxRank], size[kMaxRank];
  int rank = 0;
  Shape out;
  int source[kMaxRank];  // by dimension of the result: the sliced tensor's, or -1 for a new axis

  // Where the selection starts in a tensor of `shape`, in elements, if it is one contiguous run of
  // that tensor; -1 if not.
  int64_t contiguous(const Shape& shape) const {
    int64_t offset = 0, step = 1;
    bool whole = true;  // every dimension so far, from the innermost, was taken whole
    for (int i = rank - 1; i >= 0; --i) {
      if (size[i] == 0) return 0;
      if (size[i] > 1 && (!whole || stride[i] != 1)) return -1;
      whole &= size[i] == shape[i];
      offset += begin[i] * step;
      step *= shape[i];
    }
    return offset;
  }
};

// Works out a strided slice of a tensor of shape `x`; `c` raises.
template <class Context, class A>
Strided work_out(const Context& c, const Shape& x, const A& a) {
  const auto entries = static_cast<int>(a.begin.size());
  auto bit = [](int64_t mask, int i) { return (mask >> i & 1) != 0; };
  if (ZEAL_UNLIKELY(a.end.size() != a.begin.size() ||
                    (!a.strides.empty() && a.strides.size() != a.begin.size())))
    c.fail("Expected begin, end, and strides to be 1D equal size tensors, but got ", a.begin, ", ",
           a.end, " and ", a.strides);
  if (ZEAL_UNLIKELY(entries > 32)) c.fail("too many indices: ", entries);
  int ellipsis = entries, used = 0;  // `used`: entries that name a dimension
  for (int i = 0; i < entries; ++i) {
    if (bit(a.ellipsis_mask, i)) {
      if (ZEAL_UNLIKELY(ellipsis != entries)) c.fail("Multiple ellipses in slice not allowed");
      ellipsis = i;
    } else if (!bit(a.new_axis_mask, i)) {
      ++used;
    }
  }
  if (ZEAL_UNLIKELY(used > x.rank()))
    c.fail("Index out of range using input dim ", x.rank(), "; input has only ", x.rank(), " dims");

  Strided s;
  s.rank = x.rank();
  int d = 0;
  auto add = [&](int64_t size, int source) {
    s.out.push_back(size);
    s.source[s.out.rank() - 1] = source;
  };
  auto take_whole = [&] {
    s.begin[d] = 0;
    s.stride[d] = 1;
    s.size[d] = x[d];
    add(x[d], d);
    ++d;
  };
  for (int i = 0; i < entries; ++i) {
    if (i == ellipsis) {
      for (int n = x.rank() - used; n > 0; --n) take_whole();
      continue;
    }
    if (bit(a.new_axis_mask, i)) {
      add(1, -1);
      continue;
    }
    const int64_t dim = x[d], stride = a.strides.empty() ? 1 : a.strides[i];
    if (ZEAL_UNLIKELY(stride == 0)) c.fail("strides[", i, "] must be non-zero");
    auto from_front = [dim](int64_t v) { return v < 0 ? v + dim : v; };
    s.stride[d] = stride;
    if (bit(a.shrink_axis_mask, i)) {
      if (ZEAL_UNLIKELY(stride < 0)) c.fail("only stride 1 allowed on non-range indexing.");
      s.begin[d] = from_front(a.begin[i]);
      if (ZEAL_UNLIKELY(s.begin[d] < 0 || s.begin[d] >= dim))
        c.fail("slice index ", a.begin[i], " of dimension ", d, " out of bounds.");
      s.size[d++] = 1;
      continue;
    }
    const int64_t low = stride > 0 ? 0 : -1, high = stride > 0 ? dim : dim - 1;
    auto clip = [&](int64_t v) { return std::clamp(from_front(v), low, high); };
    const int64_t begin = bit(a.begin_mask, i) ? (stride > 0 ? low : high) : clip(a.begin[i]);
    const int64_t end = bit(a.end_mask, i) ? (stride > 0 ? high : low) : clip(a.end[i]);
    const int64_t length = end - begin;
    s.begin[d] = begin;
    s.size[d] =
        length == 0 || (length < 0) != (stride < 0) ? 0 : length / stride + (length % stride != 0);
    add(s.size[d], d);
    ++d;
  }
  while (d < x.rank()) take_whole();
  return s;
}

}  // namespace zeal::op
