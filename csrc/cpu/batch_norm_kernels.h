// Sums by column and affine maps by column of [rows, width], compiled once per instruction set.
#pragma once
#include <cstdint>

#include "cpu/isa.h"

namespace zeal {

template <class T>
struct ColumnKernels {
  // sum[c] += x[r, c]
  void (*sum)(const T* x, T* sum, int64_t rows, int64_t width);
  // sum[c] += (x[r, c] - mean[c])^2
  void (*squares)(const T* x, const T* mean, T* sum, int64_t rows, int64_t width);
  // sum[c] += dy[r, c]; dot[c] += dy[r, c] (x[r, c] - mean[c])
  void (*dots)(const T* x, const T* mean, const T* dy, T* sum, T* dot, int64_t rows, int64_t width);
  // y[r, c] = (x[r, c] - mean[c]) a[c] + b[c]
  void (*affine)(const T* x, const T* mean, const T* a, const T* b, T* y, int64_t rows,
                 int64_t width);
  // dx[r, c] = dy[r, c] a[c] + (x[r, c] - mean[c]) b[c] + d[c]
  void (*affine2)(const T* dy, const T* x, const T* mean, const T* a, const T* b, const T* d, T* dx,
                  int64_t rows, int64_t width);
};

struct ColumnTables {
  ColumnKernels<float> f32;
  ColumnKernels<double> f64;
};
extern const ColumnTables column_tables_baseline;
#ifdef ZEAL_X86
extern const ColumnTables column_tables_avx2;
extern const ColumnTables column_tables_avx512;
#endif

}  // namespace zeal
