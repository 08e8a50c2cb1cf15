// What convolution and pooling over three dimensions share: formats, triples, extents.
#pragma once
#include "ops/nn/window.h"

namespace zeal {

enum class VolumeFormat : uint8_t { NDHWC, NCDHW };
template <>
struct EnumText<VolumeFormat> {
  static constexpr const char* text = "NDHWC,NCDHW";
};

// A depth, a height and a width.
struct Triple {
  int64_t d = 1, h = 1, w = 1;
  Ints pair() const { return {h, w}; }
};

// Reads `values` as three positive numbers: one for all, one for each, or one for every dimension
// in the format's order, 1 for batch and channels. InvalidArgument names op and argument.
ZEAL_API Triple spatial_triple(const char* op, const char* argument, const Ints& values,
                               VolumeFormat format);

// The windows along the depth; the sizes are > 0 but for `in`. Padding must not be explicit.
ZEAL_API Window depth_window(const char* op, int64_t in, int64_t kernel, int64_t stride,
                             int64_t dilation, const Padding& padding);

}  // namespace zeal
