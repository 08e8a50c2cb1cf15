// Eig's kernel.
#include "cpu/linalg/batch.h"
#include "ops/linalg/eigen.h"

namespace zeal::op {

namespace {
template <class T>
class Solver {
 public:
  using Real = real_type<T>;
  using Complex = std::complex<Real>;
  Solver(const KernelContext& k, int n, bool vectors)
      : k_(k),
        l_(lapack_of<T>(k)),
        n_(n),
        job_(vectors ? "V" : "N"),
        a_(int64_t{n} * n),
        v_(vectors ? int64_t{n} * n : 1),
        real_(2 * int64_t{n}),
        work_(1) {
    T asked{};
    length_ = -1;
    run(nullptr, &asked);
    length_ = workspace(k, asked);
    work_ = Scratch<T>(length_);
  }

  void operator()(const T* a, Complex* e, Complex* v) {
    const int64_t size = int64_t{n_} * n_;
    transpose_matrix(a, n_, n_, a_.data());
    if (!all_finite(a, size) || run(e, work_) != 0)
      k_.fail("Eigen decomposition was not successful. The input might not be valid.");
    if constexpr (is_complex_type<T>) {
      if (v) transpose_matrix(v_.data(), n_, n_, v);
    } else {
      for (int64_t i = 0; i < n_; ++i) e[i] = Complex(real_.data()[i], real_.data()[n_ + i]);
      if (v) unpack(e, v);
    }
  }

 private:
  // Of a real matrix, the vectors of a conjugate pair are given as their real and imaginary parts.
  void unpack(const Complex* e, Complex* v) const {
    for (int64_t j = 0; j < n_; ++j) {
      const bool pair = e[j].imag() != 0 && j + 1 < n_;
      for (int64_t i = 0; i < n_; ++i) {
        const T* x = v_.data() + j * n_ + i;
        const Complex z(std::real(x[0]), pair ? std::real(x[n_]) : Real(0));
        v[i * n_ + j] = z;
        if (pair) v[i * n_ + j + 1] = std::conj(z);
      }
      j += pair;
    }
  }
  int run(Complex* e, T* work) {
    int info = 0;
    if constexpr (is_complex_type<T>)
      l_.geev("N", job_, &n_, a_, &n_, e, nullptr, &n_, v_, &n_, work, &length_, real_, &info, 1,
              1);
    else
      l_.geev("N", job_, &n_, a_, &n_, real_, real_.data() + n_, nullptr, &n_, v_, &n_, work,
              &length_, &info, 1, 1);
    return info;
  }

  const KernelContext& k_;
  const Lapack<T>& l_;
  int n_;
  const char* job_;
  int length_;
  Scratch<T> a_, v_;
  Scratch<Real> real_;
  Scratch<T> work_;
};
}  // namespace

void Eig::cpu(KernelContext& k) {
  const bool vectors = k.attrs<Attrs>().compute_v;
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    using Complex = std::complex<real_type<T>>;
    each_matrix(x.batch, 25 * cube(x.n), [&](int64_t begin, int64_t end) {
      Solver<T> solve(k, x.n, vectors);
      for (int64_t i = begin; i < end; ++i)
        solve(k.in<T>() + i * x.size, k.out<Complex>(0) + i * x.n,
              vectors ? k.out<Complex>(1) + i * x.size : nullptr);
    });
  });
}

}  // namespace zeal::op
