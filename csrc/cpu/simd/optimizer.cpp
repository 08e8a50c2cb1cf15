// The loops of the optimizer steps for one instruction set.
#include "cpu/optimizer_kernels.h"
#include "ops/scalar/arith.h"

#define ZEAL_TABLE__(isa) optimizer_tables_##isa
#define ZEAL_TABLE_(isa) ZEAL_TABLE__(isa)

namespace zeal {
namespace {

template <class T>
void descend(const T* var, const T* delta, T* out, int64_t n, T alpha) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) out[i] = var[i] - alpha * delta[i];
}

template <class T>
void momentum(const T* var, const T* accum, const T* grad, T* out, T* accum_out, int64_t n, T lr,
              T beta, bool nesterov) {
  if (nesterov) {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) {
      T a = beta * accum[i] + grad[i];
      out[i] = var[i] - lr * (grad[i] + beta * a);
      accum_out[i] = a;
    }
  } else {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) {
      T a = beta * accum[i] + grad[i];
      out[i] = var[i] - lr * a;
      accum_out[i] = a;
    }
  }
}

ZEAL_INLINE float root(float x) { return __builtin_sqrtf(x); }
ZEAL_INLINE double root(double x) { return __builtin_sqrt(x); }

template <class T, bool Nesterov>
void adam_loop(const T* var, const T* m, const T* v, const T* grad, T* out, T* m_out, T* v_out,
               int64_t n, T rate, T beta1, T beta2, T epsilon) {
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    T g = grad[i];
    T a = m[i] + (g - m[i]) * (1 - beta1);
    T b = v[i] + (g * g - v[i]) * (1 - beta2);
    T step = Nesterov ? beta1 * a + (1 - beta1) * g : a;
    out[i] = var[i] - rate * step / (root(b) + epsilon);
    m_out[i] = a;
    v_out[i] = b;
  }
}

template <class T>
void adam(const T* var, const T* m, const T* v, const T* grad, T* out, T* m_out, T* v_out,
          int64_t n, T rate, T beta1, T beta2, T epsilon, bool nesterov) {
  auto* loop = nesterov ? adam_loop<T, true> : adam_loop<T, false>;
  loop(var, m, v, grad, out, m_out, v_out, n, rate, beta1, beta2, epsilon);
}

}  // namespace

extern const OptimizerTables ZEAL_TABLE_(ZEAL_ISA);
const OptimizerTables ZEAL_TABLE_(ZEAL_ISA) = {
    {descend<float>, momentum<float>, adam<float>},
    {descend<double>, momentum<double>, adam<double>},
};

}  // namespace zeal
