// Fourier transforms of real numbers: half a spectrum, for the other half mirrors it; and back.
#pragma once
#include "ops/record.h"
#include "ops/signal/rfft.decl.h"

namespace zeal {

struct FftLength {
  std::optional<Ints> fft_length;
};

// The lengths of the transforms that a call of RFFT or IRFFT makes, or InvalidArgument with the
// op's name: `fft_length`, or what follows from the input's shape.
ZEAL_API Shape fft_lengths(const char* op, const Shape& input, const FftLength& a, int dims,
                           bool inverse);

namespace op {

// What the ops have in common.
template <int kDims, bool kInverse>
struct RfftOp {
  using Attrs = FftLength;
  ZEAL_ATTRS(Attrs, fft_length);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef make(const char* type, const char* endpoint, const char* doc,
                              const char* reference) {
    return {
        .type = type,
        .endpoints = endpoint,
        .raw = kInverse ? "(input: input_tensor, Treal: -)" : "(input: input_tensor, Tcomplex: -)",
        .signature = "(input_tensor, fft_length=None, name=None) -> Tensor",
        .doc = doc,
        .dtypes = kInverse ? kComplex : dtype_set(DType::Float32, DType::Float64),
        .infer = infer,
        .batch = batch::leading,
        .grad = grad,
        .numpy = reference,
        .samples = kDims == 1
                       ? "f(8)\nf(2, 12)\nf(3, 17)\nf(20, 26)\nf(97)\nf(0, 3)\nf(17, 30)\nf(2)\n"
                         "f(2, 10), [6]\nf(3, 5), [8]\nf(9), [5]\nf(2, 7), [9]\nf(2, 3), [1]"
                   : kDims == 2 ? "f(4, 6)\nf(2, 5, 7)\nf(19, 3)\nf(0, 3, 2)\nf(2, 34)\n"
                                  "f(4, 6), [3, 8]\nf(2, 3, 5), [5, 3]"
                                : "f(2, 3, 4)\nf(2, 4, 2, 5)\nf(3, 3, 4), [2, 4, 6]",
        .errors = kDims == 1   ? "f()\nf(4), [-1]\nf(4), [0]\nf(4), [2, 2]\nf(4), [2**62]"
                  : kDims == 2 ? "f(3)\nf(4, 4), [2]\nf(4, 4), [2, 0]"
                               : "f(3, 3)\nf(2, 2, 2), [2, 2, -2]",
        .tolerance = 64,
    };
  }
};

struct RFFT : RfftOp<1, false> {
  static constexpr OpDef def =
      make("RFFT", "signal.rfft",
           R"(Computes the Fourier transform of real numbers over the last dimension.

The result has fft_length / 2 + 1 elements there, for the others mirror them.

Args:
  fft_length: a list of one length, which the input is cropped or padded with zeros to; by default the
    input's own.)",
           "lambda input_tensor, fft_length=None: ref.rfft(input_tensor, 1, fft_length)");
};
struct IRFFT : RfftOp<1, true> {
  static constexpr OpDef def =
      make("IRFFT", "signal.irfft",
           R"(Computes real numbers from their Fourier transform over the last dimension.

Args:
  fft_length: a list of one length, the result's; by default 2 * (n - 1) for n elements of input, which
    is cropped or padded with zeros to fft_length / 2 + 1.)",
           "lambda input_tensor, fft_length=None: ref.irfft(input_tensor, 1, fft_length)");
};
struct RFFT2D : RfftOp<2, false> {
  static constexpr OpDef def =
      make("RFFT2D", "signal.rfft2d",
           "Computes the Fourier transform of real numbers over the last two dimensions.\n\n"
           "Args:\n  fft_length: two lengths, which the input is cropped or padded to; see rfft.",
           "lambda input_tensor, fft_length=None: ref.rfft(input_tensor, 2, fft_length)");
};
struct IRFFT2D : RfftOp<2, true> {
  static constexpr OpDef def =
      make("IRFFT2D", "signal.irfft2d",
           "Computes real numbers from their Fourier transform over the last two dimensions.\n\n"
           "Args:\n  fft_length: two lengths, the result's; see irfft.",
           "lambda input_tensor, fft_length=None: ref.irfft(input_tensor, 2, fft_length)");
};
struct RFFT3D : RfftOp<3, false> {
  static constexpr OpDef def =
      make("RFFT3D", "signal.rfft3d",
           "Computes the Fourier transform of real numbers over the last three dimensions.\n\n"
           "Args:\n  fft_length: three lengths, which the input is cropped or padded to; see rfft.",
           "lambda input_tensor, fft_length=None: ref.rfft(input_tensor, 3, fft_length)");
};
struct IRFFT3D : RfftOp<3, true> {
  static constexpr OpDef def =
      make("IRFFT3D", "signal.irfft3d",
           "Computes real numbers from their Fourier transform over the last three dimensions.\n\n"
           "Args:\n  fft_length: three lengths, the result's; see irfft.",
           "lambda input_tensor, fft_length=None: ref.irfft(input_tensor, 3, fft_length)");
};

}  // namespace op
}  // namespace zeal
