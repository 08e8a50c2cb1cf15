// Functions of one matrix through its complex Schur decomposition.
#pragma once
#include "cpu/gemm.h"
#include "cpu/linalg/batch.h"

namespace zeal {

// A = Q T Q^H with T upper triangular; f(A) = Q f(T) Q^H.
class Schur {
 public:
  Schur(const KernelContext& k, int n)
      : k_(k),
        l_(lapack_of<complex128>(k)),
        n_(n),
        size_(int64_t{n} * n),
        t_(size_),
        q_(size_),
        column_(size_),
        w_(n),
        real_(n),
        work_(1) {
    complex128 asked;
    length_ = -1;
    run(&asked);
    length_ = workspace(k, asked);
    work_ = Scratch<complex128>(length_);
  }

  // `in` and `out` are row-major; `f` turns the row-major triangle into that of the function and
  // says whether there is one. False, with `out` undefined, when there is none.
  template <class T, class F>
  bool operator()(const T* in, complex128* out, F f) {
    for (int64_t i = 0; i < n_; ++i)
      for (int64_t j = 0; j < n_; ++j) column_.data()[j * n_ + i] = complex128(in[i * n_ + j]);
    if (!all_finite(in, size_)) return false;
    if (run(work_) != 0)
      k_.fail("Schur decomposition was not successful. The input might not be valid.");
    transpose_matrix(column_.data(), n_, n_, t_.data());
    transpose_matrix(q_.data(), n_, n_, column_.data());
    std::swap(q_, column_);
    for (int64_t i = 0; i < n_; ++i) std::fill_n(t_.data() + i * n_, i, complex128(0));
    if (!f(t_.data(), int64_t{n_})) return false;
    gemm(false, false, n_, n_, n_, q_.data(), n_, t_.data(), n_, column_.data(), n_, false);
    gemm(false, true, n_, n_, n_, column_.data(), n_, q_.data(), n_, out, n_, false, false, true);
    return true;
  }

 private:
  int run(complex128* work) {
    int info = 0, sorted = 0;
    l_.gees("V", "N", nullptr, &n_, column_, &n_, &sorted, w_, q_, &n_, work, &length_, real_,
            nullptr, &info, 1, 1);
    return info;
  }

  const KernelContext& k_;
  const Lapack<complex128>& l_;
  int n_, length_;
  int64_t size_;
  Scratch<complex128> t_, q_, column_, w_;
  Scratch<double> real_;
  Scratch<complex128> work_;
};

// The principal square root of an upper triangle, in place; false when there is none.
inline bool triangle_sqrt(complex128* t, int64_t n) {
  for (int64_t j = 0; j < n; ++j) {
    t[j * (n + 1)] = std::sqrt(t[j * (n + 1)]);
    for (int64_t i = j - 1; i >= 0; --i) {
      complex128 x = t[i * n + j];
      for (int64_t k = i + 1; k < j; ++k) x -= t[i * n + k] * t[k * n + j];
      const complex128 sum = t[i * (n + 1)] + t[j * (n + 1)];
      if (x != 0.0 && sum == 0.0) return false;
      t[i * n + j] = x == 0.0 ? x : x / sum;
    }
  }
  return true;
}

}  // namespace zeal
