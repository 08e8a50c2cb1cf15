// Softmax, its logarithm, their gradients, and cross entropies with their gradients.
//
// Note [Rows of softmax]
// What is computed from a row is written once, for a group of threads and for a way to read the
// row. Rows of up to 1024 neighbouring elements are a warp's, which holds them in registers; longer
// ones a block's, which reads them twice and keeps the maximum and the sum as it goes; rows whose
// elements lie apart are one thread's, whose neighbours have neighbouring rows.
#include "cuda/divider.h"
#include "cuda/each.h"
#include "ops/nn/cross_entropy.h"
#include "ops/nn/softmax.h"
#include "ops/scalar/exp.h"
#include "ops/scalar/log.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;

template <class T>
struct RowArgs {
  const T *a, *b;
  T *out, *loss;
  int64_t rows, n, inner;  // element j of row r is at (r / inner) n inner + r % inner + j inner
  Divider by_inner;
  const void* labels;
  DType label_type;
  cuda::Reporter report;

  HOST_DEVICE int64_t begin(int64_t row) const {
    if (inner == 1) return row * n;
    int64_t rest;
    const int64_t outer = by_inner.divide(row, rest);
    return outer * n * inner + rest;
  }
};

template <class C>
HOST_DEVICE C lowest() {
  return -std::numeric_limits<C>::infinity();
}

// The largest element, and the sum of exp(x - max).
template <class C>
struct Stats {
  C max = lowest<C>(), sum = 0;

  HOST_DEVICE void take(C x) {
    if (x > max) {  // x - x is 0, or NaN for infinity, as exp(x - x) - 1 is
      sum = sum * m::exp(max - x) + (C(1) + (x - x));
      max = x;
    } else if (x != lowest<C>()) {  // NaN comes here, and to the sum
      sum += m::exp(x - max);
    }
  }
  HOST_DEVICE static Stats join(const Stats& p, const Stats& q) {
    Stats s;
    s.max = q.max > p.max ? q.max : p.max;
    s.sum = (p.max == s.max ? p.sum : p.sum * m::exp(p.max - s.max)) +
            (q.max == s.max ? q.sum : q.sum * m::exp(q.max - s.max));
    return s;
  }
};

// A row that is read each time anew, by `lanes` threads.
template <class T, class C>
struct Read {
  const T* p;
  int64_t stride, n;
  int lane, lanes;
  template <class F>
  HOST_DEVICE void each(const F& f) const {
    for (int64_t j = lane; j < n; j += lanes) f(j, static_cast<C>(p[j * stride]));
  }
  HOST_DEVICE C at(int64_t j, int) const { return static_cast<C>(p[j * stride]); }
  // f(j, number of this thread's element)
  template <class F>
  HOST_DEVICE void places(const F& f) const {
    for (int64_t j = lane; j < n; j += lanes) f(j, 0);
  }
};

// The one thread of a row.
struct Alone {
  int lane = 0;
  template <class C>
  HOST_DEVICE C sum(C v) const {
    return v;
  }
  template <class C, class X>
  HOST_DEVICE Stats<C> stats(const X& x) const {
    Stats<C> s;
    x.each([&](int64_t, C v) { s.take(v); });
    return s;
  }
};

#ifdef __CUDACC__

constexpr unsigned kAll = 0xffffffffu;
constexpr int kThreads = 256;

// A row of up to 32 K elements, K of them with each lane.
template <class T, class C, int K>
struct Held {
  C v[K];
  int64_t n;
  int lane;
  __device__ Held(const T* p, int64_t count) : n(count), lane(threadIdx.x % 32) {
#pragma unroll
    for (int i = 0; i < K; ++i) {
      const int64_t j = lane + 32 * i;
      v[i] = j < n ? static_cast<C>(p[j]) : C(0);
    }
  }
  template <class F>
  __device__ void each(const F& f) const {
#pragma unroll
    for (int i = 0; i < K; ++i)
      if (lane + 32 * i < n) f(int64_t{lane + 32 * i}, v[i]);
  }
  __device__ C at(int64_t, int i) const { return v[i]; }
  template <class F>
  __device__ void places(const F& f) const {
#pragma unroll
    for (int i = 0; i < K; ++i)
      if (lane + 32 * i < n) f(int64_t{lane + 32 * i}, i);
  }
};

