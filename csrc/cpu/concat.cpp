// Kernels that join tensors along a dimension, and take them apart again.
#include "ops/array/concat.h"

#include <cstring>

#include "cpu/box_copy.h"

namespace zeal::op {

namespace {

// One part of a tensor that is cut along a dimension: `outer` runs of `bytes`.
struct Part {
  char* data;
  int64_t bytes;
};

// Copies parts into the whole (`join`) or out of it. The whole has `outer` rows of `pitch` bytes.
template <bool join, class GetPart>
void copy_parts(int n, GetPart part, char* whole, int64_t outer, int64_t pitch, size_t element) {
  const auto step = static_cast<int64_t>(element);
  for (int i = 0; i < n; ++i) {
    const Part p = part(i);
    if (p.bytes == 0) continue;
    if (outer == 1 && p.bytes < kSerialBytes) {
      std::memcpy(join ? whole : p.data, join ? p.data : whole, static_cast<size_t>(p.bytes));
    } else {
      Box box;
      box.add(outer, join ? pitch : p.bytes, join ? p.bytes : pitch);
      box.add(p.bytes / step, step, step);
      copy_box(box, join ? whole : p.data, join ? p.data : whole, element);
    }
    whole += p.bytes;
  }
}

void join(KernelContext& k, int axis) {
  const int64_t outer = k.out_shape().product(0, axis);
  if (k.out().numel() == 0) return;
  copy_parts<true>(
      k.num_inputs(),
      [&](int i) {
        TensorImpl& x = k.in(i);
        return Part{static_cast<char*>(x.data()), static_cast<int64_t>(x.bytes()) / outer};
      },
      k.out<char>(), outer, static_cast<int64_t>(k.out().bytes()) / outer, size_of(k.dtype()));
}

void take_apart(KernelContext& k, int axis) {
  const int64_t outer = k.shape().product(0, axis);
  if (k.in().numel() == 0) return;
  copy_parts<false>(
      k.num_outputs(),
      [&](int i) {
        TensorImpl& y = k.out(i);
        return Part{static_cast<char*>(y.data()), static_cast<int64_t>(y.bytes()) / outer};
      },
      static_cast<char*>(k.in().data()), outer, static_cast<int64_t>(k.in().bytes()) / outer,
      size_of(k.dtype()));
}

}  // namespace

void Concat::cpu(KernelContext& k) {
  join(k, front_axis(k.attrs<Attrs>().axis, k.out_shape().rank()));
}
void Pack::cpu(KernelContext& k) {
  join(k, front_axis(k.attrs<Attrs>().axis, k.out_shape().rank()));
}
void Unpack::cpu(KernelContext& k) {
  take_apart(k, front_axis(k.attrs<Attrs>().axis, k.shape().rank()));
}
void Split::cpu(KernelContext& k) {
  take_apart(k, front_axis(k.attrs<Attrs>().axis, k.shape().rank()));
}

}  // namespace zeal::op
