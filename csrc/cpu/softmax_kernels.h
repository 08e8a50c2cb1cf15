// Softmax and what is built on it, over rows that lie one after the other; once per instruction
// set.
#pragma once
#include <cstdint>

#include "cpu/isa.h"

namespace zeal {

// Rows of n > 0 elements. Outputs may be the inputs' memory.
template <class T>
struct SoftmaxKernels {
  // y = exp(x) / sum(exp(x))
  void (*softmax)(const T* x, T* y, int64_t rows, int64_t n);
  // The same for outputs that the caches cannot hold: rows of whole cache lines, aligned to them,
  // and of at most kBufferBytes.
  void (*softmax_past_caches)(const T* x, T* y, int64_t rows, int64_t n);
  static constexpr int64_t kBufferBytes = 32 << 10;
  // y = x - log(sum(exp(x)))
  void (*log_softmax)(const T* x, T* y, int64_t rows, int64_t n);
  // dx = (dy - sum(dy y)) y
  void (*softmax_grad)(const T* y, const T* dy, T* dx, int64_t rows, int64_t n);
  // dx = dy - exp(y) sum(dy)
  void (*log_softmax_grad)(const T* y, const T* dy, T* dx, int64_t rows, int64_t n);
  // loss = -sum(labels log_softmax(x)), one a row; backprop = softmax(x) sum(labels) - labels
  void (*cross_entropy)(const T* x, const T* labels, T* loss, T* backprop, int64_t rows, int64_t n);
  // The same for labels that are one at one class each, which must be in [0, n).
  void (*sparse_cross_entropy)(const T* x, const int64_t* labels, T* loss, T* backprop,
                               int64_t rows, int64_t n);
};

// T is float or double.
template <class T>
ZEAL_API const SoftmaxKernels<T>& softmax_kernels(Isa isa = best_isa());

struct SoftmaxTables {
  SoftmaxKernels<float> f32;
  SoftmaxKernels<double> f64;
};
extern const SoftmaxTables softmax_tables_baseline;
#ifdef ZEAL_X86
extern const SoftmaxTables softmax_tables_avx2;
extern const SoftmaxTables softmax_tables_avx512;
#endif

}  // namespace zeal
