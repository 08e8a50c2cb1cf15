// Convolution on the CPU: one table of functions, from oneDNN or from im2col and GEMM.
#pragma once
#include "core/dtype.h"
#include "core/macros.h"
#include "ops/nn/conv_geometry.h"

namespace zeal {

// Each writes all of its output and returns true, or leaves the work to another table: false.
// Sizes are never zero. x, y: images; f: a filter; d...: gradients.
struct ConvKernels {
  bool (*forward)(const ConvGeometry& g, DType dtype, const void* x, const void* f, void* y);
  bool (*by_input)(const ConvGeometry& g, DType dtype, const void* f, const void* dy, void* dx);
  bool (*by_filter)(const ConvGeometry& g, DType dtype, const void* x, const void* dy, void* df);
};

// float32 and float64.
extern const ConvKernels im2col_kernels;

// Those of libzeal_dnnl.so, which the first call loads; null when it is not to be had or switched
// off, by the environment variable ZEAL_DNNL=0 or by use_dnnl(false).
const ConvKernels* dnnl_kernels();
ZEAL_API void use_dnnl(bool on);
// Why dnnl_kernels() is null; empty when it is not.
ZEAL_API const char* dnnl_missing();

// The best of the above, with 16-bit floats computed in float32 where nobody takes them as they
// are; zero sizes included.
void conv_forward(const ConvGeometry& g, DType dtype, const void* x, const void* f, void* y);
void conv_by_input(const ConvGeometry& g, DType dtype, const void* f, const void* dy, void* dx);
void conv_by_filter(const ConvGeometry& g, DType dtype, const void* x, const void* dy, void* df);

}  // namespace zeal
