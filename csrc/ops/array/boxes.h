// Ops that only move data, as boxes that a device copies: the same rules on the CPU and on GPUs.
//
// A Mover has box(box, to, from, element), bytes(to, from, n) and zero(to, n).
#pragma once
#include "dispatch/box.h"
#include "ops/array/arguments.h"
#include "ops/array/broadcast.h"
#include "ops/array/concat.h"
#include "ops/array/depth.h"
#include "ops/array/slice.h"
#include "ops/array/transpose.h"

namespace zeal::op {

// A tensor of shape x repeated up to shape y.
inline Box broadcast_box(const Shape& x, const Shape& y, size_t element) {
  const Strides from(x, element), to(y, element);
  const int skip = y.rank() - x.rank();
  Box box;
  for (int i = 0; i < y.rank(); ++i)
    box.add(y[i], to[i], i < skip || x[i - skip] == 1 ? 0 : from[i - skip]);
  return box;
}

template <class Mover>
void move_broadcast(KernelContext& k, const Mover& m) {
  const size_t element = size_of(k.dtype());
  m.box(broadcast_box(k.shape(), k.out_shape(), element), k.out().data(), k.in().data(), element);
}

template <class Mover>
void move_tiles(KernelContext& k, const Mover& m) {
  const Shape& x = k.shape();
  const size_t element = size_of(k.dtype());
  const Ints& times = k.attrs<Tile::Attrs>().multiples;
  const Strides from(x, element), to(k.out_shape(), element);
  Box box;
  for (int i = 0; i < x.rank(); ++i) {
    box.add(times[i], to[i] * x[i], 0);
    box.add(x[i], to[i], from[i]);
  }
  m.box(box, k.out().data(), k.in().data(), element);
}

template <class Mover>
void move_transposed(KernelContext& k, const Mover& m) {
  const auto& a = k.attrs<Transpose::Attrs>();
  const Shape &x = k.shape(), &y = k.out_shape();
  const size_t element = size_of(k.dtype());
  const Strides from(x, element), to(y, element);
  Box box;
  for (int i = 0; i < y.rank(); ++i) box.add(y[i], to[i], from[Transpose::from(a, x.rank(), i)]);
  m.box(box, k.out().data(), k.in().data(), element);
}

template <class Mover>
void move_reversed(KernelContext& k, const Mover& m) {
  const Shape& x = k.shape();
  if (k.in().numel() == 0) return;
  const size_t element = size_of(k.dtype());
  const Strides strides(x, element);
  unsigned reversed = 0;
  for (int64_t a : k.attrs<Reverse::Attrs>().axis) reversed |= 1u << front_axis(a, x.rank());
  const char* from = k.in<char>();
  Box box;
  for (int i = 0; i < x.rank(); ++i) {
    const bool back = reversed >> i & 1;
    if (back) from += (x[i] - 1) * strides[i];
    box.add(x[i], strides[i], back ? -strides[i] : strides[i]);
  }
  m.box(box, k.out().data(), from, element);
}

template <class Mover>
void move_rolled(KernelContext& k, const Mover& m) {
  const auto& a = k.attrs<Roll::Attrs>();
  const Shape& x = k.shape();
  if (k.in().numel() == 0) return;
  const size_t element = size_of(k.dtype());
  const Strides strides(x, element);
  int64_t shift[kMaxRank] = {};
  for (size_t i = 0; i < a.axis.size(); ++i) {
    const int axis = front_axis(a.axis[i], x.rank());
    const int64_t n = x[axis], s = a.shift[i] % n;
    shift[axis] = (shift[axis] + (s < 0 ? s + n : s)) % n;
  }
  // Every axis that rolls cuts the tensor in two: [0, n - s) goes to s, the rest to 0.
  unsigned rolled = 0;
  for (int i = 0; i < x.rank(); ++i) rolled |= shift[i] ? 1u << i : 0;
  for (unsigned part = rolled;; part = (part - 1) & rolled) {
    const char* from = k.in<char>();
    char* to = k.out<char>();
    Box box;
    for (int i = 0; i < x.rank(); ++i) {
      const int64_t s = shift[i];
      const bool tail = part >> i & 1;
      if (tail)
        from += (x[i] - s) * strides[i];
      else
        to += s * strides[i];
      box.add(tail ? s : x[i] - s, strides[i], strides[i]);
    }
    m.box(box, to, from, element);
    if (part == 0) break;
  }
}

// The box between a dense tensor of the selected sizes and the selection inside `whole`; `whole_at`
// gets the selection's offset in bytes.
inline Box selection(const Strided& s, const Shape& whole, size_t element, bool out_of,
                     int64_t& whole_at) {
  const Strides strides(whole, element);
  Shape sizes = whole;
  for (int i = 0; i < s.rank; ++i) sizes[i] = s.size[i];
  const Strides dense(sizes, element);
  Box box;
  whole_at = 0;
  for (int i = 0; i < s.rank; ++i) {
    if (s.size[i] == 0)
      whole_at = 0;
    else
      whole_at += s.begin[i] * strides[i];
    // A single element may come with any stride, whose product could overflow.
    const int64_t step = s.size[i] > 1 ? s.stride[i] * strides[i] : 0;
    if (out_of)
      box.add(s.size[i], dense[i], step);
    else
      box.add(s.size[i], step, dense[i]);
  }
  return box;
}

template <class Mover>
void move_slice(KernelContext& k, const Strided& s, const Mover& m) {
  if (k.out().numel() == 0) return;
  int64_t at;
  const Box box = selection(s, k.shape(), size_of(k.dtype()), true, at);
  m.box(box, k.out().data(), k.in<char>() + at, size_of(k.dtype()));
}

template <class Mover>
void move_into_zeros(KernelContext& k, const Mover& m) {
  const Strided s = work_out(k, k.out_shape(), k.attrs<StridedSliceGrad::Attrs>());
  m.zero(k.out().data(), k.out().bytes());
  if (k.in().numel() == 0) return;
  int64_t at;
  const Box box = selection(s, k.out_shape(), size_of(k.dtype()), false, at);
  m.box(box, k.out<char>() + at, k.in().data(), size_of(k.dtype()));
}

template <class Mover>
void move_into_copy(KernelContext& k, const Mover& m) {
  const size_t element = size_of(k.dtype());
  const Shape &x = k.shape(), &value = k.shape(1);
  // value: broadcast to s.out, whose dimensions are those of x that did not shrink, and new ones.
  const Strided s = work_out(k, x, k.attrs<StridedAttrs>());
  m.bytes(k.out().data(), k.in().data(), k.in().bytes());
  if (s.out.numel() == 0) return;
  const Strides strides(x, element), from(value, element);
  char* to = k.out<char>();
  for (int i = 0; i < s.rank; ++i) to += s.begin[i] * strides[i];
  const int skip = s.out.rank() - value.rank();
  Box box;
  for (int i = 0; i < s.out.rank(); ++i) {
    const int d = s.source[i];
    const int64_t step = d < 0 || s.size[d] <= 1 ? 0 : s.stride[d] * strides[d];
    box.add(s.out[i], step, i < skip || value[i - skip] == 1 ? 0 : from[i - skip]);
  }
  m.box(box, to, k.in(1).data(), element);
}

// The image with large pixels [n, H, W, b*b*C] and the one with small ones [n, H*b, W*b, C], where
// a block's rows come first, then its columns, then the channels.
template <class Mover>
void move_blocks(KernelContext& k, bool to_depth, const Mover& m) {
  const DepthAttrs& a = k.attrs<DepthAttrs>();
  const DepthAxes at(a);
  const Shape& large = to_depth ? k.out_shape() : k.shape();
  const Shape& small = to_depth ? k.shape() : k.out_shape();
  const size_t element = size_of(k.dtype());
  const Strides l(large, element), s(small, element);
  const int64_t b = a.block_size, channels = small[at.c];
  struct Dim {
    int64_t size, large, small;
  };
  const Dim n{large[0], l[0], s[0]}, h{large[at.h], l[at.h], s[at.h] * b},
      w{large[at.w], l[at.w], s[at.w] * b}, row{b, l[at.c] * b * channels, s[at.h]},
      column{b, l[at.c] * channels, s[at.w]}, channel{channels, l[at.c], s[at.c]};
  Box box;
  auto add = [&](const Dim& d) {
    box.add(d.size, to_depth ? d.large : d.small, to_depth ? d.small : d.large);
  };
  // In the order of what is written.
  if (a.data_format == DepthFormat::NHWC) {
    if (to_depth)
      for (const Dim& d : {n, h, w, row, column, channel}) add(d);
    else
      for (const Dim& d : {n, h, row, w, column, channel}) add(d);
  } else {
    if (to_depth)
      for (const Dim& d : {n, row, column, channel, h, w}) add(d);
    else
      for (const Dim& d : {n, channel, h, row, w, column}) add(d);
  }
  m.box(box, k.out().data(), k.in().data(), element);
}

}  // namespace zeal::op
