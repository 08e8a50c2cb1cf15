// Kernels that change the order of dimensions, or of the elements along them.
#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "ops/array/boxes.h"

namespace zeal::op {

namespace {
template <class T>
void negate_imaginary(void* data, int64_t n) {
  T* x = static_cast<T*>(data);
  parallel_for(n, kSerialBytes / 16, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) x[2 * i + 1] = -x[2 * i + 1];
  });
}
}  // namespace

void Transpose::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  move_transposed(k, HostMover{});
  if (!a.conjugate) return;
  if (k.dtype() == DType::Complex64) negate_imaginary<float>(k.out().data(), k.out().numel());
  if (k.dtype() == DType::Complex128) negate_imaginary<double>(k.out().data(), k.out().numel());
}

void Reverse::cpu(KernelContext& k) { move_reversed(k, HostMover{}); }
void Roll::cpu(KernelContext& k) { move_rolled(k, HostMover{}); }

void ReverseSequence::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& x = k.shape();
  const int seq = front_axis(*a.seq_axis, x.rank());
  const int batch = front_axis(a.batch_axis.value_or(0), x.rank());
  const size_t element = size_of(k.dtype());
  const Strides strides(x, element);
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    const I* lengths = k.in<I>(1);
    for (int64_t b = 0; b < x[batch]; ++b)
      if (lengths[b] < 0 || lengths[b] > x[seq])
        k.fail("seq_lengths[", b, "] must be in [0, ", x[seq], "], got ", lengths[b]);
    if (k.in().numel() == 0) return;
    for (int64_t b = 0; b < x[batch]; ++b) {
      const int64_t n = lengths[b];
      const char* from = k.in<char>() + b * strides[batch];
      char* to = k.out<char>() + b * strides[batch];
      Box head, tail;
      for (int i = 0; i < x.rank(); ++i) {
        const int64_t size = i == batch ? 1 : x[i];
        head.add(i == seq ? n : size, strides[i], i == seq ? -strides[i] : strides[i]);
        tail.add(i == seq ? size - n : size, strides[i], strides[i]);
      }
      if (n) copy_box(head, to, from + (n - 1) * strides[seq], element);
      copy_box(tail, to + n * strides[seq], from + n * strides[seq], element);
    }
  });
}

}  // namespace zeal::op