struct Warp {
  int lane = threadIdx.x % 32;
  template <class C>
  __device__ C sum(C v) const {
#pragma unroll
    for (int by = 16; by; by /= 2) v += __shfl_xor_sync(kAll, v, by);
    return v;
  }
  template <class C, class X>
  __device__ Stats<C> stats(const X& x) const {
    Stats<C> s;
    x.each([&](int64_t, C v) { s.max = v > s.max ? v : s.max; });
#pragma unroll
    for (int by = 16; by; by /= 2) {
      const C other = __shfl_xor_sync(kAll, s.max, by);
      s.max = other > s.max ? other : s.max;
    }
    x.each([&](int64_t, C v) { s.sum += m::exp(v - s.max); });
    s.sum = sum(s.sum);
    return s;
  }
};

struct Block {
  int lane = threadIdx.x;
  template <class C>
  __device__ C sum(C v) const {
    __shared__ C warps[kThreads / 32];
    v = Warp().sum(v);
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = v;
    __syncthreads();
    v = 0;
#pragma unroll
    for (int w = 0; w < kThreads / 32; ++w) v += warps[w];
    __syncthreads();
    return v;
  }
  template <class C, class X>
  __device__ Stats<C> stats(const X& x) const {
    __shared__ C maxima[kThreads / 32], sums[kThreads / 32];
    Stats<C> s;
    x.each([&](int64_t, C v) { s.take(v); });
#pragma unroll
    for (int by = 16; by; by /= 2) {
      Stats<C> other;
      other.max = __shfl_xor_sync(kAll, s.max, by);
      other.sum = __shfl_xor_sync(kAll, s.sum, by);
      s = Stats<C>::join(s, other);
    }
    if (threadIdx.x % 32 == 0) {
      maxima[threadIdx.x / 32] = s.max;
      sums[threadIdx.x / 32] = s.sum;
    }
    __syncthreads();
    s = Stats<C>();
#pragma unroll
    for (int w = 0; w < kThreads / 32; ++w) {
      Stats<C> other;
      other.max = maxima[w];
      other.sum = sums[w];
      s = Stats<C>::join(s, other);
    }
    __syncthreads();
    return s;
  }
};

#endif

// Below, what each op makes of a row: g the group of threads, x and y the row's elements, `out`
// where the row's results begin.

struct SoftmaxRow {
  static constexpr bool kTwo = false;
  template <class C, class G, class X, class T>
  HOST_DEVICE static void run(const G& g, const X& x, const X&, const RowArgs<T>& p, T* out,
                              int64_t) {
    const Stats<C> s = g.template stats<C>(x);
    const C scale = C(1) / s.sum;
    x.each([&](int64_t j, C v) { out[j * p.inner] = static_cast<T>(m::exp(v - s.max) * scale); });
  }
};

struct LogSoftmaxRow {
  static constexpr bool kTwo = false;
  template <class C, class G, class X, class T>
  HOST_DEVICE static void run(const G& g, const X& x, const X&, const RowArgs<T>& p, T* out,
                              int64_t) {
    const Stats<C> s = g.template stats<C>(x);
    const C log_sum = m::log(s.sum);
    x.each([&](int64_t j, C v) { out[j * p.inner] = static_cast<T>((v - s.max) - log_sum); });
  }
};

struct SoftmaxGradRow {
  static constexpr bool kTwo = true;
  template <class C, class G, class X, class T>
  HOST_DEVICE static void run(const G& g, const X& y, const X& dy, const RowArgs<T>& p, T* out,
                              int64_t) {
    C dot = 0;
    y.places([&](int64_t j, int i) { dot += y.at(j, i) * dy.at(j, i); });
    dot = g.sum(dot);
    y.places([&](int64_t j, int i) {
      out[j * p.inner] = static_cast<T>((dy.at(j, i) - dot) * y.at(j, i));
    });
  }
};

