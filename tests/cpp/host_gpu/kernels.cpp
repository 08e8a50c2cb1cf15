#include "kernels.h"

#include "core/error.h"
#include "cuda/conv_cudnn.h"
#include "cuda/libraries/cublaslt_matmul.h"
#include "ops/callable.h"
#include "ops/linalg/cholesky.h"
#include "ops/linalg/determinant.h"
#include "ops/linalg/eigen.h"
#include "ops/linalg/lu.h"
#include "ops/linalg/matmul.h"
#include "ops/linalg/qr.h"
#include "ops/linalg/solve.h"
#include "ops/linalg/svd.h"
#include "ops/linalg/triangular.h"
#include "ops/nn/conv.h"
#include "ops/signal/fft.h"
#include "ops/signal/rfft.h"

namespace zeal::host_gpu {

namespace {

KernelFn& slot(const OpRecord& op) { return op.slots->kernels[static_cast<int>(DeviceType::CUDA)]; }
template <class... Ops>
void install() {
  ((slot(record_of<Ops>()) = Ops::cuda), ...);
}

// Our own kernel for products and convolutions is the CPU's here; what the library should take, it
// must take.
void matmul(KernelContext& k) {
  if (cuda::cublaslt_matmul(k)) return;
  const bool empty = k.in(0).numel() == 0 || k.out().numel() == 0;
  if (!empty && !kIndex.contains(k.dtype())) fail(Code::Internal, "cuBLASLt was not used");
  record_of<op::MatMul>().cpu(k);
}
template <class Op>
void convolve(KernelContext& k, const ConvGeometry& g, cuda::ConvDirection d) {
  if (cuda::convolve_by_cudnn(k, g, d)) return;
  const bool empty = g.in_size() == 0 || g.out_size() == 0;
  if (!empty && k.dtype() != DType::Float64) fail(Code::Internal, "cuDNN was not used");
  record_of<Op>().cpu(k);
}
void forward(KernelContext& k) {
  const auto options = conv_options(k.attrs<op::Conv2D::Attrs>());
  convolve<op::Conv2D>(k, conv_geometry(k.op_name(), k.shape(0), k.shape(1), options),
                       cuda::ConvDirection::Forward);
}
void by_input(KernelContext& k) {
  const auto options = conv_options(k.attrs<op::Conv2DBackpropInput::Attrs>());
  convolve<op::Conv2DBackpropInput>(k,
                                    conv_geometry(k.op_name(), k.out_shape(), k.shape(0), options),
                                    cuda::ConvDirection::ByInput);
}
void by_filter(KernelContext& k) {
  const auto options = conv_options(k.attrs<op::Conv2DBackpropFilter::Attrs>());
  convolve<op::Conv2DBackpropFilter>(k,
                                     conv_geometry(k.op_name(), k.shape(0), k.out_shape(), options),
                                     cuda::ConvDirection::ByFilter);
}

}  // namespace

void install_kernels() {
  install<op::FFT, op::IFFT, op::FFT2D, op::IFFT2D, op::FFT3D, op::IFFT3D, op::RFFT, op::IRFFT,
          op::RFFT2D, op::IRFFT2D, op::RFFT3D, op::IRFFT3D, op::Cholesky, op::MatrixTriangularSolve,
          op::Lu, op::MatrixInverse, op::MatrixSolve, op::MatrixDeterminant,
          op::LogMatrixDeterminant, op::Qr, op::SelfAdjointEigV2, op::Svd>();
  slot(record_of<op::MatMul>()) = matmul;
  slot(record_of<op::Conv2D>()) = forward;
  slot(record_of<op::Conv2DBackpropInput>()) = by_input;
  slot(record_of<op::Conv2DBackpropFilter>()) = by_filter;
}

}  // namespace zeal::host_gpu
