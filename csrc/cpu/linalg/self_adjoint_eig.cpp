// SelfAdjointEigV2's kernel.
#include "cpu/linalg/batch.h"
#include "ops/linalg/eigen.h"

namespace zeal::op {

namespace {
template <class T>
class Solver {
 public:
  using Real = real_type<T>;
  Solver(const KernelContext& k, int n, bool vectors)
      : k_(k),
        l_(lapack_of<T>(k)),
        n_(n),
        job_(vectors ? "V" : "N"),
        a_(int64_t{n} * n),
        w_(n),
        work_(1),
        real_(1),
        ints_(1) {
    T asked{};
    Real real{};
    int ints = 0;
    lengths_[0] = lengths_[1] = lengths_[2] = -1;
    run(&asked, &real, &ints);
    lengths_[0] = workspace(k, asked);
    lengths_[1] = is_complex_type<T> ? workspace(k, real) : 1;
    lengths_[2] = std::max(1, ints);
    work_ = Scratch<T>(lengths_[0]);
    real_ = Scratch<Real>(lengths_[1]);
    ints_ = Scratch<int>(lengths_[2]);
  }

  void operator()(const T* a, T* e, T* v) {
    const int64_t size = int64_t{n_} * n_;
    transpose_matrix(a, n_, n_, a_.data());
    if (!lower_finite()) {
      fill_nan(e, n_);
      if (v) fill_nan(v, size);
      return;
    }
    if (run(work_, real_, ints_) != 0)
      k_.fail("Self-adjoint eigen decomposition was not successful. The input might not be valid.");
    for (int64_t i = 0; i < n_; ++i) e[i] = T(w_.data()[i]);
    if (v) transpose_matrix(a_.data(), n_, n_, v);
  }

 private:
  bool lower_finite() const {
    for (int64_t j = 0; j < n_; ++j)
      if (!all_finite(a_.data() + j * n_ + j, n_ - j)) return false;
    return true;
  }
  int run(T* work, Real* real, int* ints) {
    int info = 0;
    if constexpr (is_complex_type<T>)
      l_.heevd(job_, "L", &n_, a_, &n_, w_, work, &lengths_[0], real, &lengths_[1], ints,
               &lengths_[2], &info, 1, 1);
    else
      l_.heevd(job_, "L", &n_, a_, &n_, w_, work, &lengths_[0], ints, &lengths_[2], &info, 1, 1);
    return info;
  }

  const KernelContext& k_;
  const Lapack<T>& l_;
  int n_;
  const char* job_;
  int lengths_[3];
  Scratch<T> a_;
  Scratch<Real> w_;
  Scratch<T> work_;
  Scratch<Real> real_;
  Scratch<int> ints_;
};
}  // namespace

void SelfAdjointEigV2::cpu(KernelContext& k) {
  const bool vectors = k.attrs<Attrs>().compute_v;
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    each_matrix(x.batch, 9 * cube(x.n), [&](int64_t begin, int64_t end) {
      Solver<T> solve(k, x.n, vectors);
      for (int64_t i = begin; i < end; ++i)
        solve(k.in<T>() + i * x.size, k.out<T>(0) + i * x.n,
              vectors ? k.out<T>(1) + i * x.size : nullptr);
    });
  });
}

}  // namespace zeal::op