struct LogSoftmaxGradRow {
  static constexpr bool kTwo = true;
  template <class C, class G, class X, class T>
  HOST_DEVICE static void run(const G& g, const X& y, const X& dy, const RowArgs<T>& p, T* out,
                              int64_t) {
    C sum = 0;
    dy.each([&](int64_t, C d) { sum += d; });
    sum = g.sum(sum);
    y.places([&](int64_t j, int i) {
      out[j * p.inner] = static_cast<T>(dy.at(j, i) - m::exp(y.at(j, i)) * sum);
    });
  }
};

struct CrossEntropyRow {
  static constexpr bool kTwo = true;
  template <class C, class G, class X, class T>
  HOST_DEVICE static void run(const G& g, const X& x, const X& labels, const RowArgs<T>& p, T* out,
                              int64_t row) {
    const Stats<C> s = g.template stats<C>(x);
    const C log_sum = m::log(s.sum);
    C loss = 0, total = 0;
    x.places([&](int64_t j, int i) {
      const C l = labels.at(j, i);
      total += l;
      // A label of zero counts as nothing, even for a logit of minus infinity.
      if (l != C(0)) loss += l * (log_sum - (x.at(j, i) - s.max));
    });
    loss = g.sum(loss);
    total = g.sum(total);
    const C scale = total / s.sum;
    x.places([&](int64_t j, int i) {
      out[j] = static_cast<T>(m::exp(x.at(j, i) - s.max) * scale - labels.at(j, i));
    });
    if (g.lane == 0) p.loss[row] = static_cast<T>(loss);
  }
};

HOST_DEVICE inline int64_t label_at(const void* p, DType type, int64_t i) {
  switch (type) {
    case DType::Int8:
      return static_cast<const int8_t*>(p)[i];
    case DType::UInt8:
      return static_cast<const uint8_t*>(p)[i];
    case DType::Int16:
      return static_cast<const int16_t*>(p)[i];
    case DType::UInt16:
      return static_cast<const uint16_t*>(p)[i];
    case DType::Int32:
      return static_cast<const int32_t*>(p)[i];
    case DType::UInt32:
      return static_cast<const uint32_t*>(p)[i];
    default:
      return static_cast<const int64_t*>(p)[i];
  }
}

struct SparseCrossEntropyRow {
  static constexpr bool kTwo = false;
  template <class C, class G, class X, class T>
  HOST_DEVICE static void run(const G& g, const X& x, const X&, const RowArgs<T>& p, T* out,
                              int64_t row) {
    const int64_t label = label_at(p.labels, p.label_type, row);
    const bool good = label >= 0 && label < p.n;
    const Stats<C> s = g.template stats<C>(x);
    const C scale = C(1) / s.sum;
    x.each([&](int64_t j, C v) {
      const C e = m::exp(v - s.max) * scale;
      out[j] = static_cast<T>(j == label ? e - C(1) : e);
    });
    if (g.lane) return;
    if (!good) p.report(label, p.n, row);
    const C at = good ? static_cast<C>(p.a[row * p.n + label]) : C(0);
    p.loss[row] = static_cast<T>(m::log(s.sum) - (at - s.max));
  }
};

// One thread for each row.
template <class Op, class T>
struct RowByThread {
  RowArgs<T> p;
  HOST_DEVICE void operator()(int64_t row) const {
    using C = compute_type<T>;
    const int64_t at = p.begin(row);
    const Read<T, C> x{p.a + at, p.inner, p.n, 0, 1};
    const Read<T, C> y{Op::kTwo ? p.b + at : p.a + at, p.inner, p.n, 0, 1};
    Op::template run<C>(Alone(), x, y, p, p.out + at, row);
  }
};

#ifdef __CUDACC__

constexpr int kWarps = 4;  // rows of a block

template <class Op, class T, int K>
__global__ void __launch_bounds__(32 * kWarps) row_by_warp(const __grid_constant__ RowArgs<T> p) {
  using C = compute_type<T>;
  const int64_t row = int64_t{blockIdx.x} * kWarps + threadIdx.x / 32;
  if (row >= p.rows) return;  // the whole warp
  const int64_t at = row * p.n;
  const Held<T, C, K> x(p.a + at, p.n);
  if constexpr (Op::kTwo) {
    const Held<T, C, K> y(p.b + at, p.n);
    Op::template run<C>(Warp(), x, y, p, p.out + at, row);
  } else {
    Op::template run<C>(Warp(), x, x, p, p.out + at, row);
  }
}

