// The kernels of isotonic regression: neighbours that are out of order are pooled, in one pass.
#include "ops/nn/isotonic.h"

#include <algorithm>
#include <vector>

#include "core/thread_pool.h"

namespace zeal::op {

namespace {

struct Block {
  double sum;
  int64_t count;
  double mean() const { return sum / static_cast<double>(count); }
};

template <class T>
void regress(const T* x, int64_t n, T* y, int32_t* segments, std::vector<Block>& blocks) {
  blocks.clear();
  for (int64_t i = 0; i < n; ++i) {
    blocks.push_back({convert<double>(x[i]), 1});
    // An increase between two blocks: they become one, which may now exceed the block before.
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() < blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().count += last.count;
    }
  }
  for (size_t b = 0; b < blocks.size(); ++b)
    for (int64_t j = 0; j < blocks[b].count; ++j) {
      *y++ = convert<T>(blocks[b].mean());
      *segments++ = static_cast<int32_t>(b);
    }
}

template <class T>
void average(const T* x, const int32_t* segments, int64_t n, T* y) {
  for (int64_t begin = 0, end = 0; begin < n; begin = end) {
    double sum = 0;
    for (; end < n && segments[end] == segments[begin]; ++end) sum += convert<double>(x[end]);
    const T mean = convert<T>(sum / static_cast<double>(end - begin));
    for (int64_t i = begin; i < end; ++i) y[i] = mean;
  }
}

// Calls f(where a row begins) for every row of n elements.
template <class F>
void for_each_row(const KernelContext& k, F f) {
  const int64_t all = k.out().numel();
  if (all == 0) return;
  const int64_t n = k.out_shape().back(1);
  parallel_for(all / n, std::max(int64_t{1}, 16384 / n), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) f(r * n);
  });
}

}  // namespace

void IsotonicRegression::infer(InferContext& c) {
  c.need_rank_at_least(0, 1, "input");
  if (ZEAL_UNLIKELY(c.shape().back(1) > INT32_MAX))
    c.fail("rows have more elements than int32 can count: ", c.shape());
  c.out_like();
  c.out(DType::Int32, c.shape());
}

void IsotonicRegression::cpu(KernelContext& k) {
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    for_each_row(k, [&](int64_t at) {
      std::vector<Block> blocks;
      regress(k.in<T>() + at, k.shape().back(1), k.out<T>(0) + at, k.out<int32_t>(1) + at, blocks);
    });
  });
}

void SegmentMeanOfRows::infer(InferContext& c) {
  c.need_rank_at_least(0, 1, "x");
  if (ZEAL_UNLIKELY(c.dtype(1) != DType::Int32))
    c.fail("argument 'segments' must be int32, got ", name_of(c.dtype(1)));
  if (ZEAL_UNLIKELY(c.shape(1) != c.shape()))
    c.fail("x and segments must have one shape, got ", c.shape(), " and ", c.shape(1));
  c.out_like();
}

void SegmentMeanOfRows::cpu(KernelContext& k) {
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    for_each_row(k, [&](int64_t at) {
      average(k.in<T>() + at, k.in<int32_t>(1) + at, k.shape().back(1), k.out<T>() + at);
    });
  });
}

}  // namespace zeal::op
