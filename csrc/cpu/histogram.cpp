// Kernels that put values into bins of one width.
#include "ops/array/histogram.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zeal::op {

namespace {

// Calls f(i, bin) for every value.
template <class F>
void for_each_bin(KernelContext& k, F f) {
  const int64_t bins = k.attrs<HistogramAttrs>().nbins, n = k.in().numel();
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    const double lo = convert<double>(k.in<T>(1)[0]), hi = convert<double>(k.in<T>(1)[1]);
    if (!(lo < hi))
      k.fail("value_range should satisfy value_range[0] < value_range[1], but got [", lo, ", ", hi,
             "]");
    const double step = (hi - lo) / static_cast<double>(bins);
    if (!std::isfinite(step)) k.fail("value_range must be finite, got [", lo, ", ", hi, "]");
    const auto last = static_cast<double>(bins - 1);
    for (int64_t i = 0; i < n; ++i) {
      const auto v = convert<double>(k.in<T>()[i]);
      if (v != v) k.fail("values must not contain NaN");
      f(i, static_cast<int64_t>(std::clamp((v - lo) / step, 0., last)));
    }
  });
}

}  // namespace

void HistogramFixedWidth::cpu(KernelContext& k) {
  std::memset(k.out().data(), 0, k.out().bytes());
  switch_dtype<kIndex>(k.out().dtype(), [&]<class I>() {
    for_each_bin(k, [&](int64_t, int64_t bin) { ++k.out<I>()[bin]; });
  });
}

void HistogramFixedWidthBins::cpu(KernelContext& k) {
  switch_dtype<kIndex>(k.out().dtype(), [&]<class I>() {
    for_each_bin(k, [&](int64_t i, int64_t bin) { k.out<I>()[i] = static_cast<I>(bin); });
  });
}

}  // namespace zeal::op
