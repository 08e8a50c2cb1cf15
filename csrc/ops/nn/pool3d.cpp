#include "ops/nn/pool3d.h"

#include "ops/array/reshape.h"
#include "ops/nn/pool.h"

namespace zeal::op {

namespace {

// The maximum of maxima, and the mean of means: a window's part inside the volume is a box. The
// first of equal maxima, which the gradient goes to, is the same, too.
template <class F>
void pool3d(const char* op, Inputs in, const Pool3DAttrs& a, Outputs& out, const F& pool) {
  const Shape& x = in[0]->shape();
  if (ZEAL_UNLIKELY(x.rank() != 5))
    invalid(op, ": the input must have 5 dimensions, got shape ", x);
  (void)x.numel();
  const Triple size = spatial_triple(op, "ksize", a.ksize, a.data_format);
  const Triple stride = spatial_triple(op, "strides", a.strides, a.data_format);
  const bool last = a.data_format == VolumeFormat::NDHWC;
  const int d = last ? 1 : 2;
  const Window depth = depth_window(op, x[d], size.d, stride.d, 1, a.padding);
  // Depth goes with the batch, or with the channels that stand before it.
  const Shape images =
      last ? Shape{x[0] * x[1], x[2], x[3], x[4]} : Shape{x[0], x[1] * x[2], x[3], x[4]};
  const Tensor flat = pool(ops::reshape(Tensor::share(in[0]), {.shape = Ints(images.dims())}),
                           PoolAttrs{size.pair(), stride.pair(), a.padding,
                                     last ? SpatialFormat::NHWC : SpatialFormat::NCHW});
  Shape y = x;
  y[d + 1] = flat.dim(last ? 1 : 2);
  y[d + 2] = flat.dim(last ? 2 : 3);
  const Shape lines = {y.product(0, d), x[d], y.product(d + 1, 5)};
  y[d] = depth.out;
  (void)y.numel();
  const Tensor pooled = pool(ops::reshape(flat, {.shape = Ints(lines.dims())}),
                             PoolAttrs{{size.d}, {stride.d}, a.padding, SpatialFormat::NWC});
  out.resize(1);
  out[0] = ops::reshape(pooled, {.shape = Ints(y.dims())});
}

}  // namespace

void MaxPool3D::body(Inputs in, const void* attrs, Outputs& out) {
  pool3d(def.type, in, *static_cast<const Attrs*>(attrs), out, ops::max_pool);
}
void AvgPool3D::body(Inputs in, const void* attrs, Outputs& out) {
  pool3d(def.type, in, *static_cast<const Attrs*>(attrs), out, ops::avg_pool);
}

}  // namespace zeal::op
