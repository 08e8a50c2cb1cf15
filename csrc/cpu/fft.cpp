// The CPU kernels of complex Fourier transforms: dimension by dimension, in place in the output.
#include "ops/signal/fft.h"

#include <cstring>

#include "cpu/fft_lines.h"

namespace zeal {

template <int kDims, bool kInverse>
void op::FftOp<kDims, kInverse>::cpu(KernelContext& k) {
  const Shape s = k.shape();
  if (k.out().numel() == 0) return;
  std::memcpy(k.out().data(), k.in().data(), k.out().bytes());
  const auto run = [&]<class T>(T* y) {
    const int rank = s.rank();
    for (int i = rank - 1; i >= rank - kDims; --i) {
      const T scale = kInverse ? static_cast<T>(1.0 / static_cast<double>(s[i])) : T(1);
      if (s[i] > 1) fft_lines<T>(y, s.product(0, i), s[i], s.product(i + 1, rank), kInverse, scale);
    }
  };
  if (k.dtype() == DType::Complex64)
    run(k.out<float>());
  else
    run(k.out<double>());
}

template void op::FftOp<1, false>::cpu(KernelContext&);
template void op::FftOp<1, true>::cpu(KernelContext&);
template void op::FftOp<2, false>::cpu(KernelContext&);
template void op::FftOp<2, true>::cpu(KernelContext&);
template void op::FftOp<3, false>::cpu(KernelContext&);
template void op::FftOp<3, true>::cpu(KernelContext&);

}  // namespace zeal
