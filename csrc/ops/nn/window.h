// Sliding windows: sizes, strides and padding of convolution and pooling, validated in one place.
#pragma once
#include <cstdint>

#include "core/ints.h"
#include "core/macros.h"
#include "core/shape.h"
#include "dispatch/attrs.h"

namespace zeal {

enum class ImageFormat : uint8_t { NHWC, NCHW };
template <>
struct EnumText<ImageFormat> {
  static constexpr const char* text = "NHWC,NCHW";
};

// Formats of images of one, two or three dimensions; NHWC, NWC and NDHWC mean the same, channels
// last, for either, and so do NCHW, NCW and NCDHW.
enum class SpatialFormat : uint8_t { NHWC, NCHW, NWC, NCW, NDHWC, NCDHW };
template <>
struct EnumText<SpatialFormat> {
  static constexpr const char* text = "NHWC,NCHW,NWC,NCW,NDHWC,NCDHW";
};
constexpr bool channels_last(SpatialFormat f) {
  return f == SpatialFormat::NHWC || f == SpatialFormat::NWC || f == SpatialFormat::NDHWC;
}
constexpr ImageFormat image_format(SpatialFormat f) {
  return channels_last(f) ? ImageFormat::NHWC : ImageFormat::NCHW;
}

// Where batch, height, width and channels stand in an image shape of rank >= 4, whose leading
// dimensions all count as batch.
struct ImageAxes {
  int height, width, channel;
  ImageAxes(const Shape& s, ImageFormat f)
      : height(s.rank() - (f == ImageFormat::NHWC ? 3 : 2)),
        width(height + 1),
        channel(s.rank() - (f == ImageFormat::NHWC ? 1 : 3)) {}
};

// A height and a width.
struct Pair {
  int64_t h = 1, w = 1;
};

// Reads `values` as a pair of positive numbers: one for both, one for each of the `dims` (1: the
// width only, or 2) spatial dimensions, or one for every dimension in the data format's order, with
// 1 for batch and channels. InvalidArgument names op and argument.
ZEAL_API Pair spatial_pair(const char* op, const char* argument, const Ints& values, int dims,
                           bool channels_last);

// One spatial dimension: `out` windows of `kernel` elements, `dilation` apart, every `stride`.
struct Window {
  int64_t in, out, kernel, stride, dilation, pad_before, pad_after;
};

// The windows over height and width; of no height to speak of when `dims` is 1. `in` and `kernel`
// must be >= 0 and > 0. Explicit padding has a pair (before, after) for each dimension in the data
// format's order, none for batch and channels.
struct Windows {
  Window h, w;
};
ZEAL_API Windows make_windows(const char* op, Pair in, Pair kernel, Pair stride, Pair dilation,
                              const Padding& padding, int dims, bool channels_last);

}  // namespace zeal
