// LSTM and GRU over sequences on CUDA: for each step a product with the recurrent weights and one
// kernel for all of the cell.
#include "ops/nn/recurrent.h"

#include "cuda/divider.h"
#include "cuda/each.h"
#include "ops/linalg/matmul.h"
#include "ops/scalar/activation.h"
#include "ops/scalar/hyper.h"

namespace zeal {

namespace {

using cuda::Divider;

#ifndef __CUDACC__
template <class T>
struct Product {
  const T *a, *b;
  T* out;
  int64_t n, inner;
  bool turned;  // is b [n, inner]?
  void operator()(int64_t i) const {
    T sum = 0;
    for (int64_t j = 0; j < inner; ++j)
      sum += a[i / n * inner + j] * b[turned ? i % n * inner + j : j * n + i % n];
    out[i] = sum;
  }
};
#endif

// out = a b, or a times b transposed; by the kernel of MatMul.
void multiply(KernelContext& k, const Tensor& a, TensorImpl& b, bool turned, Tensor& out) {
#ifdef __CUDACC__
  TensorImpl* in[] = {a.get(), &b};
  op::MatMul::Attrs attrs;
  attrs.transpose_b = turned;
  KernelContext product(record_of<op::MatMul>(), in, &out, 1, &attrs, k.stream());
  op::MatMul::cuda(product);
#else
  const auto go = [&]<class T>() {
    cuda::each(k.stream(), out.numel(),
               Product<T>{a.data<T>(), static_cast<const T*>(b.data()), out.data<T>(), out.dim(1),
                          a.dim(1), turned});
  };
  if (k.out().dtype() == DType::Float64)
    go.template operator()<double>();
  else
    go.template operator()<float>();
#endif
}

Tensor room(KernelContext& k, int64_t rows, int64_t columns) {
  return Tensor::empty(k.out().dtype(), {rows, columns}, k.out().device());
}

// The inputs' part of the gates, for all steps at once: [batch * time, gates].
Tensor through_kernel(KernelContext& k, int kernel) {
  const Shape& x = k.shape(0);
  const int64_t rows = x[0] * x[1];
  Tensor out = room(k, rows, k.shape(kernel)[1]);
  const Tensor flat = Tensor::share(&k.in(0)).with_shape({rows, x[2]});
  if (out.numel()) multiply(k, flat, k.in(kernel), false, out);
  return out;
}

// What a cell's kernel knows: thread i has unit i % units of batch element i / units.
struct Step {
  int64_t time, units, t;
  Divider by_units;
  Step(int64_t batch, int64_t steps, int64_t n) : time(steps), units(n), t(0), by_units(n) {}
  HOST_DEVICE int64_t batch(int64_t i, int64_t& unit) const { return by_units.divide(i, unit); }
  // The run of `runs` * units numbers of batch element b at this time in [batch, time, ...], plus
  // the unit.
  HOST_DEVICE int64_t now(int64_t b, int64_t runs, int64_t unit) const {
    return (b * time + t) * runs * units + unit;
  }
};

// v: what the inputs give to the gates, a: what the state gives.
template <class T>
struct LstmCell {
  Step step;
  const T *v, *a, *bias, *c_before;  // a, c_before: [batch, ...]
  T *gates, *c_all, *h_all, *h_last, *c_last;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    const int64_t b = step.batch(i, j), n = step.units, z = step.now(b, 4, j);
    const auto gate = [&](int64_t g) {
      return v[z + g * n] + a[(b * 4 + g) * n + j] + (bias ? bias[g * n + j] : T(0));
    };
    const T in = m::sigmoid(gate(0)), forget = m::sigmoid(gate(1));
    const T g = m::tanh(gate(2)), o = m::sigmoid(gate(3));
    gates[z] = in;
    gates[z + n] = forget;
    gates[z + 2 * n] = g;
    gates[z + 3 * n] = o;
    const T c = forget * c_before[i] + in * g, h = o * m::tanh(c);
    c_all[step.now(b, 1, j)] = c;
    h_all[step.now(b, 1, j)] = h;
    c_last[i] = c;
    h_last[i] = h;
  }
};

// dz goes to [batch, time, 4 units] and, for the product, to [batch, 4 units].
template <class T>
struct LstmCellGrad {
  Step step;
  const T *gates, *c_all, *c0, *dh_all;
  T *dh, *dc, *dz_all, *dz;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    const int64_t b = step.batch(i, j), n = step.units, z = step.now(b, 4, j);
    const int64_t now = step.now(b, 1, j);
    const T in = gates[z], f = gates[z + n], g = gates[z + 2 * n], o = gates[z + 3 * n];
    const T c_before = step.t ? c_all[now - n] : c0[i];
    const T d_h = dh[i] + (dh_all ? dh_all[now] : T(0));
    const T t = m::tanh(c_all[now]);
    const T d = dc[i] + d_h * o * (1 - t * t);
    const T by_gate[4] = {d * g * in * (1 - in), d * c_before * f * (1 - f), d * in * (1 - g * g),
                          d_h * t * o * (1 - o)};
    for (int q = 0; q < 4; ++q) {
      dz_all[z + q * n] = by_gate[q];
      dz[(b * 4 + q) * n + j] = by_gate[q];
    }
    dc[i] = d * f;
  }
};

