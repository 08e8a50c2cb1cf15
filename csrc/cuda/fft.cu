// Fourier transforms on CUDA: cuFFT's, between kernels that scale, crop and pad.
#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "cuda/libraries/cufft_plan.h"
#include "ops/signal/fft.h"
#include "ops/signal/rfft.h"

namespace zeal {

namespace {

template <class T>
struct ScaleBy {
  T* x;  // complex numbers count twice
  T factor;
  HOST_DEVICE void operator()(int64_t i) const { x[i] *= factor; }
};

// Fills `to` from `from`, both of `rank` dimensions: cropped, or padded with zeros.
template <class T>
struct Resize {
  const T* from;
  T* to;
  int rank;
  int64_t have[kMaxRank], want[kMaxRank];
  // The imaginary parts of the last dimension's first element and of this one (0: none) are
  // dropped: numbers that are the spectrum of real ones have none there.
  bool drop = false;
  int64_t middle = 0;

  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest = i, at = 0, step = 1;
    bool inside = true;
    for (int d = rank; d-- > 0;) {
      const int64_t c = rest % want[d];
      rest /= want[d];
      inside &= c < have[d];
      at += c * step;
      step *= have[d];
    }
    T v = inside ? from[at] : T(0);
    if constexpr (is_complex_type<T>) {
      const int64_t bin = i % want[rank - 1];
      if (drop && (bin == 0 || bin == middle)) v = T(v.real(), 0);
    }
    to[i] = v;
  }
};

template <class T>
void resize(Stream s, const T* from, const Shape& have, T* to, const Shape& want,
            int64_t drop_at = -1) {
  Resize<T> f{from, to, want.rank(), {}, {}, drop_at >= 0, drop_at > 0 ? drop_at : 0};
  for (int d = 0; d < want.rank(); ++d) {
    f.have[d] = have[d];
    f.want[d] = want[d];
  }
  cuda::each(s, want.numel(), f);
}

template <class T>
void scale(Stream s, T* x, int64_t n, double count) {
  cuda::each(s, n, ScaleBy<T>{x, static_cast<T>(1.0 / count)});
}

double product(const Shape& s) {
  double n = 1;
  for (int64_t d : s) n *= static_cast<double>(d);
  return n;
}

Shape last_of(const Shape& s, int dims) {
  return Shape(s.dims().subspan(static_cast<size_t>(s.rank() - dims)));
}

template <class T>
void forward(KernelContext& k, const Shape& lengths) {
  const Stream s = k.stream();
  const Shape& in = k.shape();
  Shape want = in;
  for (int i = 0; i < lengths.rank(); ++i) want[in.rank() - lengths.rank() + i] = lengths[i];
  const int64_t batch = want.product(0, in.rank() - lengths.rank());
  auto run = [&](void* x) {
    cuda::cufft_run(k.op_name(), s, cuda::FftKind::RealToComplex, sizeof(T) == 8, lengths, batch, x,
                    k.out().data(), false);
  };
  if (want == in) return run(k.in().data());
  const cuda::Scratch room(s, static_cast<size_t>(want.numel()) * sizeof(T));
  resize(s, k.in<T>(), in, room.data<T>(), want);
  run(room.data());
}

template <class T>
void inverse(KernelContext& k, const Shape& lengths) {
  using C = std::complex<T>;
  const Stream s = k.stream();
  const Shape& in = k.shape();
  Shape want = in;
  for (int i = 0; i < lengths.rank(); ++i) want[in.rank() - lengths.rank() + i] = lengths[i];
  const int64_t n = lengths.back(), batch = want.product(0, in.rank() - lengths.rank());
  want[in.rank() - 1] = n / 2 + 1;
  // In any case a copy, as cuFFT spoils what it reads.
  const cuda::Scratch room(s, static_cast<size_t>(want.numel()) * sizeof(C));
  resize(s, k.in<C>(), in, room.data<C>(), want, lengths.rank() > 1 ? -1 : n % 2 == 0 ? n / 2 : 0);
  cuda::cufft_run(k.op_name(), s, cuda::FftKind::ComplexToReal, sizeof(T) == 8, lengths, batch,
                  room.data(), k.out().data(), true);
  scale(s, k.out<T>(), k.out().numel(), product(lengths));
}

}  // namespace

template <int kDims, bool kInverse>
void op::FftOp<kDims, kInverse>::cuda(KernelContext& k) {
  const int64_t n = k.out().numel();
  if (n == 0) return;
  const bool is_double = k.dtype() == DType::Complex128;
  const Shape lengths = last_of(k.shape(), kDims);
  const auto count = product(lengths);
  zeal::cuda::cufft_run(k.op_name(), k.stream(), zeal::cuda::FftKind::Complex, is_double, lengths,
                        k.shape().product(0, k.shape().rank() - kDims), k.in().data(),
                        k.out().data(), kInverse);
  if (!kInverse) return;
  if (is_double)
    scale(k.stream(), k.out<double>(), 2 * n, count);
  else
    scale(k.stream(), k.out<float>(), 2 * n, count);
}

template <int kDims, bool kInverse>
void op::RfftOp<kDims, kInverse>::cuda(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Shape n = fft_lengths(k.op_name(), k.shape(), k.attrs<Attrs>(), kDims, kInverse);
  const bool narrow = real_of(k.dtype()) == DType::Float32;
  if constexpr (kInverse)
    narrow ? inverse<float>(k, n) : inverse<double>(k, n);
  else
    narrow ? forward<float>(k, n) : forward<double>(k, n);
}

#define ZEAL_BOTH(Op, dims)                                \
  template void op::Op<dims, false>::cuda(KernelContext&); \
  template void op::Op<dims, true>::cuda(KernelContext&);
ZEAL_BOTH(FftOp, 1)
ZEAL_BOTH(FftOp, 2)
ZEAL_BOTH(FftOp, 3)
ZEAL_BOTH(RfftOp, 1)
ZEAL_BOTH(RfftOp, 2)
ZEAL_BOTH(RfftOp, 3)
#undef ZEAL_BOTH

}  // namespace zeal
