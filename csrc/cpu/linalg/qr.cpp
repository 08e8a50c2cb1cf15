// Qr's kernel.
#include "ops/linalg/qr.h"

#include "cpu/linalg/batch.h"

namespace zeal::op {

void Qr::cpu(KernelContext& k) {
  const Matrices x(k, k.shape());
  if (x.batch == 0 || x.m == 0) return;
  const int rank = std::min(x.m, x.n), columns = k.attrs<Attrs>().full_matrices ? x.m : rank;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Lapack<T>& l = lapack_of<T>(k);
    const double flops = 4 * static_cast<double>(x.size) * x.m;
    each_matrix(x.batch, flops, [&](int64_t begin, int64_t end) {
      Scratch<T> a(int64_t{x.m} * std::max(x.n, columns)), tau(rank);
      T asked[2] = {};
      int info = 0, length = -1;
      l.geqrf(&x.m, &x.n, nullptr, &x.m, nullptr, &asked[0], &length, &info);
      l.ungqr(&x.m, &columns, &rank, nullptr, &x.m, nullptr, &asked[1], &length, &info);
      length = std::max(workspace(k, asked[0]), workspace(k, asked[1]));
      Scratch<T> work(length);
      for (int64_t i = begin; i < end; ++i) {
        T* q = k.out<T>(0) + i * x.m * columns;
        T* r = k.out<T>(1) + i * columns * x.n;
        transpose_matrix(k.in<T>() + i * x.size, x.m, x.n, a.data());
        l.geqrf(&x.m, &x.n, a, &x.m, tau, work, &length, &info);
        for (int64_t row = 0; row < columns; ++row)
          for (int64_t j = 0; j < x.n; ++j)
            r[row * x.n + j] = row <= j ? a.data()[j * x.m + row] : T(0);
        l.ungqr(&x.m, &columns, &rank, a, &x.m, tau, work, &length, &info);
        transpose_matrix(a.data(), columns, x.m, q);
      }
    });
  });
}

}  // namespace zeal::op
