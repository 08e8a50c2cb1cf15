// Batch normalisation's loops for one instruction set.
#include "cpu/batch_norm_kernels.h"

#include "cpu/loops.h"

namespace zeal {
namespace {

template <class T>
void sum(const T* x, T* sum, int64_t rows, int64_t width) {
  for (int64_t r = 0; r < rows; ++r, x += width)
#pragma GCC ivdep
    for (int64_t c = 0; c < width; ++c) sum[c] += x[c];
}

template <class T>
void squares(const T* x, const T* mean, T* sum, int64_t rows, int64_t width) {
  for (int64_t r = 0; r < rows; ++r, x += width)
#pragma GCC ivdep
    for (int64_t c = 0; c < width; ++c) {
      const T d = x[c] - mean[c];
      sum[c] += d * d;
    }
}

template <class T>
void dots(const T* x, const T* mean, const T* dy, T* sum, T* dot, int64_t rows, int64_t width) {
  for (int64_t r = 0; r < rows; ++r, x += width, dy += width)
#pragma GCC ivdep
    for (int64_t c = 0; c < width; ++c) {
      sum[c] += dy[c];
      dot[c] += dy[c] * (x[c] - mean[c]);
    }
}

template <class T>
void affine(const T* x, const T* mean, const T* a, const T* b, T* y, int64_t rows, int64_t width) {
  for (int64_t r = 0; r < rows; ++r, x += width, y += width)
#pragma GCC ivdep
    for (int64_t c = 0; c < width; ++c) y[c] = (x[c] - mean[c]) * a[c] + b[c];
}

template <class T>
void affine2(const T* dy, const T* x, const T* mean, const T* a, const T* b, const T* d, T* dx,
             int64_t rows, int64_t width) {
  for (int64_t r = 0; r < rows; ++r, dy += width, x += width, dx += width)
#pragma GCC ivdep
    for (int64_t c = 0; c < width; ++c) dx[c] = dy[c] * a[c] + ((x[c] - mean[c]) * b[c] + d[c]);
}

template <class T>
constexpr ColumnKernels<T> kernels() {
  return {sum<T>, squares<T>, dots<T>, affine<T>, affine2<T>};
}

}  // namespace

#define ZEAL_NAME_(isa) column_tables_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const ColumnTables ZEAL_NAME(ZEAL_ISA){kernels<float>(), kernels<double>()};

}  // namespace zeal
