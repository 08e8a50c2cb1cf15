#include "ops/signal/rfft.h"

#include <vector>

#include "ops/array/pad.h"
#include "ops/array/slice.h"
#include "ops/math/complex.decl.h"
#include "ops/signal/fft.h"

namespace zeal {

Shape fft_lengths(const char* op, const Shape& input, const FftLength& a, int dims, bool inverse) {
  if (ZEAL_UNLIKELY(input.rank() < dims))
    invalid(op, ": Input must have rank of at least ", dims, " but got: ", input);
  const int lead = input.rank() - dims;
  Shape out;
  if (a.fft_length) {
    const Ints& n = *a.fft_length;
    if (ZEAL_UNLIKELY(static_cast<int>(n.size()) != dims))
      invalid(op, ": fft_length must have shape [", dims, "], got ", n);
    for (int i = 0; i < dims; ++i) {
      if (ZEAL_UNLIKELY(n[i] < 0)) invalid(op, ": fft_length[", i, "] must >= 0, but got: ", n[i]);
      out.push_back(n[i]);
    }
  } else {
    for (int i = 0; i < dims; ++i) out.push_back(input[lead + i]);
    if (inverse) out[dims - 1] = std::max<int64_t>(0, 2 * (out[dims - 1] - 1));
  }
  // Nothing is transformed where the input is empty; a length of zero has no transform.
  bool empty = a.fft_length ? false : input.numel() == 0;
  for (int i = 0; i < lead; ++i) empty = empty || input[i] == 0;
  for (int i = 0; i < dims && !empty; ++i)
    if (ZEAL_UNLIKELY(out[i] == 0))
      invalid(op, ": a transform of length 0 is asked for, of input of shape ", input,
              a.fft_length ? ": fft_length must be positive" : "");
  return out;
}

namespace {

// 1 for the elements that the whole spectrum of length n has once, `twice` for those of which the
// half spectrum leaves a mirror image out.
Tensor half_weights(int64_t n, double twice, const Tensor& like) {
  std::vector<double> w(static_cast<size_t>(n / 2 + 1), twice);
  w[0] = 1;
  if (n % 2 == 0) w.back() = 1;
  const auto size = static_cast<int64_t>(w.size());
  if (like.dtype() == DType::Complex128)
    return Tensor::from(std::vector<complex128>(w.begin(), w.end()).data(), {size})
        .to(like.device());
  return Tensor::from(std::vector<complex64>(w.begin(), w.end()).data(), {size}).to(like.device());
}

// Crops or pads the last dimensions of t to those of `shape`.
Tensor fit(Tensor t, const Shape& shape) {
  op::Slice::Attrs crop{.begin = {}, .size = {}};
  op::Pad::Attrs pad;
  const int rank = shape.rank();
  int64_t* begin = crop.begin.resize(static_cast<size_t>(rank));
  int64_t* size = crop.size.resize(static_cast<size_t>(rank));
  int64_t* border = pad.paddings.resize(static_cast<size_t>(2 * rank));
  bool crops = false, pads = false;
  for (int i = 0; i < rank; ++i) {
    begin[i] = 0;
    size[i] = std::min(t.dim(i), shape[i]);
    border[2 * i] = 0;
    border[2 * i + 1] = shape[i] - size[i];
    crops = crops || size[i] < t.dim(i);
    pads = pads || border[2 * i + 1] > 0;
  }
  if (crops) t = ops::slice(t, crop);
  return pads ? ops::pad(t, pad) : t;
}

template <int kDims>
Tensor forward(const Tensor& t, const FftLength& a) {
  if constexpr (kDims == 1)
    return ops::rfft(t, a);
  else if constexpr (kDims == 2)
    return ops::rfft2d(t, a);
  else
    return ops::rfft3d(t, a);
}
template <int kDims>
Tensor inverse(const Tensor& t, const FftLength& a) {
  if constexpr (kDims == 1)
    return ops::irfft(t, a);
  else if constexpr (kDims == 2)
    return ops::irfft2d(t, a);
  else
    return ops::irfft3d(t, a);
}

}  // namespace

namespace op {

template <int kDims, bool kInverse>
void RfftOp<kDims, kInverse>::infer(InferContext& c) {
  const Shape n = fft_lengths(c.op_name(), c.shape(), c.attrs<Attrs>(), kDims, kInverse);
  Shape out = c.shape();
  const int lead = out.rank() - kDims;
  for (int i = 0; i < kDims; ++i) out[lead + i] = n[i];
  const DType d = c.dtype();
  if (kInverse) {
    c.out(real_of(d), out);
  } else {
    if (n[kDims - 1] > 0 || c.attrs<Attrs>().fft_length)
      out[lead + kDims - 1] = n[kDims - 1] / 2 + 1;
    c.out(d == DType::Float64 ? DType::Complex128 : DType::Complex64, out);
  }
}

// With g for dL/dRe + i dL/dIm of the output, as TensorFlow has it: each output's part in the input
// is the conjugate transform, which the opposite op computes but for weights and scale.
template <int kDims, bool kInverse>
void RfftOp<kDims, kInverse>::grad(GradContext& g) {
  const Shape x = g.x_shape();
  const Shape lengths =
      fft_lengths(kInverse ? "IRFFT" : "RFFT", x, g.attrs<Attrs>(), kDims, kInverse);
  if (lengths.numel() == 0 || x.numel() == 0) {
    g.dx(0, Tensor::full(x, 0, g.x_dtype(), g.dy().device()));
    return;
  }
  const double n = fft_size(lengths, kDims);
  const FftLength a{Ints(lengths.dims())};
  const Tensor dy = g.dy();
  const int64_t last = lengths[kDims - 1];
  if constexpr (kInverse) {
    const Tensor spectrum = forward<kDims>(dy, a);
    g.dx(0, fit(spectrum * (half_weights(last, 2, spectrum) * (1 / n)), x));
  } else {
    g.dx(0, fit(inverse<kDims>(dy * half_weights(last, 0.5, dy), a) * n, x));
  }
}

template void RfftOp<1, false>::infer(InferContext&);
template void RfftOp<1, false>::grad(GradContext&);
template void RfftOp<1, true>::infer(InferContext&);
template void RfftOp<1, true>::grad(GradContext&);
template void RfftOp<2, false>::infer(InferContext&);
template void RfftOp<2, false>::grad(GradContext&);
template void RfftOp<2, true>::infer(InferContext&);
template void RfftOp<2, true>::grad(GradContext&);
template void RfftOp<3, false>::infer(InferContext&);
template void RfftOp<3, false>::grad(GradContext&);
template void RfftOp<3, true>::infer(InferContext&);
template void RfftOp<3, true>::grad(GradContext&);

}  // namespace op
}  // namespace zeal