template <class T>
struct GruCell {
  Step step;
  const T *v, *a, *bias, *recurrent_bias, *h_before;
  T *gates, *h_all, *h_last;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    const int64_t b = step.batch(i, j), n = step.units, to = step.now(b, 4, j);
    const int64_t from = step.now(b, 3, j);
    const auto input = [&](int64_t g) { return v[from + g * n] + (bias ? bias[g * n + j] : T(0)); };
    const auto state = [&](int64_t g) {
      return a[(b * 3 + g) * n + j] + (recurrent_bias ? recurrent_bias[g * n + j] : T(0));
    };
    const T z = m::sigmoid(input(0) + state(0)), r = m::sigmoid(input(1) + state(1));
    const T s = state(2), g = m::tanh(input(2) + r * s);
    gates[to] = z;
    gates[to + n] = r;
    gates[to + 2 * n] = g;
    gates[to + 3 * n] = s;
    const T h = z * h_before[i] + (1 - z) * g;
    h_all[step.now(b, 1, j)] = h;
    h_last[i] = h;
  }
};

// `more` is what reached this state through the weights of the step behind; null for the last.
template <class T>
struct GruCellGrad {
  Step step;
  const T *gates, *h_all, *h0, *dh_all, *more;
  T *dh, *dv_all, *da_all, *da;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    const int64_t b = step.batch(i, j), n = step.units, from = step.now(b, 4, j);
    const int64_t now = step.now(b, 1, j), to = step.now(b, 3, j);
    const T z = gates[from], r = gates[from + n], g = gates[from + 2 * n], s = gates[from + 3 * n];
    const T before = step.t ? h_all[now - n] : h0[i];
    const T d = dh[i] + (more ? more[i] : T(0)) + (dh_all ? dh_all[now] : T(0));
    const T dz = d * (before - g) * z * (1 - z), dg = d * (1 - z) * (1 - g * g);
    const T dr = dg * s * r * (1 - r);
    const T by_v[3] = {dz, dr, dg}, by_a[3] = {dz, dr, dg * r};
    for (int q = 0; q < 3; ++q) {
      dv_all[to + q * n] = by_v[q];
      da_all[to + q * n] = by_a[q];
      da[(b * 3 + q) * n + j] = by_a[q];
    }
    dh[i] = d * z;
  }
};

template <class T>
struct Add {
  const T* from;
  T* to;
  HOST_DEVICE void operator()(int64_t i) const { to[i] += from[i]; }
};

// Starts the gradient by a state with what reaches the last one.
void start(KernelContext& k, int input, TensorImpl& to) {
  if (k.has(input))
    cuda::copy(k.stream(), to.data(), k.in(input).data(), to.bytes());
  else
    cuda::fill(k.stream(), to.data(), 0, to.bytes());
}

template <class T>
void lstm(KernelContext& k) {
  const Shape& x = k.shape(0);
  const int64_t batch = x[0], time = x[1], n = k.shape(1)[1], cells = batch * n;
  cuda::copy(k.stream(), k.out(1).data(), k.in(1).data(), k.in(1).bytes());
  cuda::copy(k.stream(), k.out(2).data(), k.in(2).data(), k.in(2).bytes());
  if (cells == 0 || time == 0) return;
  const Tensor v = through_kernel(k, 3);
  Tensor a = room(k, batch, 4 * n);
  Tensor h_last = Tensor::share(&k.out(1));
  LstmCell<T> f{Step(batch, time, n), v.data<T>(), a.data<T>(), k.has(5) ? k.in<T>(5) : nullptr,
                k.out<T>(2),          k.out<T>(4), k.out<T>(3), k.out<T>(0),
                k.out<T>(1),          k.out<T>(2)};
  for (int64_t t = 0; t < time; ++t) {
    multiply(k, h_last, k.in(4), false, a);
    f.step.t = t;
    cuda::each(k.stream(), cells, f);
  }
}

