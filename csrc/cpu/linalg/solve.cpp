// The kernels of inverses and solves.
#include "ops/linalg/solve.h"

#include "cpu/linalg/batch.h"

namespace zeal::op {

// Column-major, LAPACK sees each matrix transposed, and so is what it gives back: an inverse comes
// out right. For the adjoint it gets the conjugate.
void MatrixInverse::cpu(KernelContext& k) {
  const bool adjoint = k.attrs<Attrs>().adjoint;
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Lapack<T>& l = lapack_of<T>(k);
    each_matrix(x.batch, 2 * cube(x.n), [&](int64_t begin, int64_t end) {
      Scratch<int> pivots(x.n);
      T asked{};
      int info = 0, query = -1;
      l.getri(&x.n, nullptr, &x.n, pivots, &asked, &query, &info);
      const int length = workspace(k, asked);
      Scratch<T> work(length);
      for (int64_t i = begin; i < end; ++i) {
        const T* in = k.in<T>() + i * x.size;
        T* out = k.out<T>() + i * x.size;
        if (adjoint)
          transpose_matrix(in, x.n, x.n, out, true);
        else
          std::copy_n(in, x.size, out);
        if (!factor(l, x.n, out, pivots.data())) k.fail("Input is not invertible.");
        l.getri(&x.n, out, &x.n, pivots, work, &length, &info);
      }
    });
  });
}

void MatrixSolve::cpu(KernelContext& k) {
  const bool adjoint = k.attrs<Attrs>().adjoint;
  const Matrices a(k, k.shape(0)), b(k, k.shape(1));
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Lapack<T>& l = lapack_of<T>(k);
    const double work = cube(a.n) + static_cast<double>(b.size) * a.n;
    each_matrix(a.batch, work, [&](int64_t begin, int64_t end) {
      Scratch<int> pivots(a.n);
      Scratch<T> lu(a.size), x(b.size);
      for (int64_t i = begin; i < end; ++i) {
        const T* in = k.in<T>(0) + i * a.size;
        for (int64_t j = 0; j < a.size; ++j) lu.data()[j] = adjoint ? conjugated(in[j]) : in[j];
        if (!factor(l, a.n, lu.data(), pivots.data())) k.fail("Input matrix is not invertible.");
        transpose_matrix(k.in<T>(1) + i * b.size, b.m, b.n, x.data());
        int info = 0;
        // What was factored is A^T or, conjugated, A^H.
        l.getrs(adjoint ? "N" : "T", &a.n, &b.n, lu, &a.n, pivots, x, &a.n, &info, 1);
        transpose_matrix<T>(x, b.n, b.m, k.out<T>() + i * b.size);
      }
    });
  });
}

}  // namespace zeal::op
