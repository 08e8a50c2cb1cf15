// The singular value decomposition of one matrix after the other, in one workspace.
#pragma once
#include "cpu/linalg/batch.h"

namespace zeal {

template <class T>
class Svd {
 public:
  using Real = real_type<T>;

  Svd(const KernelContext& k, int m, int n, bool vectors, bool full)
      : k_(k),
        l_(lapack_of<T>(k)),
        m_(m),
        n_(n),
        rank_(std::min(m, n)),
        columns_(full ? m : rank_),
        rows_(full ? n : rank_),
        job_(vectors ? full ? "A" : "S" : "N"),
        a_(int64_t{m} * n),
        u_(vectors ? int64_t{m} * columns_ : 0),
        real_(is_complex_type<T> ? real_length(vectors) : 0),
        ints_(8 * int64_t{rank_}),
        work_(1) {
    if (rank_ == 0) return;
    T asked{};
    length_ = -1;
    run(nullptr, &asked, nullptr);
    length_ = workspace(k, asked);
    work_ = Scratch<T>(length_);
  }

  // Row-major: a [m, n] in, s [rank], u [m, columns] and v [n, rows] out.
  void operator()(const T* a, Real* s, T* u, T* v) {
    const bool vectors = *job_ != 'N';
    if (rank_ == 0) {
      if (vectors && columns_) fill_identity(u, m_);
      if (vectors && rows_) fill_identity(v, n_);
      return;
    }
    if (!all_finite(a, int64_t{m_} * n_)) {
      fill_nan(s, rank_);
      if (vectors) fill_nan(u, int64_t{m_} * columns_);
      if (vectors) fill_nan(v, int64_t{n_} * rows_);
      return;
    }
    transpose_matrix(a, m_, n_, a_.data());
    if (run(s, work_, v) != 0) k_.fail("SVD was not successful. The input might not be valid.");
    if (!vectors) return;
    transpose_matrix(u_.data(), columns_, m_, u);
    // Column-major, V^H is conj(V).
    for (int64_t i = 0; i < int64_t{n_} * rows_; ++i) v[i] = conjugated(v[i]);
  }

 private:
  int64_t real_length(bool vectors) const {
    const int64_t low = rank_, high = std::max(m_, n_);
    return vectors ? std::max(5 * low * low + 5 * low, 2 * high * low + 2 * low * low + low)
                   : 7 * low;
  }
  int run(Real* s, T* work, T* v) {
    int info = 0;
    const int ldv = std::max(1, rows_);
    if constexpr (is_complex_type<T>)
      l_.gesdd(job_, &m_, &n_, a_, &m_, s, u_, &m_, v, &ldv, work, &length_, real_, ints_, &info,
               1);
    else
      l_.gesdd(job_, &m_, &n_, a_, &m_, s, u_, &m_, v, &ldv, work, &length_, ints_, &info, 1);
    return info;
  }

  const KernelContext& k_;
  const Lapack<T>& l_;
  int m_, n_, rank_, columns_, rows_;
  const char* job_;
  int length_ = 0;
  Scratch<T> a_, u_;
  Scratch<Real> real_;
  Scratch<int> ints_;
  Scratch<T> work_;
};

}  // namespace zeal
