// Determinants out of LU decompositions, and the cofactors of one matrix.
#pragma once
#include "cpu/gemm.h"
#include "cpu/linalg/svd.h"

namespace zeal {

// The determinant of what getrf has factored. Products on the way neither overflow nor underflow.
template <class T>
T determinant(const T* lu, const int* pivots, int n) {
  using Wide = std::conditional_t<is_complex_type<T>, complex128, double>;
  Wide product(1);
  int64_t exponent = 0;
  for (int64_t i = 0; i < n; ++i) {
    product *= static_cast<Wide>(lu[i * (n + 1)]);
    if (pivots[i] != i + 1) product = -product;
    const double size = std::max(std::abs(std::real(product)), std::abs(std::imag(product)));
    if (size == 0 || !std::isfinite(size)) break;
    int e;
    std::frexp(size, &e);
    product *= std::ldexp(1.0, -e);
    exponent += e;
  }
  const int e = static_cast<int>(std::clamp<int64_t>(exponent, -5000, 5000));
  if constexpr (is_complex_type<T>)
    return T(complex128(std::ldexp(product.real(), e), std::ldexp(product.imag(), e)));
  else
    return static_cast<T>(std::ldexp(product, e));
}

// The conjugated cofactors of matrices; see Note [Cofactors] in ops/linalg/determinant.h.
template <class T>
class Cofactors {
 public:
  Cofactors(const KernelContext& k, int n)
      : l_(lapack_of<T>(k)),
        n_(n),
        lu_(int64_t{n} * n),
        u_(int64_t{n} * n),
        v_(int64_t{n} * n),
        s_(n),
        pivots_(n),
        svd_(k, n, n, true, false) {}

  void operator()(const T* a, T* out) {
    const int64_t size = int64_t{n_} * n_;
    if (!all_finite(a, size)) return fill_nan(out, size);
    svd_(a, s_.data(), u_.data(), v_.data());
    const T phase = conjugated(det(u_.data())) * det(v_.data());
    // Column j of U times phase and the product of the singular values but the j-th.
    T* scaled = lu_.data();
    for (int64_t j = 0; j < n_; ++j) {
      Real others = 1;
      for (int64_t l = 0; l < n_; ++l)
        if (l != j) others *= s_.data()[l];
      for (int64_t i = 0; i < n_; ++i) scaled[i * n_ + j] = u_.data()[i * n_ + j] * phase * others;
    }
    if constexpr (is_complex_type<T>)
      gemm(false, true, n_, n_, n_, scaled, n_, v_.data(), n_, out, n_, false, false, true);
    else
      gemm(false, true, n_, n_, n_, scaled, n_, v_.data(), n_, out, n_, false);
  }

 private:
  using Real = real_type<T>;
  T det(const T* a) {
    std::copy_n(a, int64_t{n_} * n_, lu_.data());
    factor(l_, n_, lu_.data(), pivots_.data());
    return determinant<T>(lu_, pivots_, n_);
  }

  const Lapack<T>& l_;
  int n_;
  Scratch<T> lu_, u_, v_;
  Scratch<Real> s_;
  Scratch<int> pivots_;
  Svd<T> svd_;
};

}  // namespace zeal
