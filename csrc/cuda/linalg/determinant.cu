// Determinants and their logarithms, from LU decompositions.
#include "ops/linalg/determinant.h"

#include <cmath>

#include "cuda/linalg/lu.h"

namespace zeal {

using namespace cuda;

namespace {

// A determinant's factors without overflow or underflow on the way.
template <class T>
struct DeterminantOf {
  const T* lu;
  const int64_t* pivots;
  T* out;
  int64_t n;

  HOST_DEVICE void operator()(int64_t b) const {
    double re = 1, im = 0;
    int64_t exponent = 0;
    for (int64_t i = 0; i < n; ++i) {
      const T d = lu[b * n * n + i * (n + 1)];
      const double sign = pivots[b * n + i] == i + 1 ? 1 : -1;
      const double x = sign * static_cast<double>(m::real(d)), r = re;
      if constexpr (is_complex_type<T>) {
        const double y = sign * static_cast<double>(d.imag());
        re = r * x - im * y;
        im = r * y + im * x;
      } else {
        re = r * x;
      }
      const double size = fmax(fabs(re), fabs(im));
      if (size == 0 || size - size != 0) continue;
      int e = 0;
      frexp(size, &e);
      re = ldexp(re, -e);
      im = ldexp(im, -e);
      exponent += e;
    }
    const int e = static_cast<int>(exponent < -5000 ? -5000 : exponent > 5000 ? 5000 : exponent);
    using R = real_t<T>;
    if constexpr (is_complex_type<T>)
      out[b] = T(static_cast<R>(ldexp(re, e)), static_cast<R>(ldexp(im, e)));
    else
      out[b] = static_cast<R>(ldexp(re, e));
  }
};

template <class T>
struct LogDeterminantOf {
  const T* lu;
  const int64_t* pivots;
  T *sign, *log;
  int64_t n;

  HOST_DEVICE void operator()(int64_t b) const {
    using R = real_t<T>;
    T product(1);
    R sum = 0;
    for (int64_t i = 0; i < n; ++i) {
      const T d = lu[b * n * n + i * (n + 1)];
      const R size = size_of_number(d);
      const R way = pivots[b * n + i] == i + 1 ? R(1) : R(-1);
      T unit(0);
      if (size != 0) {
        if constexpr (is_complex_type<T>)
          unit = T(way * d.real() / size, way * d.imag() / size);
        else
          unit = way * d / size;
      }
      product = m::mul(product, unit);
      sum += static_cast<R>(::log(static_cast<double>(size)));
    }
    sign[b] = product;
    log[b] = T(sum);
  }
};

// f<T>(solver, x, lu, pivots) with the input's matrices factored.
template <class F>
void with_factored(KernelContext& k, F f) {
  const Matrices x(k.shape());
  if (x.batch == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Scratch lu(k.stream(), bytes<T>(x.batch * x.size));
    const Scratch pivots(k.stream(), bytes<int64_t>(x.batch * x.n));
    const Scratch info(k.stream(), bytes<int>(x.batch));
    if (x.n > 0) {
      Solver l(k.op_name(), k.stream(), k.dtype());
      copy(k.stream(), lu.data(), k.in().data(), bytes<T>(x.batch * x.size));
      factor_all(l, x.batch, x.n, lu.data<T>(), pivots.data<int64_t>(), info.data<int>());
    }
    f.template operator()<T>(x, lu.data<T>(), pivots.data<int64_t>());
  });
}

}  // namespace

void op::MatrixDeterminant::cuda(KernelContext& k) {
  with_factored(k, [&]<class T>(const Matrices& x, const T* lu, const int64_t* pivots) {
    each(k.stream(), x.batch, DeterminantOf<T>{lu, pivots, k.out<T>(), x.n});
  });
}

void op::LogMatrixDeterminant::cuda(KernelContext& k) {
  with_factored(k, [&]<class T>(const Matrices& x, const T* lu, const int64_t* pivots) {
    each(k.stream(), x.batch, LogDeterminantOf<T>{lu, pivots, k.out<T>(0), k.out<T>(1), x.n});
  });
}

}  // namespace zeal
