// What kernels over batches of matrices share: sizes, scratch memory, transposed copies.
#pragma once
#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>

#include "core/thread_pool.h"
#include "cpu/linalg/lapack.h"

namespace zeal {

// A size as LAPACK takes it.
inline int lapack_int(const KernelContext& k, int64_t n) {
  if (ZEAL_UNLIKELY(n > INT_MAX))
    fail(Code::Unimplemented, k.op_name(), ": matrices with a side of ", n, " are not supported");
  return static_cast<int>(n);
}

// A batch [..., m, n].
struct Matrices {
  Matrices(const KernelContext& k, const Shape& s)
      : batch(s.product(0, s.rank() - 2)),
        m(lapack_int(k, s.back(2))),
        n(lapack_int(k, s.back())),
        size(int64_t{m} * n) {}
  int64_t batch;
  int m, n;
  int64_t size;  // of one matrix
};

// Uninitialised memory for `n` elements.
template <class T>
class Scratch {
 public:
  explicit Scratch(int64_t n) : t_(Tensor::empty(dtype_of<T>, Shape{std::max<int64_t>(n, 1)})) {}
  T* data() const { return t_.data<T>(); }
  operator T*() const { return data(); }

 private:
  Tensor t_;
};

// The length of a workspace from the number that a query has left in work[0].
template <class T>
int workspace(const KernelContext& k, T asked) {
  const double n = static_cast<double>(std::real(asked));
  if (ZEAL_UNLIKELY(!(n < INT_MAX)))
    fail(Code::Unimplemented, k.op_name(), ": the matrices are too large for LAPACK");
  return std::max(1, static_cast<int>(n));
}

// f(begin, end) over the matrices of a batch, shared out where `work`, the operations that one
// takes, makes that worth while.
template <class F>
void each_matrix(int64_t batch, double work, F&& f) {
  parallel_for(batch, static_cast<int64_t>(std::clamp(131072 / (work + 1), 1.0, 65536.0)), f);
}
inline double cube(double n) { return n * n * n; }

template <class T>
T conjugated(T x) {
  if constexpr (is_complex_type<T>)
    return std::conj(x);
  else
    return x;
}

// to[j, i] = from[i, j] for a row-major matrix `from`, which is also how a matrix becomes
// column-major.
template <class T>
void transpose_matrix(const T* from, int64_t rows, int64_t columns, T* to, bool conjugate = false) {
  constexpr int64_t kSide = 16;
  for (int64_t i0 = 0; i0 < rows; i0 += kSide)
    for (int64_t j0 = 0; j0 < columns; j0 += kSide)
      for (int64_t i = i0; i < std::min(i0 + kSide, rows); ++i)
        for (int64_t j = j0; j < std::min(j0 + kSide, columns); ++j) {
          const T x = from[i * columns + j];
          to[j * rows + i] = conjugate ? conjugated(x) : x;
        }
}

template <class T>
bool all_finite(const T* x, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    if (!std::isfinite(std::real(x[i])) || !std::isfinite(std::imag(x[i]))) return false;
  return true;
}

template <class T>
void fill_nan(T* x, int64_t n) {
  constexpr auto nan = std::numeric_limits<real_type<T>>::quiet_NaN();
  if constexpr (is_complex_type<T>)
    std::fill_n(x, n, T(nan, nan));
  else
    std::fill_n(x, n, nan);
}

// An identity matrix of n rows.
template <class T>
void fill_identity(T* x, int64_t n) {
  std::fill_n(x, n * n, T(0));
  for (int64_t i = 0; i < n; ++i) x[i * (n + 1)] = T(1);
}

// Where, in elements, matrix `index` of a batch of shape `out` comes from in x, whose batch
// dimensions broadcast to it.
inline int64_t matrix_offset(const Shape& x, const Shape& out, int64_t index) {
  int64_t at = 0, stride = x.back(1) * x.back(2);
  for (int i = 3; i <= x.rank(); ++i) {
    const int64_t coordinate = index % out.back(i);
    index /= out.back(i);
    if (x.back(i) != 1) at += coordinate * stride;
    stride *= x.back(i);
  }
  return at;
}

// The LU decomposition of a square column-major matrix; false when it is singular or not finite.
template <class T>
bool factor(const Lapack<T>& l, int n, T* a, int* pivots) {
  int info = 0;
  const int lda = std::max(1, n);
  if (n > 0) l.getrf(&n, &n, a, &lda, pivots, &info);
  for (int64_t i = 0; i < n; ++i)
    if (!(std::abs(a[i * (n + 1)]) > 0)) return false;
  return true;
}

}  // namespace zeal
