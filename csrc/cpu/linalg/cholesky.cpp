// Cholesky's kernel.
#include "ops/linalg/cholesky.h"

#include "cpu/linalg/batch.h"

namespace zeal::op {

namespace {
// Row-major, L's triangle is the upper one of what LAPACK sees, which is L^T.
template <class T>
void decompose(const Lapack<T>& l, int n, const T* in, T* out) {
  for (int64_t i = 0; i < n; ++i) {
    std::copy_n(in + i * n, i + 1, out + i * n);
    std::fill_n(out + i * n + i + 1, n - i - 1, T(0));
  }
  int info = 0;
  l.potrf("U", &n, out, &n, &info, 1);
  bool good = info == 0;
  for (int64_t i = 0; good && i < n; ++i) good = std::real(out[i * (n + 1)]) > 0;
  for (int64_t i = 0; !good && i < n; ++i) fill_nan(out + i * n, i + 1);
}
}  // namespace

void Cholesky::cpu(KernelContext& k) {
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Lapack<T>& l = lapack_of<T>(k);
    each_matrix(x.batch, cube(x.n) / 3, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        decompose(l, x.n, k.in<T>() + i * x.size, k.out<T>() + i * x.size);
    });
  });
}

}  // namespace zeal::op
