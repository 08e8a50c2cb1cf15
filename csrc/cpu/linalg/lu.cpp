// Lu's kernel.
#include "ops/linalg/lu.h"

#include <numeric>

#include "cpu/linalg/batch.h"

namespace zeal::op {

namespace {
// LAPACK says which rows it swapped, one after the other, counted from 1.
template <class I>
void permutation(const int* swaps, int n, I* out) {
  std::iota(out, out + n, I(0));
  for (int i = 0; i < n; ++i) std::swap(out[i], out[swaps[i] - 1]);
}
}  // namespace

void Lu::cpu(KernelContext& k) {
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Lapack<T>& l = lapack_of<T>(k);
    each_matrix(x.batch, cube(x.n), [&](int64_t begin, int64_t end) {
      Scratch<int> swaps(x.n);
      Scratch<T> lu(x.size);
      for (int64_t i = begin; i < end; ++i) {
        transpose_matrix(k.in<T>() + i * x.size, x.n, x.n, lu.data());
        if (!factor(l, x.n, lu.data(), swaps.data())) k.fail("Input is not invertible.");
        transpose_matrix(lu.data(), x.n, x.n, k.out<T>() + i * x.size);
        switch_dtype<kIndex>(k.out(1).dtype(), [&]<class I>() {
          permutation(swaps.data(), x.n, k.out<I>(1) + i * x.n);
        });
      }
    });
  });
}

}  // namespace zeal::op
