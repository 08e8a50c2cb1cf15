// PoolGeometry: a pooling's sizes, worked out and validated from shapes and attributes.
#pragma once
#include "ops/nn/window.h"

namespace zeal {

struct PoolAttrs {
  Ints ksize{1};
  Ints strides{1};
  Padding padding{};
  SpatialFormat data_format = SpatialFormat::NHWC;
};

// Images are [batch, height, width, channels]; those that are [N, C, H, W] count as batch *
// channels images of one channel, those of one dimension as images of height 1.
struct PoolGeometry {
  int64_t batch, channels;
  Window h, w;

  int64_t in_pixels() const { return h.in * w.in; }
  int64_t out_pixels() const { return h.out * w.out; }
};

// InvalidArgument, with the op's name, for whatever does not fit an input of rank 3 or 4.
ZEAL_API PoolGeometry pool_geometry(const char* op, const Shape& input, const PoolAttrs& a);
// The shape of its output.
ZEAL_API Shape pool_output(const PoolGeometry& g, const Shape& input, const PoolAttrs& a);

}  // namespace zeal
