// Conv2D and its derivatives by cuDNN.
#pragma once
#include "cuda/libraries/cudnn_conv.h"
#include "dispatch/contexts.h"

namespace zeal::cuda {

// With inputs and output of Conv2D, Conv2DBackpropInput or Conv2DBackpropFilter, as the direction
// says, and with what must be moved before and after; false: nothing was done, as cuDNN is missing
// or does not take the dtype or the sizes.
bool convolve_by_cudnn(KernelContext& k, const ConvGeometry& g, ConvDirection direction);

}  // namespace zeal::cuda
