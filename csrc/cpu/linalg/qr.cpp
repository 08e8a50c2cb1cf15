// Qr's kernel.
#include "ops/linalg/qr.h"

#include <vector>

#include "cpu/half_convert.h"
#include "cpu/linalg/batch.h"

namespace zeal::op {

namespace {

template <class T>
void decompose(KernelContext& k, const Matrices& x, int columns, const T* in, T* q, T* r) {
  const int rank = std::min(x.m, x.n);
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
      T* to = r + i * columns * x.n;
      transpose_matrix(in + i * x.size, x.m, x.n, a.data());
      l.geqrf(&x.m, &x.n, a, &x.m, tau, work, &length, &info);
      for (int64_t row = 0; row < columns; ++row)
        for (int64_t j = 0; j < x.n; ++j)
          to[row * x.n + j] = row <= j ? a.data()[j * x.m + row] : T(0);
      l.ungqr(&x.m, &columns, &rank, a, &x.m, tau, work, &length, &info);
      transpose_matrix(a.data(), columns, x.m, q + i * x.m * columns);
    }
  });
}

}  // namespace

void Qr::cpu(KernelContext& k) {
  const Matrices x(k, k.shape());
  if (x.batch == 0 || x.m == 0) return;
  const int columns = k.attrs<Attrs>().full_matrices ? x.m : std::min(x.m, x.n);
  if (k.dtype() == DType::Float16) {
    const int64_t n = k.in().numel(), of_q = k.out(0).numel(), of_r = k.out(1).numel();
    std::vector<float> wide(static_cast<size_t>(n + of_q + of_r));
    float *q = wide.data() + n, *r = q + of_q;
    widen(k.in().data(), DType::Float16, wide.data(), n);
    decompose(k, x, columns, wide.data(), q, r);
    narrow(q, DType::Float16, k.out(0).data(), of_q);
    narrow(r, DType::Float16, k.out(1).data(), of_r);
    return;
  }
  switch_dtype<kLapack>(
      k.dtype(), [&]<class T>() { decompose(k, x, columns, k.in<T>(), k.out<T>(0), k.out<T>(1)); });
}

}  // namespace zeal::op
