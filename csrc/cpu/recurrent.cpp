// The kernels of LSTM and GRU over sequences: at each step a product with the recurrent weights,
// then the gates, row by row.
#include <algorithm>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/gemm.h"
#include "cpu/recurrent_kernels.h"
#include "ops/nn/recurrent.h"

namespace zeal::op {

namespace {

const RecurrentTables& tables() {
#ifdef ZEAL_X86
  if (best_isa() == Isa::AVX512) return recurrent_tables_avx512;
  if (best_isa() == Isa::AVX2) return recurrent_tables_avx2;
#endif
  return recurrent_tables_baseline;
}
template <class T>
const RecurrentKernels<T>& kernels() {
  if constexpr (sizeof(T) == 4)
    return tables().f32;
  else
    return tables().f64;
}

// A matrix [batch, n] whose rows are `stride` elements apart: one step of [batch, time, n], or a
// state of its own.
template <class T>
struct Rows {
  T* data;
  int64_t stride;
  T* row(int64_t b) const { return data + b * stride; }
};

struct Extents {
  int64_t batch, time, units;
  template <class T>
  Rows<T> at(T* all, int64_t t, int64_t n) const {
    return {all + t * n, time * n};
  }
  // The step before t of [batch, time, units], the first of which is a state.
  template <class T>
  Rows<const T> before(const T* first, const T* all, int64_t t) const {
    return t == 0 ? Rows<const T>{first, units} : at(all, t - 1, units);
  }
  template <class F>
  void each_row(F&& f) const {
    parallel_for(batch, 1 + 4096 / std::max<int64_t>(units, 1), [&](int64_t begin, int64_t end) {
      for (int64_t b = begin; b < end; ++b) f(b);
    });
  }
};

template <class T>
void copy_rows(Rows<const T> from, T* to, int64_t batch, int64_t n) {
  for (int64_t b = 0; b < batch; ++b) std::copy_n(from.row(b), n, to + b * n);
}

// Starts the gradient by a state with what reaches the last one.
template <class T>
void start(KernelContext& k, int input, T* to, int64_t n) {
  if (k.has(input))
    std::copy_n(k.in<T>(input), n, to);
  else
    std::fill_n(to, n, T(0));
}

template <class T>
void add(const T* x, T* to, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] += x[i];
}

// to = x kernel + bias, rows of n in rows of `stride`; x is input 0.
template <class T>
void through_kernel(KernelContext& k, int kernel, int bias, T* to, int64_t stride) {
  const Shape& x = k.shape(0);
  const int64_t rows = x[0] * x[1], n = k.shape(kernel)[1];
  const bool biased = k.has(bias);
  if (biased)
    for (int64_t i = 0; i < rows; ++i) std::copy_n(k.in<T>(bias), n, to + i * stride);
  gemm(false, false, rows, n, x[2], k.in<T>(0), x[2], k.in<T>(kernel), n, to, stride, biased);
}

template <class T>
void lstm(KernelContext& k) {
  const Shape& x = k.shape(0);
  const Extents e{x[0], x[1], k.shape(1)[1]};
  const int64_t n = e.units, wide = 4 * n;
  T *h = k.out<T>(0), *c = k.out<T>(3), *gates = k.out<T>(4);
  const T *h0 = k.in<T>(1), *c0 = k.in<T>(2), *recurrent = k.in<T>(4);
  through_kernel(k, 3, 5, gates, wide);
  const RecurrentKernels<T>& f = kernels<T>();
  for (int64_t t = 0; t < e.time; ++t) {
    const auto h_before = e.before<T>(h0, h, t), c_before = e.before<T>(c0, c, t);
    const Rows<T> z = e.at(gates, t, wide), c_now = e.at(c, t, n), h_now = e.at(h, t, n);
    gemm(false, false, e.batch, wide, n, h_before.data, h_before.stride, recurrent, wide, z.data,
         z.stride, true);
    e.each_row(
        [&](int64_t b) { f.lstm(z.row(b), c_before.row(b), c_now.row(b), h_now.row(b), n); });
  }
  copy_rows<T>(e.before<T>(h0, h, e.time), k.out<T>(1), e.batch, n);
  copy_rows<T>(e.before<T>(c0, c, e.time), k.out<T>(2), e.batch, n);
}

template <class T>
void lstm_grad(KernelContext& k) {
  const Shape& x = k.shape(0);
  const Extents e{x[0], x[1], k.shape(2)[1]};
  const int64_t n = e.units, wide = 4 * n;
  const T *gates = k.in<T>(0), *c = k.in<T>(1), *c0 = k.in<T>(2), *recurrent = k.in<T>(3);
  const T* dh_all = k.has(4) ? k.in<T>(4) : nullptr;
  T *dz_all = k.out<T>(0), *dh = k.out<T>(1), *dc = k.out<T>(2);
  start(k, 5, dh, e.batch * n);
  start(k, 6, dc, e.batch * n);
  const RecurrentKernels<T>& f = kernels<T>();
  for (int64_t t = e.time - 1; t >= 0; --t) {
    const Rows<const T> z = e.at(gates, t, wide), c_now = e.at(c, t, n);
    const auto c_before = e.before<T>(c0, c, t);
    const Rows<T> dz = e.at(dz_all, t, wide);
    e.each_row([&](int64_t b) {
      if (dh_all) add(e.at(dh_all, t, n).row(b), dh + b * n, n);
      f.lstm_grad(z.row(b), c_before.row(b), c_now.row(b), dh + b * n, dc + b * n, dz.row(b), n);
    });
    gemm(false, true, e.batch, n, wide, dz.data, dz.stride, recurrent, wide, dh, n, false);
  }
}

template <class T>
void gru(KernelContext& k) {
  const Shape& s = k.shape(0);
  const Extents e{s[0], s[1], k.shape(1)[1]};
  const int64_t n = e.units, wide = 3 * n;
  T *h = k.out<T>(0), *gates = k.out<T>(2);
  const T *h0 = k.in<T>(1), *recurrent = k.in<T>(3), *bias = k.has(5) ? k.in<T>(5) : nullptr;
  std::vector<T> a(static_cast<size_t>(e.batch * wide));
  through_kernel(k, 2, 4, gates, 4 * n);
  const RecurrentKernels<T>& f = kernels<T>();
  for (int64_t t = 0; t < e.time; ++t) {
    const auto h_before = e.before<T>(h0, h, t);
    for (int64_t b = 0; bias && b < e.batch; ++b) std::copy_n(bias, wide, a.data() + b * wide);
    gemm(false, false, e.batch, wide, n, h_before.data, h_before.stride, recurrent, wide, a.data(),
         wide, bias != nullptr);
    e.each_row([&](int64_t b) {
      f.gru(a.data() + b * wide, h_before.row(b), e.at(gates, t, 4 * n).row(b),
            e.at(h, t, n).row(b), n);
    });
  }
  copy_rows<T>(e.before<T>(h0, h, e.time), k.out<T>(1), e.batch, n);
}

template <class T>
void gru_grad(KernelContext& k) {
  const Shape& s = k.shape(0);
  const Extents e{s[0], s[1], k.shape(2)[1]};
  const int64_t n = e.units, wide = 3 * n;
  const T *gates = k.in<T>(0), *h = k.in<T>(1), *h0 = k.in<T>(2), *recurrent = k.in<T>(3);
  const T* dh_all = k.has(4) ? k.in<T>(4) : nullptr;
  T *dv = k.out<T>(0), *da_all = k.out<T>(1), *dh = k.out<T>(2);
  start(k, 5, dh, e.batch * n);
  const RecurrentKernels<T>& f = kernels<T>();
  for (int64_t t = e.time - 1; t >= 0; --t) {
    const auto h_before = e.before<T>(h0, h, t);
    const Rows<T> da = e.at(da_all, t, wide);
    e.each_row([&](int64_t b) {
      if (dh_all) add(e.at(dh_all, t, n).row(b), dh + b * n, n);
      f.gru_grad(e.at(gates, t, 4 * n).row(b), h_before.row(b), dh + b * n,
                 e.at(dv, t, wide).row(b), da.row(b), n);
    });
    gemm(false, true, e.batch, n, wide, da.data, da.stride, recurrent, wide, dh, n, true);
  }
}

template <class F>
void switch_float(KernelContext& k, F&& f) {
  if (k.dtype() == DType::Float32)
    f.template operator()<float>();
  else
    f.template operator()<double>();
}

}  // namespace

void Lstm::cpu(KernelContext& k) {
  switch_float(k, [&]<class T>() { lstm<T>(k); });
}
void LstmGrad::cpu(KernelContext& k) {
  switch_float(k, [&]<class T>() { lstm_grad<T>(k); });
}
void Gru::cpu(KernelContext& k) {
  switch_float(k, [&]<class T>() { gru<T>(k); });
}
void GruGrad::cpu(KernelContext& k) {
  switch_float(k, [&]<class T>() { gru_grad<T>(k); });
}

}  // namespace zeal::op
