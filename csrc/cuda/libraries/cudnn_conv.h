// Convolutions by cuDNN.
#pragma once
#include "core/dtype.h"
#include "core/stream.h"
#include "ops/nn/conv_geometry.h"

namespace zeal::cuda {

enum class ConvDirection { Forward, ByInput, ByFilter };

// Runs a convolution or one of its derivatives, if cuDNN is there and has a way; false: nothing was
// done. `x`, `f` and `y` are images, filter and output, or their gradients; what the direction
// computes is written. Images lie as `g` says; the filter is [out, h, w, in / groups] for NHWC and
// [out, in / groups, h, w] for NCHW, unlike ours. Padding is the same on both sides of a dimension,
// and no size is 0.
bool cudnn_convolve(Stream s, ConvDirection d, const ConvGeometry& g, DType dtype, void* x, void* f,
                    void* y);
// Would it, as far as the library and the dtype say?
bool cudnn_takes(DType dtype);

}  // namespace zeal::cuda
