// The CPU kernels of real Fourier transforms: an even length is half as many complex numbers.
#include "ops/signal/rfft.h"

#include <cstring>
#include <vector>

#include "cpu/fft_lines.h"

namespace zeal {

namespace {

// A transform of n real numbers: of n / 2 complex ones if n is even.
template <class T>
struct RealPlan {
  int64_t n, half;
  std::shared_ptr<const FftPlan<T>> plan;

  explicit RealPlan(int64_t length)
      : n(length), half(n % 2 == 0 ? n / 2 : n), plan(FftPlan<T>::of(half)) {}
  bool even() const { return n % 2 == 0; }
  int64_t bins() const { return n / 2 + 1; }
  int64_t rows() const { return std::max(plan->room(), bins()); }
};

// One line of `given` real numbers to planes: as pairs, or with zeros for imaginary parts.
template <class T>
void load_real(const T* x, int64_t given, const RealPlan<T>& r, FftPlanes<T>& p, int64_t lane,
               int64_t lanes) {
  given = x ? std::min(given, r.n) : 0;
  T *re = p.re + lane, *im = p.im + lane;
  if (r.even()) {
    int64_t j = 0;
    for (; j < given / 2; ++j) re[j * lanes] = x[2 * j], im[j * lanes] = x[2 * j + 1];
    if (given % 2) re[j * lanes] = x[given - 1], im[j * lanes] = 0, ++j;
    for (; j < r.half; ++j) re[j * lanes] = im[j * lanes] = 0;
  } else {
    for (int64_t j = 0; j < r.n; ++j) re[j * lanes] = j < given ? x[j] : T(0), im[j * lanes] = 0;
  }
}

template <class T>
void store_real(const FftPlanes<T>& p, const RealPlan<T>& r, int64_t lane, int64_t lanes, T scale,
                T* y) {
  const T *re = p.re + lane, *im = p.im + lane;
  if (r.even()) {
    for (int64_t j = 0; j < r.half; ++j)
      y[2 * j] = re[j * lanes] * scale, y[2 * j + 1] = im[j * lanes] * scale;
  } else {
    for (int64_t j = 0; j < r.n; ++j) y[j] = re[j * lanes] * scale;
  }
}

// Which row of `from` is row `at` of `to`, cropped or padded in all dimensions but the last; else
// -1.
int64_t source_row(int64_t at, const Shape& to, const Shape& from) {
  int64_t row = 0, size = 1;
  for (int i = to.rank() - 2; i >= 0; --i) {
    const int64_t c = at % to[i];
    at /= to[i];
    if (c >= from[i]) return -1;
    row += c * size;
    size *= from[i];
  }
  return row;
}

// All dimensions but the last, in place.
template <class T>
void other_dimensions(T* y, const Shape& s, int dims, bool inverse) {
  for (int i = s.rank() - 2; i >= s.rank() - dims; --i)
    if (s[i] > 1) fft_lines<T>(y, s.product(0, i), s[i], s.product(i + 1, s.rank()), inverse, T(1));
}

template <class T>
void forward(KernelContext& k, const Shape& lengths) {
  const Shape in = k.shape(), out = k.out_shape();
  const RealPlan<T> r(lengths.back());
  const FftKernels<T>& f = fft_kernels<T>();
  const T* x = k.in<T>();
  T* y = k.out<T>();
  const int64_t bins = r.bins(), given = in.back();
  over_lines<T>(k.out().numel() / bins, r.rows(),
                [&](FftPlanes<T> p, int64_t first, int64_t lanes) {
                  for (int64_t l = 0; l < lanes; ++l) {
                    const int64_t row = source_row(first + l, out, in);
                    load_real(row < 0 ? nullptr : x + row * given, given, r, p, l, lanes);
                  }
                  fft_run(*r.plan, p, lanes, false);
                  if (r.even())
                    f.unpack(p.re, p.im, r.plan->ends_re(), r.plan->ends_im(), r.half, lanes);
                  f.store(p.re, p.im, bins, lanes, T(1), y + 2 * first * bins, 2, 2 * bins);
                });
  other_dimensions(y, out, lengths.rank(), false);
}

template <class T>
void inverse(KernelContext& k, const Shape& lengths) {
  const Shape in = k.shape(), out = k.out_shape();
  const RealPlan<T> r(lengths.back());
  const FftKernels<T>& f = fft_kernels<T>();
  const int64_t bins = r.bins(), given = std::min(in.back(), bins), n = r.n;
  Shape half = out;
  half[half.rank() - 1] = bins;
  const T* x = k.in<T>();
  Tensor copy;
  const bool direct = lengths.rank() == 1 && given == bins && in.back() == bins;
  if (!direct) {
    copy = Tensor::empty(k.dtype(), half);
    T* c = copy.data<T>();
    parallel_for(copy.numel() / bins, std::max<int64_t>(1, kSerialElements / bins),
                 [&](int64_t begin, int64_t end) {
                   for (int64_t i = begin; i < end; ++i) {
                     const int64_t row = source_row(i, half, in), have = row < 0 ? 0 : given;
                     if (have) std::copy_n(x + 2 * row * in.back(), 2 * have, c + 2 * i * bins);
                     std::fill_n(c + 2 * (i * bins + have), 2 * (bins - have), T(0));
                   }
                 });
    other_dimensions(c, half, lengths.rank(), true);
    x = c;
  }
  T* y = k.out<T>();
  const T scale = static_cast<T>(1.0 / [&] {
    double all = 1;
    for (int64_t d : lengths) all *= static_cast<double>(d);
    return all;
  }());
  over_lines<T>(k.out().numel() / n, r.rows(), [&](FftPlanes<T> p, int64_t first, int64_t lanes) {
    f.load(x + 2 * first * bins, 2, 2 * bins, bins, lanes, p.re, p.im);
    if (r.even()) {
      f.pack(p.re, p.im, r.plan->ends_re(), r.plan->ends_im(), r.half, lanes);
    } else {
      for (int64_t j = 1; j < bins; ++j)
        for (int64_t l = 0; l < lanes; ++l) {
          p.re[(n - j) * lanes + l] = p.re[j * lanes + l];
          p.im[(n - j) * lanes + l] = -p.im[j * lanes + l];
        }
      std::fill_n(p.im, lanes, T(0));
    }
    fft_run(*r.plan, p, lanes, true);
    for (int64_t l = 0; l < lanes; ++l) store_real(p, r, l, lanes, scale, y + (first + l) * n);
  });
}

}  // namespace

template <int kDims, bool kInverse>
void op::RfftOp<kDims, kInverse>::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Shape n = fft_lengths(k.op_name(), k.shape(), k.attrs<Attrs>(), kDims, kInverse);
  const bool narrow = real_of(k.dtype()) == DType::Float32;
  if constexpr (kInverse)
    narrow ? inverse<float>(k, n) : inverse<double>(k, n);
  else
    narrow ? forward<float>(k, n) : forward<double>(k, n);
}

template void op::RfftOp<1, false>::cpu(KernelContext&);
template void op::RfftOp<1, true>::cpu(KernelContext&);
template void op::RfftOp<2, false>::cpu(KernelContext&);
template void op::RfftOp<2, true>::cpu(KernelContext&);
template void op::RfftOp<3, false>::cpu(KernelContext&);
template void op::RfftOp<3, true>::cpu(KernelContext&);

}  // namespace zeal
