// Isotonic regression on CUDA: a thread a row, as rows are many and the pass over one goes from
// left to right.
#include "ops/nn/isotonic.h"

#include "cuda/each.h"
#include "ops/traits.h"

namespace zeal {

namespace {

template <class T>
HOST_DEVICE double widened(T v) {
  return static_cast<double>(static_cast<compute_type<T>>(v));
}
template <class T>
HOST_DEVICE T narrowed(double v) {
  return static_cast<T>(static_cast<compute_type<T>>(v));
}

struct Block {
  double sum;
  int64_t count;
  HOST_DEVICE double mean() const { return sum / static_cast<double>(count); }
};

template <class T>
struct Regress {
  const T* in;
  T* out;
  int32_t* segments;
  Block* room;  // as many as there are elements
  int64_t n;
  HOST_DEVICE void operator()(int64_t row) const {
    const int64_t at = row * n;
    Block* blocks = room + at;
    int64_t count = 0;
    for (int64_t i = 0; i < n; ++i) {
      blocks[count++] = {widened(in[at + i]), 1};
      // An increase between two blocks: they become one, which may now exceed the block before.
      while (count > 1 && blocks[count - 2].mean() < blocks[count - 1].mean()) {
        blocks[count - 2].sum += blocks[count - 1].sum;
        blocks[count - 2].count += blocks[count - 1].count;
        --count;
      }
    }
    int64_t to = at;
    for (int64_t b = 0; b < count; ++b) {
      const T mean = narrowed<T>(blocks[b].mean());
      for (int64_t j = 0; j < blocks[b].count; ++j, ++to) {
        out[to] = mean;
        segments[to] = static_cast<int32_t>(b);
      }
    }
  }
};

template <class T>
struct Average {
  const T* in;
  const int32_t* segments;
  T* out;
  int64_t n;
  HOST_DEVICE void operator()(int64_t row) const {
    const T* x = in + row * n;
    const int32_t* s = segments + row * n;
    for (int64_t begin = 0, end = 0; begin < n; begin = end) {
      double sum = 0;
      for (; end < n && s[end] == s[begin]; ++end) sum += widened(x[end]);
      const T mean = narrowed<T>(sum / static_cast<double>(end - begin));
      for (int64_t i = begin; i < end; ++i) out[row * n + i] = mean;
    }
  }
};

}  // namespace

void op::IsotonicRegression::cuda(KernelContext& k) {
  const int64_t all = k.in().numel();
  if (all == 0) return;
  const int64_t n = k.shape().back(1);
  const cuda::Scratch room(k.stream(), static_cast<size_t>(all) * sizeof(Block));
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), all / n,
               Regress<T>{k.in<T>(), k.out<T>(0), k.out<int32_t>(1), room.data<Block>(), n});
  });
}

void op::SegmentMeanOfRows::cuda(KernelContext& k) {
  const int64_t all = k.in().numel();
  if (all == 0) return;
  const int64_t n = k.shape().back(1);
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), all / n, Average<T>{k.in<T>(0), k.in<int32_t>(1), k.out<T>(), n});
  });
}

}  // namespace zeal
