// The kernel of tridiagonal solves.
#include "ops/linalg/tridiagonal.h"

#include "cpu/linalg/batch.h"

namespace zeal::op {

namespace {
// Gaussian elimination on rows of up to three elements: `main`, and `above` and `second` to its
// right. Row swaps fill `second`.
template <class T>
class Solver {
 public:
  Solver(int64_t m, int64_t n) : m_(m), n_(n), memory_(4 * m) {}

  void operator()(const T* d, const T* b, T* x, bool pivot, bool perturb) {
    std::copy_n(b, m_ * n_, x);
    if (m_ == 0) return;
    T *above = memory_, *main = above + m_, *below = main + m_, *second = below + m_;
    std::copy_n(d, 3 * m_, above);
    std::fill_n(second, m_, T(0));
    above[m_ - 1] = T(0);
    real_type<T> tiny = 0;
    if (perturb) {
      for (int64_t i = 0; i < 3 * m_; ++i)
        if (i != 2 * m_) tiny = std::max(tiny, std::abs(above[i]));
      tiny = (tiny > 0 ? tiny : 1) * std::numeric_limits<real_type<T>>::epsilon();
    }
    bool singular = false;
    for (int64_t i = 0; i < m_; ++i) {
      if (pivot && i + 1 < m_ && std::abs(below[i + 1]) > std::abs(main[i])) {
        std::swap(main[i], below[i + 1]);
        std::swap(above[i], main[i + 1]);
        std::swap(second[i], above[i + 1]);
        std::swap_ranges(x + i * n_, x + (i + 1) * n_, x + (i + 1) * n_);
      }
      if (perturb && std::abs(main[i]) < tiny) main[i] = std::real(main[i]) < 0 ? -tiny : tiny;
      if (main[i] == T(0)) singular = true;
      if (singular || i + 1 == m_) continue;
      const T factor = below[i + 1] / main[i];
      main[i + 1] -= factor * above[i];
      above[i + 1] -= factor * second[i];
      for (int64_t j = 0; j < n_; ++j) x[(i + 1) * n_ + j] -= factor * x[i * n_ + j];
    }
    if (singular) return fill_nan(x, m_ * n_);
    for (int64_t i = m_ - 1; i >= 0; --i)
      for (int64_t j = 0; j < n_; ++j) {
        T v = x[i * n_ + j];
        if (i + 1 < m_) v -= above[i] * x[(i + 1) * n_ + j];
        if (i + 2 < m_) v -= second[i] * x[(i + 2) * n_ + j];
        x[i * n_ + j] = v / main[i];
      }
  }

 private:
  int64_t m_, n_;
  Scratch<T> memory_;
};
}  // namespace

void TridiagonalSolve::cpu(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape& s = k.out_shape();
  const int64_t batch = s.product(0, s.rank() - 2), m = s.back(2), n = s.back();
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const double work = 10 * static_cast<double>(m) * static_cast<double>(n + 1);
    each_matrix(batch, work, [&](int64_t begin, int64_t end) {
      Solver<T> solve(m, n);
      for (int64_t i = begin; i < end; ++i)
        solve(k.in<T>(0) + i * 3 * m, k.in<T>(1) + i * m * n, k.out<T>() + i * m * n,
              at.partial_pivoting, at.perturb_singular);
    });
  });
}

}  // namespace zeal::op
