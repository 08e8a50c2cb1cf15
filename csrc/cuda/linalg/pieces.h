// The small kernels between a library's decompositions: copies into its order of elements and back,
// checks of what it says, and NaN where it has nothing to say.
//
// Note [Marks]
// What went wrong with matrix b of a batch is a number in device memory: the library's info, or a
// mark of ours that the matrix has elements that are not finite. (Zeros are then given to the
// library instead: some of its iterations would never end.) No mark comes to the host: the last
// kernel writes NaN, or reports.
#pragma once
#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "ops/linalg/square.h"
#include "ops/scalar/complex.h"
#include "ops/scalar/parts.h"

namespace zeal::cuda {

template <class T>
struct RealOf {
  using type = T;
};
template <class T>
struct RealOf<std::complex<T>> {
  using type = T;
};
template <class T>
using real_t = typename RealOf<T>::type;

template <class T>
HOST_DEVICE bool is_finite(T x) {
  if constexpr (is_complex_type<T>)
    return is_finite(x.real()) && is_finite(x.imag());
  else
    return x - x == T(0);
}
template <class T>
HOST_DEVICE T not_a_number() {
  using R = real_t<T>;
  const R nan = __builtin_nanf("");
  if constexpr (is_complex_type<T>)
    return T(nan, nan);
  else
    return nan;
}
template <class T>
HOST_DEVICE real_t<T> size_of_number(T x) {
  if constexpr (is_complex_type<T>)
    return m::abs(x);
  else
    return x < 0 ? -x : x;
}

// A batch [..., m, n].
struct Matrices {
  explicit Matrices(const Shape& s)
      : batch(s.product(0, s.rank() - 2)), m(s.back(2)), n(s.back()), size(m * n) {}
  int64_t batch, m, n, size;
};

// to[b][j, i] = from[b][i, j] for row-major [rows, columns] matrices `from`: into the library's
// order, and back. Not finite elements become 0 if `mark` is given, which is then set.
template <class T>
struct Transposed {
  const T* from;
  T* to;
  int64_t rows, columns;
  bool conjugate = false;
  int* mark = nullptr;
  bool lower = false;                  // only elements with j <= i are looked at for marks
  const int* nan = nullptr;            // matrices that are NaN instead
  int64_t from_step = 0, to_step = 0;  // if they are not rows * columns

  HOST_DEVICE void operator()(int64_t at) const {
    const int64_t size = rows * columns, b = at / size, rest = at % size;
    const int64_t j = rest / rows, i = rest % rows;
    T v = from[b * (from_step ? from_step : size) + i * columns + j];
    if (conjugate) v = m::conj(v);
    if (mark && !is_finite(v)) {
      if (!lower || j <= i) mark[b] = 1;
      v = T(0);
    }
    if (nan && nan[b]) v = not_a_number<T>();
    to[b * (to_step ? to_step : size) + rest] = v;
  }
};
// The same without changing the order; to may be from.
template <class T>
struct Copied {
  const T* from;
  T* to;
  int64_t size;
  bool conjugate = false;
  int* mark = nullptr;
  const int* nan = nullptr;

  HOST_DEVICE void operator()(int64_t at) const {
    T v = from[at];
    if (conjugate) v = m::conj(v);
    if (mark && !is_finite(v)) {
      mark[at / size] = 1;
      v = T(0);
    }
    if (nan && nan[at / size]) v = not_a_number<T>();
    to[at] = v;
  }
};

// Identity matrices of n rows.
template <class T>
struct Identity {
  T* to;
  int64_t n;
  HOST_DEVICE void operator()(int64_t at) const {
    const int64_t rest = at % (n * n);
    to[at] = T(rest / n == rest % n ? 1 : 0);
  }
};

// Real numbers to T, or NaN.
template <class T>
struct FromReal {
  const real_t<T>* from;
  T* to;
  int64_t n;  // of a matrix
  const int* nan;
  HOST_DEVICE void operator()(int64_t at) const {
    to[at] = nan[at / n] ? not_a_number<T>() : T(from[at]);
  }
};

// Says that a decomposition has failed: `info` is not 0.
struct ReportInfo {
  const int* info;
  Reporter report;
  HOST_DEVICE void operator()(int64_t b) const {
    if (info[b]) report();
  }
};

// Of n elements; of one at least, as a library's argument must be memory.
template <class T>
size_t bytes(int64_t n) {
  return static_cast<size_t>(std::max<int64_t>(n, 1)) * sizeof(T);
}

}  // namespace zeal::cuda
