// The kernel of sums over neighbouring channels.
#include "ops/nn/lrn.h"

#include <algorithm>

#include "core/thread_pool.h"

namespace zeal::op {

void ChannelWindowSum::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const int64_t n = k.shape().back(), rows = k.out().numel() / n;
  const int64_t radius = std::min(k.attrs<Attrs>().radius, n);
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = std::conditional_t<is_narrow_float<T>, float, T>;
    parallel_for(rows, 1 + 16384 / n, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const T* x = k.in<T>() + r * n;
        T* y = k.out<T>() + r * n;
        for (int64_t c = 0; c < n; ++c) {
          C sum = 0;
          const int64_t last = std::min(c + radius, n - 1);
          for (int64_t i = std::max<int64_t>(c - radius, 0); i <= last; ++i)
            sum += static_cast<C>(x[i]);
          y[c] = static_cast<T>(sum);
        }
      }
    });
  });
}

}  // namespace zeal::op
