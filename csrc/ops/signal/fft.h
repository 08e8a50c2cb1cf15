// Fourier transforms of complex numbers, over the last one, two or three dimensions.
#pragma once
#include "ops/record.h"
#include "ops/signal/fft.decl.h"

namespace zeal {

// The number of elements of one transform, as a factor for gradients.
inline double fft_size(const Shape& s, int dims) {
  double n = 1;
  for (int i = s.rank() - dims; i < s.rank(); ++i) n *= static_cast<double>(s[i]);
  return n > 0 ? n : 1;
}

namespace op {

// What the ops have in common.
template <int kDims, bool kInverse>
struct FftOp {
  static void infer(InferContext& c) {
    if (ZEAL_UNLIKELY(c.shape().rank() < kDims))
      c.fail("Input must have rank of at least ", kDims, " but got: ", c.shape());
    c.out_like();
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  // The transform's conjugate is the other direction, without its scale.
  static void grad(GradContext& g) {
    const double n = fft_size(g.x_shape(), kDims);
    g.dx(0, back(g.dy()) * (kInverse ? 1 / n : n));
  }
  static constexpr OpDef make(const char* type, const char* endpoint, const char* doc,
                              const char* reference) {
    return {
        .type = type,
        .endpoints = endpoint,
        .signature = "(input, name=None) -> Tensor",
        .doc = doc,
        .dtypes = kComplex,
        .infer = infer,
        .batch = batch::leading,
        .grad = grad,
        .numpy = reference,
        .samples =
            kDims == 1
                ? "f(1)\nf(8)\nf(2, 12)\nf(3, 17)\nf(20, 26)\nf(97)\nf(2, 0)\nf(0, 3)\nf(17, 30)"
            : kDims == 2 ? "f(4, 6)\nf(2, 5, 7)\nf(19, 3)\nf(2, 0, 3)\nf(1, 34)"
                         : "f(2, 3, 4)\nf(2, 4, 1, 5)\nf(3, 0, 2)",
        .errors = kDims == 1   ? "np.complex64(1)"
                  : kDims == 2 ? "np.ones(2, np.complex64)"
                               : "np.ones((2, 2), np.complex64)",
        .tolerance = 64,
    };
  }

 private:
  static Tensor back(const Tensor& t) {
    if constexpr (kDims == 1)
      return kInverse ? ops::fft(t) : ops::ifft(t);
    else if constexpr (kDims == 2)
      return kInverse ? ops::fft2d(t) : ops::ifft2d(t);
    else
      return kInverse ? ops::fft3d(t) : ops::ifft3d(t);
  }
};

struct FFT : FftOp<1, false> {
  static constexpr OpDef def =
      make("FFT", "signal.fft",
           "Computes the discrete Fourier transform over the last dimension.\n\n"
           "Any length will do; those whose prime factors are small are fastest.",
           "lambda input: ref.fft(input, 1)");
};
struct IFFT : FftOp<1, true> {
  static constexpr OpDef def =
      make("IFFT", "signal.ifft",
           "Computes the inverse discrete Fourier transform over the last dimension.",
           "lambda input: ref.ifft(input, 1)");
};
struct FFT2D : FftOp<2, false> {
  static constexpr OpDef def =
      make("FFT2D", "signal.fft2d",
           "Computes the discrete Fourier transform over the last two dimensions.",
           "lambda input: ref.fft(input, 2)");
};
struct IFFT2D : FftOp<2, true> {
  static constexpr OpDef def =
      make("IFFT2D", "signal.ifft2d",
           "Computes the inverse discrete Fourier transform over the last two dimensions.",
           "lambda input: ref.ifft(input, 2)");
};
struct FFT3D : FftOp<3, false> {
  static constexpr OpDef def =
      make("FFT3D", "signal.fft3d",
           "Computes the discrete Fourier transform over the last three dimensions.",
           "lambda input: ref.fft(input, 3)");
};
struct IFFT3D : FftOp<3, true> {
  static constexpr OpDef def =
      make("IFFT3D", "signal.ifft3d",
           "Computes the inverse discrete Fourier transform over the last three dimensions.",
           "lambda input: ref.ifft(input, 3)");
};

}  // namespace op
}  // namespace zeal