template <class Op, class T>
__global__ void __launch_bounds__(kThreads) row_by_block(const __grid_constant__ RowArgs<T> p) {
  using C = compute_type<T>;
  const int64_t row = blockIdx.x, at = row * p.n;
  const Read<T, C> x{p.a + at, 1, p.n, static_cast<int>(threadIdx.x), kThreads};
  const Read<T, C> y{Op::kTwo ? p.b + at : p.a + at, 1, p.n, static_cast<int>(threadIdx.x),
                     kThreads};
  Op::template run<C>(Block(), x, y, p, p.out + at, row);
}

#endif

template <class Op, class T>
void run(Stream s, const RowArgs<T>& p) {
#ifdef __CUDACC__
  if (p.inner == 1) {
    const cuda::Dim rows{cuda::blocks_for(p.rows, kWarps)};
    if (p.n <= 128) return cuda::launch(s, row_by_warp<Op, T, 4>, rows, {32 * kWarps}, 0, p);
    if (p.n <= 1024) return cuda::launch(s, row_by_warp<Op, T, 32>, rows, {32 * kWarps}, 0, p);
    return cuda::launch(s, row_by_block<Op, T>, {static_cast<unsigned>(p.rows)}, {kThreads}, 0, p);
  }
#endif
  cuda::each(s, p.rows, RowByThread<Op, T>{p});
}

// Rows along an axis of the first input.
template <class Op>
void along(KernelContext& k, int64_t axis) {
  if (k.out().numel() == 0) return;
  const Shape& shape = k.shape();
  const int at = static_cast<int>(axis < 0 ? axis + shape.rank() : axis);
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    RowArgs<T> p{};
    p.a = k.in<T>(0);
    if constexpr (Op::kTwo) p.b = k.in<T>(1);
    p.out = k.out<T>();
    p.n = shape.rank() ? shape[at] : 1;
    p.inner = shape.rank() ? shape.product(at + 1, shape.rank()) : 1;
    p.rows = k.out().numel() / p.n;
    p.by_inner = Divider(p.inner);
    run<Op>(k.stream(), p);
  });
}

template <class Op>
void cross_entropy(KernelContext& k) {
  const int64_t rows = k.shape(0)[0], n = k.shape(0)[1];
  if (rows == 0) return;
  if (n == 0) return cuda::fill(k.stream(), k.out(0).data(), 0, k.out(0).bytes());
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    RowArgs<T> p{};
    p.a = k.in<T>(0);
    p.out = k.out<T>(1);
    p.loss = k.out<T>(0);
    p.rows = rows;
    p.n = n;
    p.inner = 1;
    if constexpr (Op::kTwo) {
      p.b = k.in<T>(1);
    } else {
      p.labels = k.in(1).data();
      p.label_type = k.dtype(1);
      p.report = cuda::reporter(k,
                                "Received a label value of %d which is outside the valid range of "
                                "[0, %d) at position %d");
    }
    run<Op>(k.stream(), p);
  });
}

}  // namespace

void op::Softmax::cuda(KernelContext& k) { along<SoftmaxRow>(k, k.attrs<Attrs>().axis); }
void op::LogSoftmax::cuda(KernelContext& k) { along<LogSoftmaxRow>(k, k.attrs<Attrs>().axis); }
void op::SoftmaxGrad::cuda(KernelContext& k) { along<SoftmaxGradRow>(k, k.attrs<Attrs>().axis); }
void op::LogSoftmaxGrad::cuda(KernelContext& k) {
  along<LogSoftmaxGradRow>(k, k.attrs<Attrs>().axis);
}
void op::SoftmaxCrossEntropy::cuda(KernelContext& k) { cross_entropy<CrossEntropyRow>(k); }
void op::SparseSoftmaxCrossEntropy::cuda(KernelContext& k) {
  cross_entropy<SparseCrossEntropyRow>(k);
}

}  // namespace zeal
