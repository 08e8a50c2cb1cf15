// Determinants out of LU decompositions, and the cofactors of one matrix.
#pragma once
#include "cpu/gemm.h"
#include "cpu/linalg/svd.h"

namespace zeal {

// A product of real or complex numbers that neither overflows nor underflows on the way.
template <class T>
class Product {
 public:
  void multiply(T x) {
    product_ *= static_cast<Wide>(x);
    const double size = std::max(std::abs(std::real(product_)), std::abs(std::imag(product_)));
    if (size == 0 || !std::isfinite(size)) return;
    int e;
    std::frexp(size, &e);
    product_ *= std::ldexp(1.0, -e);
    exponent_ += e;
  }
  T value() const {
    const int e = static_cast<int>(std::clamp<int64_t>(exponent_, -5000, 5000));
    if constexpr (is_complex_type<T>)
      return T(complex128(std::ldexp(product_.real(), e), std::ldexp(product_.imag(), e)));
    else
      return static_cast<T>(std::ldexp(product_, e));
  }

 private:
  using Wide = std::conditional_t<is_complex_type<T>, complex128, double>;
  Wide product_{1};
  int64_t exponent_ = 0;
};

// The determinant of what getrf has factored.
template <class T>
T determinant(const T* lu, const int* pivots, int n) {
  Product<T> product;
  for (int64_t i = 0; i < n; ++i)
    product.multiply(pivots[i] == i + 1 ? lu[i * (n + 1)] : -lu[i * (n + 1)]);
  return product.value();
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
      Product<Real> others;
      for (int64_t l = 0; l < n_; ++l)
        if (l != j) others.multiply(s_.data()[l]);
      const T factor = phase * others.value();
      for (int64_t i = 0; i < n_; ++i) scaled[i * n_ + j] = u_.data()[i * n_ + j] * factor;
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
