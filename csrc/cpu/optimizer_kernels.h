// The loops of the optimizer steps, once per instruction set.
#pragma once
#include <cstdint>

#include "cpu/isa.h"

namespace zeal {

// Outputs may be the inputs' memory.
template <class T>
struct OptimizerKernels {
  void (*descend)(const T* var, const T* delta, T* out, int64_t n, T alpha);
  void (*momentum)(const T* var, const T* accum, const T* grad, T* out, T* accum_out, int64_t n,
                   T lr, T momentum, bool nesterov);
  // `rate` is the learning rate with both bias corrections.
  void (*adam)(const T* var, const T* m, const T* v, const T* grad, T* out, T* m_out, T* v_out,
               int64_t n, T rate, T beta1, T beta2, T epsilon, bool nesterov);
};

struct OptimizerTables {
  OptimizerKernels<float> f32;
  OptimizerKernels<double> f64;
};
extern const OptimizerTables optimizer_tables_baseline;
#ifdef ZEAL_X86
extern const OptimizerTables optimizer_tables_avx2;
extern const OptimizerTables optimizer_tables_avx512;
#endif
// Those of the best instruction set.
const OptimizerTables& optimizer_tables();

}  // namespace zeal
