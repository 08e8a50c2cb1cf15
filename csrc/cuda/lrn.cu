// Sums over neighbouring channels on CUDA: a thread an element.
#include "ops/nn/lrn.h"

#include "cuda/divider.h"
#include "cuda/each.h"
#include "ops/traits.h"

namespace zeal {

namespace {

template <class T>
struct SumChannels {
  const T* x;
  T* y;
  int64_t radius;
  cuda::Divider channels;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t c;
    channels.divide(i, c);
    const int64_t n = channels.by, row = i - c;
    const int64_t first = c > radius ? c - radius : 0,
                  last = n - 1 - c > radius ? c + radius : n - 1;
    compute_type<T> sum = 0;
    for (int64_t j = first; j <= last; ++j) sum += static_cast<compute_type<T>>(x[row + j]);
    y[i] = static_cast<T>(sum);
  }
};

}  // namespace

void op::ChannelWindowSum::cuda(KernelContext& k) {
  const int64_t all = k.out().numel();
  if (all == 0) return;
  const int64_t n = k.shape().back();
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), all,
               SumChannels<T>{k.in<T>(), k.out<T>(), std::min(k.attrs<Attrs>().radius, n),
                              cuda::Divider(n)});
  });
}

}  // namespace zeal
