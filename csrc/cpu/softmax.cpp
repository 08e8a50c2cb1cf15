// The CPU kernels of softmax and cross entropy: rows along any axis, in any dtype, are brought to
// where the row kernels of this CPU's instruction set can run over them.
#include <algorithm>

#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "cpu/softmax_kernels.h"
#include "dispatch/elementwise.h"
#include "ops/nn/softmax.h"

namespace zeal {

namespace {

const SoftmaxTables& tables(Isa isa) {
#ifdef ZEAL_X86
  if (isa == Isa::AVX512) return softmax_tables_avx512;
  if (isa == Isa::AVX2) return softmax_tables_avx2;
#endif
  (void)isa;
  return softmax_tables_baseline;
}

// The rows along one axis: element j of row r lies at
// (r / inner) * n * inner + r % inner + j * inner.
struct Rows {
  int64_t rows = 1, n = 1, inner = 1;
  Rows(const Shape& s, int64_t axis) {
    const int at = static_cast<int>(axis < 0 ? axis + s.rank() : axis);
    n = s[at];
    inner = s.product(at + 1, s.rank());
    rows = s.product(0, at) * inner;
  }
};

constexpr int64_t kGathered = 16;  // rows that are brought together at a time

template <class T, class S>
void gather(const Rows& p, const S* x, int64_t r, int64_t count, T* to) {
  for (int64_t i = 0; i < count; ++i) {
    const S* from = x + (r + i) / p.inner * p.n * p.inner + (r + i) % p.inner;
    for (int64_t j = 0; j < p.n; ++j) to[i * p.n + j] = convert<T>(from[j * p.inner]);
  }
}
template <class T, class S>
void scatter(const Rows& p, const T* from, int64_t r, int64_t count, S* y) {
  for (int64_t i = 0; i < count; ++i) {
    S* to = y + (r + i) / p.inner * p.n * p.inner + (r + i) % p.inner;
    for (int64_t j = 0; j < p.n; ++j) to[j * p.inner] = convert<S>(from[i * p.n + j]);
  }
}

// Calls f(first row, rows, inputs, output) for blocks of rows that lie one after the other, of T.
template <class T, class S, int Ins, class F>
void over_rows(const Rows& p, const S* const (&in)[Ins], S* out, F&& f) {
  const int64_t grain = std::max<int64_t>(1, kSerialElements / std::max<int64_t>(1, p.n));
  if constexpr (std::is_same_v<T, S>) {
    if (p.inner == 1) {
      parallel_for(p.rows, grain, [&](int64_t begin, int64_t end) {
        const T* from[Ins];
        for (int i = 0; i < Ins; ++i) from[i] = in[i] + begin * p.n;
        f(begin, end - begin, from, out + begin * p.n);
      });
      return;
    }
  }
  parallel_for(p.rows, std::max(grain, kGathered), [&](int64_t begin, int64_t end) {
    Tensor buffer = Tensor::empty(dtype_of<T>, {Ins + 1, std::min(kGathered, p.rows), p.n});
    T* to = buffer.data<T>();
    const T* from[Ins];
    for (int64_t r = begin; r < end; r += kGathered) {
      const int64_t count = std::min(kGathered, end - r);
      for (int i = 0; i < Ins; ++i) {
        T* part = to + (i + 1) * count * p.n;
        gather(p, in[i], r, count, part);
        from[i] = part;
      }
      f(r, count, from, to);
      scatter(p, to, r, count, out);
    }
  });
}

// f.operator()<T, S>() with the dtype's own type S and the T in which it is computed.
template <class F>
void with_types(DType dtype, F&& f) {
  switch_dtype<kFloating>(dtype, [&]<class S>() {
    f.template operator()<std::conditional_t<std::is_same_v<S, double>, double, float>, S>();
  });
}

template <class T>
using Unary = void (*)(const T*, T*, int64_t, int64_t);
template <class T>
using Binary = void (*)(const T*, const T*, T*, int64_t, int64_t);

void unary(KernelContext& k, int64_t axis, Unary<float> SoftmaxKernels<float>::* f32,
           Unary<double> SoftmaxKernels<double>::* f64) {
  if (k.out().numel() == 0) return;
  if (k.shape().rank() == 0) axis = 0;
  const Rows p(k.shape(), axis);
  with_types(k.dtype(), [&]<class T, class S>() {
    Unary<T> f;
    if constexpr (std::is_same_v<T, float>)
      f = softmax_kernels<float>().*f32;
    else
      f = softmax_kernels<double>().*f64;
    over_rows<T, S, 1>(
        p, {k.in<S>()}, k.out<S>(),
        [&](int64_t, int64_t rows, const T* const* in, T* out) { f(in[0], out, rows, p.n); });
  });
}

void binary(KernelContext& k, int64_t axis, Binary<float> SoftmaxKernels<float>::* f32,
            Binary<double> SoftmaxKernels<double>::* f64) {
  if (k.out().numel() == 0) return;
  const Rows p(k.shape(), axis);
  with_types(k.dtype(), [&]<class T, class S>() {
    Binary<T> f;
    if constexpr (std::is_same_v<T, float>)
      f = softmax_kernels<float>().*f32;
    else
      f = softmax_kernels<double>().*f64;
    over_rows<T, S, 2>(p, {k.in<S>(0), k.in<S>(1)}, k.out<S>(),
                       [&](int64_t, int64_t rows, const T* const* in, T* out) {
                         f(in[0], in[1], out, rows, p.n);
                       });
  });
}

}  // namespace

template <>
const SoftmaxKernels<float>& softmax_kernels(Isa isa) {
  return tables(isa).f32;
}
template <>
const SoftmaxKernels<double>& softmax_kernels(Isa isa) {
  return tables(isa).f64;
}

namespace {
bool past_caches(KernelContext& k, int64_t axis) {
  const int rank = k.shape().rank();
  if (rank == 0 || (axis != -1 && axis != rank - 1) || kHalf.contains(k.dtype())) return false;
  const auto row = k.shape()[rank - 1] * static_cast<int64_t>(size_of(k.dtype()));
  return static_cast<int64_t>(k.out().bytes()) >= kStreamBytes && row % 64 == 0 &&
         row <= SoftmaxKernels<float>::kBufferBytes &&
         reinterpret_cast<uintptr_t>(k.out().data()) % 64 == 0;
}
}  // namespace

void op::Softmax::cpu(KernelContext& k) {
  if (past_caches(k, k.attrs<Attrs>().axis))
    return unary(k, k.attrs<Attrs>().axis, &SoftmaxKernels<float>::softmax_past_caches,
                 &SoftmaxKernels<double>::softmax_past_caches);
  unary(k, k.attrs<Attrs>().axis, &SoftmaxKernels<float>::softmax,
        &SoftmaxKernels<double>::softmax);
}
void op::LogSoftmax::cpu(KernelContext& k) {
  unary(k, k.attrs<Attrs>().axis, &SoftmaxKernels<float>::log_softmax,
        &SoftmaxKernels<double>::log_softmax);
}
void op::SoftmaxGrad::cpu(KernelContext& k) {
  binary(k, k.attrs<Attrs>().axis, &SoftmaxKernels<float>::softmax_grad,
         &SoftmaxKernels<double>::softmax_grad);
}
void op::LogSoftmaxGrad::cpu(KernelContext& k) {
  binary(k, k.attrs<Attrs>().axis, &SoftmaxKernels<float>::log_softmax_grad,
         &SoftmaxKernels<double>::log_softmax_grad);
}

}  // namespace zeal