template <class T>
void lstm_grad(KernelContext& k) {
  const Shape& gates = k.shape(0);
  const int64_t batch = gates[0], time = gates[1], n = k.shape(2)[1], cells = batch * n;
  start(k, 5, k.out(1));
  start(k, 6, k.out(2));
  if (cells == 0 || time == 0) return;
  Tensor dz = room(k, batch, 4 * n), dh = Tensor::share(&k.out(1));
  LstmCellGrad<T> f{
      Step(batch, time, n), k.in<T>(0),  k.in<T>(1),  k.in<T>(2),  k.has(4) ? k.in<T>(4) : nullptr,
      k.out<T>(1),          k.out<T>(2), k.out<T>(0), dz.data<T>()};
  for (int64_t t = time - 1; t >= 0; --t) {
    f.step.t = t;
    cuda::each(k.stream(), cells, f);
    multiply(k, dz, k.in(3), true, dh);
  }
}

template <class T>
void gru(KernelContext& k) {
  const Shape& x = k.shape(0);
  const int64_t batch = x[0], time = x[1], n = k.shape(1)[1], cells = batch * n;
  cuda::copy(k.stream(), k.out(1).data(), k.in(1).data(), k.in(1).bytes());
  if (cells == 0 || time == 0) return;
  const Tensor v = through_kernel(k, 2);
  Tensor a = room(k, batch, 3 * n);
  const Tensor h_last = Tensor::share(&k.out(1));
  GruCell<T> f{Step(batch, time, n),
               v.data<T>(),
               a.data<T>(),
               k.has(4) ? k.in<T>(4) : nullptr,
               k.has(5) ? k.in<T>(5) : nullptr,
               k.out<T>(1),
               k.out<T>(2),
               k.out<T>(0),
               k.out<T>(1)};
  for (int64_t t = 0; t < time; ++t) {
    multiply(k, h_last, k.in(3), false, a);
    f.step.t = t;
    cuda::each(k.stream(), cells, f);
  }
}

template <class T>
void gru_grad(KernelContext& k) {
  const Shape& gates = k.shape(0);
  const int64_t batch = gates[0], time = gates[1], n = k.shape(2)[1], cells = batch * n;
  start(k, 5, k.out(2));
  if (cells == 0 || time == 0) return;
  Tensor da = room(k, batch, 3 * n), more = room(k, batch, n);
  GruCellGrad<T> f{Step(batch, time, n),
                   k.in<T>(0),
                   k.in<T>(1),
                   k.in<T>(2),
                   k.has(4) ? k.in<T>(4) : nullptr,
                   nullptr,
                   k.out<T>(2),
                   k.out<T>(0),
                   k.out<T>(1),
                   da.data<T>()};
  for (int64_t t = time - 1; t >= 0; --t) {
    f.step.t = t;
    cuda::each(k.stream(), cells, f);
    multiply(k, da, k.in(3), true, more);
    f.more = more.data<T>();
  }
  cuda::each(k.stream(), cells, Add<T>{more.data<T>(), k.out<T>(2)});
}

template <class F>
void with_float(KernelContext& k, F&& f) {
  if (k.dtype() == DType::Float32)
    f.template operator()<float>();
  else
    f.template operator()<double>();
}

}  // namespace

void op::Lstm::cuda(KernelContext& k) {
  with_float(k, [&]<class T>() { lstm<T>(k); });
}
void op::LstmGrad::cuda(KernelContext& k) {
  with_float(k, [&]<class T>() { lstm_grad<T>(k); });
}
void op::Gru::cuda(KernelContext& k) {
  with_float(k, [&]<class T>() { gru<T>(k); });
}
void op::GruGrad::cuda(KernelContext& k) {
  with_float(k, [&]<class T>() { gru_grad<T>(k); });
}

}  // namespace zeal
