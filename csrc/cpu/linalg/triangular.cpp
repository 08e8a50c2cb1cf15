// The kernel of triangular solves.
#include "ops/linalg/triangular.h"

#include "cpu/linalg/batch.h"

namespace zeal::op {

// Row-major, A X = B is X^T A^T = B^T to LAPACK: a solve from the right, in place, where A's lower
// triangle is the upper one.
void MatrixTriangularSolve::cpu(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  const Matrices x(k, k.out_shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Lapack<T>& l = lapack_of<T>(k);
    const T one(1);
    const double work = static_cast<double>(x.size) * x.m;
    each_matrix(x.batch, work, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        T* out = k.out<T>() + i * x.size;
        std::copy_n(k.in<T>(1) + matrix_offset(k.shape(1), k.out_shape(), i), x.size, out);
        l.trsm("R", at.lower ? "U" : "L", at.adjoint ? "C" : "N", "N", &x.n, &x.m, &one,
               k.in<T>(0) + matrix_offset(k.shape(0), k.out_shape(), i), &x.m, out, &x.n, 1, 1, 1,
               1);
      }
    });
  });
}

}  // namespace zeal::op
