// Counts of values in bins of one width.
#pragma once
#include "ops/array/histogram.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct HistogramAttrs {
  int64_t nbins = 100;
  DType dtype = DType::Int32;
};
inline void check_histogram(const InferContext& c) {
  const HistogramAttrs& a = c.attrs<HistogramAttrs>();
  if (ZEAL_UNLIKELY(c.shape(1) != Shape{2}))
    c.fail("value_range should be a vector of 2 elements, got shape ", c.shape(1));
  if (ZEAL_UNLIKELY(a.nbins <= 0)) c.fail("nbins should be a positive number, but got ", a.nbins);
  if (ZEAL_UNLIKELY(!kIndex.contains(a.dtype)))
    c.fail("argument 'dtype' must be int32 or int64, got ", name_of(a.dtype));
}
#define ZEAL_HISTOGRAM_ARGS                                                   \
  "Args:\n"                                                                   \
  "  value_range: [2], of the values' dtype: where the first bin begins and " \
  "the\n    last ends. Values outside count in the first or the last.\n"      \
  "  nbins: the number of bins.\n"                                            \
  "  dtype: int32 or int64.\n"                                                \
  "Raises:\n"                                                                 \
  "  InvalidArgumentError: a value is NaN, or the range is empty."

struct HistogramFixedWidth {
  using Attrs = HistogramAttrs;
  ZEAL_ATTRS(Attrs, nbins, dtype);
  static void infer(InferContext& c) {
    check_histogram(c);
    c.out(c.attrs<Attrs>().dtype, Shape{c.attrs<Attrs>().nbins});
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "HistogramFixedWidth",
      .endpoints = "histogram_fixed_width",
      .signature = "(values, value_range, nbins=100, dtype=int32, name=None) -> Tensor",
      .doc = "Counts the values that fall into each of `nbins` bins.\n\n" ZEAL_HISTOGRAM_ARGS,
      .dtypes = kReal,
      .infer = infer,
      .numpy = "ref.histogram_fixed_width",
      .samples =
          "f(2, 9), np.array([0, 2], dtype), 5\nf(0), np.array([0, 2], dtype), 3\n"
          "np.array([0, 1, 5], dtype), np.array([0, 4], dtype)",
      .errors =
          "f(3), [0., 0.]\nf(3), [1., 0.]\nf(3), [0., 1.], 0\nf(3), [0.]\n"
          "[float('nan')], [0., 1.]\nf(3), [0., float('inf')]",
  };
};

struct HistogramFixedWidthBins {
  using Attrs = HistogramAttrs;
  ZEAL_ATTRS(Attrs, nbins, dtype);
  static void infer(InferContext& c) {
    check_histogram(c);
    c.out(c.attrs<Attrs>().dtype, c.shape());
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "HistogramFixedWidthBins",
      .endpoints = "histogram_fixed_width_bins",
      .signature = "(values, value_range, nbins=100, dtype=int32, name=None) -> Tensor",
      .doc = "Tells the bin of each value, as `histogram_fixed_width` counts them.\n\n"  //
      ZEAL_HISTOGRAM_ARGS,
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::leading_of<0b1>,
      .numpy = "ref.histogram_fixed_width_bins",
      .samples = "f(2, 9), np.array([0, 2], dtype), 5\nf(0), np.array([0, 2], dtype), 3",
      .errors = "f(3), [0., 0.]\nf(3), [0., 1.], 0\nf(3), [0.]\n[float('nan')], [0., 1.]",
  };
};

}  // namespace zeal::op
