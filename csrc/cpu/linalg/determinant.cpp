// The kernels of determinants.
#include "ops/linalg/determinant.h"

#include "cpu/linalg/cofactor.h"

namespace zeal::op {

namespace {
// f(i, l, lu, pivots, n) for each matrix of the input, factored.
template <class T, class F>
void each_factored(KernelContext& k, F f) {
  const Matrices x(k, k.shape());
  const Lapack<T>& l = lapack_of<T>(k);
  each_matrix(x.batch, cube(x.n), [&](int64_t begin, int64_t end) {
    Scratch<int> pivots(x.n);
    Scratch<T> lu(x.size);
    for (int64_t i = begin; i < end; ++i) {
      std::copy_n(k.in<T>() + i * x.size, x.size, lu.data());
      factor(l, x.n, lu.data(), pivots.data());
      f(i, lu.data(), pivots.data(), x.n);
    }
  });
}
}  // namespace

void MatrixDeterminant::cpu(KernelContext& k) {
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    each_factored<T>(k, [&](int64_t i, const T* lu, const int* pivots, int n) {
      k.out<T>()[i] = determinant(lu, pivots, n);
    });
  });
}

void LogMatrixDeterminant::cpu(KernelContext& k) {
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    each_factored<T>(k, [&](int64_t i, const T* lu, const int* pivots, int n) {
      using R = real_type<T>;
      T sign(1);
      R sum = 0;
      for (int64_t j = 0; j < n; ++j) {
        const T d = lu[j * (n + 1)];
        const R size = std::abs(d);
        sign *= (pivots[j] == j + 1 ? R(1) : R(-1)) * (size == 0 ? T(0) : d / size);
        sum += std::log(size);
      }
      k.out<T>(0)[i] = sign;
      k.out<T>(1)[i] = T(sum);
    });
  });
}

void MatrixCofactor::cpu(KernelContext& k) {
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    each_matrix(x.batch, 20 * cube(x.n), [&](int64_t begin, int64_t end) {
      Cofactors<T> cofactors(k, x.n);
      for (int64_t i = begin; i < end; ++i)
        cofactors(k.in<T>() + i * x.size, k.out<T>() + i * x.size);
    });
  });
}

}  // namespace zeal::op
