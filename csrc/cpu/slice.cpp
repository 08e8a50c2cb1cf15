// Kernels that copy a strided part of a tensor out, or back in.
#include "ops/array/slice.h"

#include <cstring>

#include "cpu/box_copy.h"

namespace zeal::op {

namespace {

// The box between a dense tensor of `part`'s selected sizes and the selection inside `whole`.
// `whole_at` gets the selection's offset in bytes.
Box selection(const Strided& s, const Shape& whole, size_t element, bool out_of,
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

void copy_out(KernelContext& k, const Strided& s) {
  if (k.out().numel() == 0) return;
  int64_t at;
  const Box box = selection(s, k.shape(), size_of(k.dtype()), true, at);
  box.copy(k.out().data(), k.in<char>() + at, size_of(k.dtype()));
}

}  // namespace

void StridedSlice::cpu(KernelContext& k) { copy_out(k, work_out(k, k.shape(), k.attrs<Attrs>())); }
void Slice::cpu(KernelContext& k) { copy_out(k, strided(k.attrs<Attrs>(), k.shape())); }

void StridedSliceGrad::cpu(KernelContext& k) {
  const Strided s = work_out(k, k.out_shape(), k.attrs<Attrs>());
  std::memset(k.out().data(), 0, k.out().bytes());
  if (k.in().numel() == 0) return;
  int64_t at;
  const Box box = selection(s, k.out_shape(), size_of(k.dtype()), false, at);
  box.copy(k.out<char>() + at, k.in().data(), size_of(k.dtype()));
}

void TensorStridedSliceUpdate::cpu(KernelContext& k) {
  const size_t element = size_of(k.dtype());
  const Shape &x = k.shape(), &value = k.shape(1);
  // value: broadcast to s.out, whose dimensions are those of x that did not shrink, and new ones.
  const Strided s = work_out(k, x, k.attrs<Attrs>());
  copy_bytes(k.out().data(), k.in().data(), k.in().bytes());
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
  box.copy(to, k.in(1).data(), element);
}

}  // namespace zeal::op
