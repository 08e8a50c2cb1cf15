// Kernels that change the order of dimensions, or of the elements along them.
#include "ops/array/transpose.h"

#include "core/thread_pool.h"
#include "cpu/box_copy.h"

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
  const Shape &x = k.shape(), &y = k.out_shape();
  const size_t element = size_of(k.dtype());
  const Strides from_strides(x, element), to(y, element);
  Box box;
  for (int i = 0; i < y.rank(); ++i) box.add(y[i], to[i], from_strides[from(a, x.rank(), i)]);
  box.copy(k.out().data(), k.in().data(), element);
  if (!a.conjugate) return;
  if (k.dtype() == DType::Complex64) negate_imaginary<float>(k.out().data(), k.out().numel());
  if (k.dtype() == DType::Complex128) negate_imaginary<double>(k.out().data(), k.out().numel());
}

void Reverse::cpu(KernelContext& k) {
  const Shape& x = k.shape();
  if (k.in().numel() == 0) return;
  const size_t element = size_of(k.dtype());
  const Strides strides(x, element);
  unsigned reversed = 0;
  for (int64_t a : k.attrs<Attrs>().axis) reversed |= 1u << front_axis(a, x.rank());
  const char* from = k.in<char>();
  Box box;
  for (int i = 0; i < x.rank(); ++i) {
    const bool back = reversed >> i & 1;
    if (back) from += (x[i] - 1) * strides[i];
    box.add(x[i], strides[i], back ? -strides[i] : strides[i]);
  }
  box.copy(k.out().data(), from, element);
}

void Roll::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
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
    box.copy(to, from, element);
    if (part == 0) break;
  }
}

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
      if (n) head.copy(to, from + (n - 1) * strides[seq], element);
      tail.copy(to + n * strides[seq], from + n * strides[seq], element);
    }
  });
}

}  // namespace zeal::op
