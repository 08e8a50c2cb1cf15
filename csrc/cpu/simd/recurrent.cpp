// The steps of LSTM and GRU cells for one instruction set.
#include "cpu/recurrent_kernels.h"
#include "ops/scalar/activation.h"
#include "ops/scalar/hyper.h"

#define ZEAL_TABLE__(isa) recurrent_tables_##isa
#define ZEAL_TABLE_(isa) ZEAL_TABLE__(isa)

namespace zeal {
namespace {

template <class T>
void lstm(T* gates, const T* c0, T* c, T* h, int64_t n) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    const T i = m::sigmoid(gates[j]), f = m::sigmoid(gates[n + j]);
    const T g = m::tanh(gates[2 * n + j]), o = m::sigmoid(gates[3 * n + j]);
    gates[j] = i;
    gates[n + j] = f;
    gates[2 * n + j] = g;
    gates[3 * n + j] = o;
    c[j] = f * c0[j] + i * g;
    h[j] = o * m::tanh(c[j]);
  }
}

template <class T>
void lstm_grad(const T* gates, const T* c0, const T* c, const T* dh, T* dc, T* dz, int64_t n) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    const T i = gates[j], f = gates[n + j], g = gates[2 * n + j], o = gates[3 * n + j];
    const T t = m::tanh(c[j]);
    const T d = dc[j] + dh[j] * o * (1 - t * t);
    dz[j] = d * g * i * (1 - i);
    dz[n + j] = d * c0[j] * f * (1 - f);
    dz[2 * n + j] = d * i * (1 - g * g);
    dz[3 * n + j] = dh[j] * t * o * (1 - o);
    dc[j] = d * f;
  }
}

template <class T>
void gru(const T* a, const T* h0, T* gates, T* h, int64_t n) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    const T z = m::sigmoid(gates[j] + a[j]), r = m::sigmoid(gates[n + j] + a[n + j]);
    const T s = a[2 * n + j], g = m::tanh(gates[2 * n + j] + r * s);
    gates[j] = z;
    gates[n + j] = r;
    gates[2 * n + j] = g;
    gates[3 * n + j] = s;
    h[j] = z * h0[j] + (1 - z) * g;
  }
}

template <class T>
void gru_grad(const T* gates, const T* h0, T* dh, T* dv, T* da, int64_t n) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    const T z = gates[j], r = gates[n + j], g = gates[2 * n + j], s = gates[3 * n + j];
    const T d = dh[j];
    const T dz = d * (h0[j] - g) * z * (1 - z), dg = d * (1 - z) * (1 - g * g);
    const T dr = dg * s * r * (1 - r);
    dv[j] = da[j] = dz;
    dv[n + j] = da[n + j] = dr;
    dv[2 * n + j] = dg;
    da[2 * n + j] = dg * r;
    dh[j] = d * z;
  }
}

template <class T>
constexpr RecurrentKernels<T> kKernels{lstm<T>, lstm_grad<T>, gru<T>, gru_grad<T>};

}  // namespace

extern const RecurrentTables ZEAL_TABLE_(ZEAL_ISA);
const RecurrentTables ZEAL_TABLE_(ZEAL_ISA) = {kKernels<float>, kKernels<double>};

}  // namespace zeal
