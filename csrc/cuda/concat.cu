// Joining tensors along a dimension, and taking them apart again: many parts in one launch.
#include "ops/array/concat.h"

#include "cuda/box.h"
#include "cuda/each.h"

namespace zeal::cuda {
namespace {

constexpr int kParts = 32;  // of one launch

// A few neighbouring parts of the whole, whose rows are `pitch` elements apart. T is as wide as
// alignment allows.
template <class T, bool join>
struct CopyParts {
  int parts;
  T* data[kParts];
  int64_t begin[kParts + 1];  // where each part's columns start
  T* whole;                   // the first of these parts' columns
  int64_t pitch;
  Divider columns;

  HOST_DEVICE void operator()(int64_t i) const {
    int64_t column;
    const int64_t row = columns.divide(i, column);
    int low = 0, high = parts;  // begin[low] <= column < begin[high]
    while (high - low > 1) {
      const int middle = (low + high) / 2;
      if (begin[middle] <= column)
        low = middle;
      else
        high = middle;
    }
    T* const part = data[low] + row * (begin[low + 1] - begin[low]) + (column - begin[low]);
    T* const place = whole + row * pitch + column;
    if constexpr (join)
      *place = *part;
    else
      *part = *place;
  }
};

// `part(i)` is the tensor of part i.
template <bool join, class GetPart>
void copy_parts(Stream s, int n, GetPart part, TensorImpl& whole, int64_t outer) {
  if (whole.numel() == 0) return;
  const int64_t pitch = static_cast<int64_t>(whole.bytes()) / outer;
  char* at = static_cast<char*>(whole.data());
  for (int first = 0; first < n;) {
    const int count = std::min(n - first, kParts);
    char* data[kParts];
    int64_t begin[kParts + 1] = {};
    Width width;
    width.sees(at);
    width.sees(pitch);
    int parts = 0;
    for (int i = first; i < first + count; ++i) {
      TensorImpl& t = part(i);
      const int64_t bytes = static_cast<int64_t>(t.bytes()) / outer;
      if (bytes == 0) continue;
      data[parts] = static_cast<char*>(t.data());
      width.sees(t.data());
      width.sees(bytes);
      begin[parts + 1] = begin[parts] + bytes;
      ++parts;
    }
    first += count;
    if (parts == 0) continue;
    const int64_t bytes = begin[parts];
    if (parts == 1 && outer == 1) {
      copy(s, join ? at : data[0], join ? data[0] : at, static_cast<size_t>(bytes));
    } else {
      switch_width(width.bytes(), [&]<class T>() {
        constexpr int64_t size = sizeof(T);
        CopyParts<T, join> f{};
        f.parts = parts;
        for (int i = 0; i < parts; ++i) {
          f.data[i] = reinterpret_cast<T*>(data[i]);
          f.begin[i + 1] = begin[i + 1] / size;
        }
        f.whole = reinterpret_cast<T*>(at);
        f.pitch = pitch / size;
        f.columns = Divider(bytes / size);
        each(s, outer * (bytes / size), f);
      });
    }
    at += bytes;
  }
}

void join(KernelContext& k, int axis) {
  copy_parts<true>(
      k.stream(), k.num_inputs(), [&](int i) -> TensorImpl& { return k.in(i); }, k.out(),
      k.out_shape().product(0, axis));
}
void take_apart(KernelContext& k, int axis) {
  copy_parts<false>(
      k.stream(), k.num_outputs(), [&](int i) -> TensorImpl& { return k.out(i); }, k.in(),
      k.shape().product(0, axis));
}

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {

void Concat::cuda(KernelContext& k) {
  cuda::join(k, front_axis(k.attrs<Attrs>().axis, k.out_shape().rank()));
}
void Pack::cuda(KernelContext& k) {
  cuda::join(k, front_axis(k.attrs<Attrs>().axis, k.out_shape().rank()));
}
void Unpack::cuda(KernelContext& k) {
  cuda::take_apart(k, front_axis(k.attrs<Attrs>().axis, k.shape().rank()));
}
void Split::cuda(KernelContext& k) {
  cuda::take_apart(k, front_axis(k.attrs<Attrs>().axis, k.shape().rank()));
}

}  // namespace zeal::op
