// Svd's kernel.
#include "ops/linalg/svd.h"

#include "cpu/linalg/svd.h"

namespace zeal::op {

void Svd::cpu(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  const Matrices x(k, k.shape());
  if (x.batch == 0) return;
  const int64_t rank = std::min(x.m, x.n);
  const int64_t u = int64_t{x.m} * (at.full_matrices ? x.m : rank);
  const int64_t v = int64_t{x.n} * (at.full_matrices ? x.n : rank);
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    using R = real_type<T>;
    const double work = 10 * static_cast<double>(x.size) * static_cast<double>(rank);
    each_matrix(x.batch, work, [&](int64_t begin, int64_t end) {
      zeal::Svd<T> svd(k, x.m, x.n, at.compute_uv, at.full_matrices);
      for (int64_t i = begin; i < end; ++i)
        svd(k.in<T>() + i * x.size, k.out<R>(0) + i * rank,
            at.compute_uv ? k.out<T>(1) + i * u : nullptr,
            at.compute_uv ? k.out<T>(2) + i * v : nullptr);
    });
  });
}

}  // namespace zeal::op
