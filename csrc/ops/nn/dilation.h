// Grey-scale morphology: dilation and erosion of images by filters.
#pragma once
#include "ops/nn/dilation.decl.h"
#include "ops/nn/window.h"
#include "ops/record.h"

namespace zeal {
enum class DilationFormat : uint8_t { NHWC };
template <>
struct EnumText<DilationFormat> {
  static constexpr const char* text = "NHWC";
};
}  // namespace zeal

namespace zeal::op {

struct DilationAttrs {
  Ints strides{1};
  Padding padding;
  DilationFormat data_format = DilationFormat::NHWC;
  Ints dilations{1};
};
// The windows of an image [N, H, W, C] under a filter [h, w, C]; errors name the op.
ZEAL_API Windows dilation_windows(const char* op, const Shape& x, const Shape& filter,
                                  const DilationAttrs& a);

#define ZEAL_DILATION_ARGS                                                      \
  "Args:\n"                                                                     \
  "  filters: [filter_height, filter_width, channels].\n"                       \
  "  strides, dilations: lists of 4 ints, [1, height, width, 1].\n"             \
  "  padding: 'VALID' or 'SAME'; what lies outside the image does not count.\n" \
  "  data_format: 'NHWC'."

struct Dilation2D {
  using Attrs = DilationAttrs;
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Dilation2D",
      .endpoints = "nn.dilation2d",
      .raw = "Dilation2D(filter: filters, rates: dilations, data_format='NHWC')",
      .signature =
          "(input, filters, strides, padding, data_format, dilations, name=None) -> Tensor",
      .doc =
          "Computes the largest of image plus filter in each window, by channel.\n\n"
          "It has no second derivative.\n\n" ZEAL_DILATION_ARGS,
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.dilation2d",
      .samples = R"(f(1, 4, 5, 2), f(2, 3, 2), [1, 1, 1, 1], 'VALID', 'NHWC', [1, 1, 1, 1]
f(2, 5, 4, 1), f(2, 2, 1), [1, 2, 1, 1], 'SAME', 'NHWC', [1, 1, 2, 1]
f(0, 4, 5, 2), f(2, 3, 2), [1, 1, 1, 1], 'VALID', 'NHWC', [1, 1, 1, 1])",
      .errors = R"(f(1, 4, 4, 2), f(2, 2, 1), [1, 1, 1, 1], 'SAME', 'NHWC', [1, 1, 1, 1]
f(1, 4, 4), f(2, 2, 1), [1, 1, 1, 1], 'SAME', 'NHWC', [1, 1, 1, 1]
f(1, 4, 4, 1), f(2, 2, 1), [1, 0, 1, 1], 'SAME', 'NHWC', [1, 1, 1, 1]
f(1, 4, 4, 1), f(2, 2, 1), [1, 1], 'SAME', 'NHWC', [1, 1, 1, 1]
f(1, 4, 4, 1), f(2, 2, 1), [1, 1, 1, 1], 'SAME', 'NCHW', [1, 1, 1, 1]
f(1, 4, 4, 1), f(0, 2, 1), [1, 1, 1, 1], 'SAME', 'NHWC', [1, 1, 1, 1]
f(1, 4, 4, 1), f(6, 2, 1), [1, 1, 1, 1], 'VALID', 'NHWC', [1, 1, 1, 1])",
  };
};

// What flows back to the image, or to the filter: each window's goes to its first largest sum.
struct Dilation2DBackprop {
  struct Attrs {
    Ints strides{1};
    Padding padding;
    DilationFormat data_format = DilationFormat::NHWC;
    Ints dilations{1};
    bool to_filter = false;
    DilationAttrs windows() const { return {strides, padding, data_format, dilations}; }
  };
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations, to_filter);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext&) {
    fail(Code::Unimplemented, "Dilation2D has no second derivative");
  }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Dilation2DBackprop",
      .endpoints = "",
      .raw =
          "Dilation2DBackpropInput(filter: filters, rates: dilations, data_format='NHWC'); "
          "Dilation2DBackpropFilter(filter: filters, rates: dilations, data_format='NHWC', "
          "to_filter=True)",
      .signature =
          "(input, filters, out_backprop, strides, padding, data_format, dilations, "
          "to_filter=False, name=None) -> Tensor",
      .doc =
          "Computes the gradient of dilation2d by its input or its filter. It has no derivative.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .errors =
          "f(1, 4, 4, 1), f(2, 2, 1), f(1, 4, 4, 1), [1, 1, 1, 1], 'VALID', 'NHWC', "
          "[1, 1, 1, 1]",
  };
};

struct Erosion2D {
  using Attrs = DilationAttrs;
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Erosion2D",
      .endpoints = "nn.erosion2d",
      .signature =
          "(value, filters, strides, padding, data_format, dilations, name=None) -> Tensor",
      .doc =
          "Computes the smallest of image minus mirrored filter in each window, by channel.\n\n"
          "It has no second derivative.\n\n" ZEAL_DILATION_ARGS,
      .dtypes = kFloating,
      .numpy = "ref.erosion2d",
      .samples = "f(1, 4, 5, 2), f(2, 3, 2), [1, 1, 1, 1], 'VALID', 'NHWC', [1, 1, 1, 1]",
      .errors = "f(1, 4, 4, 2), f(2, 2, 1), [1, 1, 1, 1], 'SAME', 'NHWC', [1, 1, 1, 1]",
  };
};

}  // namespace zeal::op
