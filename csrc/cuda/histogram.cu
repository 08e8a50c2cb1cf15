// Values put into bins of one width.
#include "ops/array/histogram.h"

#include "core/dtype_switch.h"
#include "cuda/each.h"

namespace zeal::cuda {
namespace {

// Writes the bin of every value, or counts it.
template <class T>
struct Bins {
  const T *x, *range;
  IndexArray out;
  bool count;
  int64_t bins;
  Reporter empty, infinite, nan;
  HOST_DEVICE void operator()(int64_t i) const {
    const double lo = convert<double>(range[0]), hi = convert<double>(range[1]);
    const double step = (hi - lo) / static_cast<double>(bins), last = static_cast<double>(bins - 1);
    const bool ordered = lo < hi, finite = step - step == 0.;
    if (!ordered || !finite) {
      if (i == 0) (ordered ? infinite : empty)();
      return;
    }
    const double v = convert<double>(x[i]);
    if (v != v) return nan();
    double at = (v - lo) / step;
    at = at < 0. ? 0. : at > last ? last : at;
    if (count)
      out.count(static_cast<int64_t>(at));
    else
      out.set(i, static_cast<int64_t>(at));
  }
};

void put_into_bins(KernelContext& k, bool count) {
  const int64_t bins = k.attrs<op::HistogramAttrs>().nbins;
  if (count) fill(k.stream(), k.out().data(), 0, k.out().bytes());
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    each(k.stream(), k.in().numel(),
         Bins<T>{k.in<T>(),
                 k.in<T>(1),
                 {k.out().data(), k.out().dtype()},
                 count,
                 bins,
                 reporter(k, "value_range should satisfy value_range[0] < value_range[1]"),
                 reporter(k, "value_range must be finite"),
                 reporter(k, "values must not contain NaN")});
  });
}

}  // namespace
}  // namespace zeal::cuda

void zeal::op::HistogramFixedWidth::cuda(KernelContext& k) { zeal::cuda::put_into_bins(k, true); }
void zeal::op::HistogramFixedWidthBins::cuda(KernelContext& k) {
  zeal::cuda::put_into_bins(k, false);
}
