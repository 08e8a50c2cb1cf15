// Draws of classes by their logits on CUDA: sums of weights by row, then a search for each sample.
#include "core/philox.h"
#include "cuda/each.h"
#include "ops/random/distributions.h"
#include "ops/random/source.h"

namespace zeal {

namespace {

using cuda::Divider;

#ifdef __CUDACC__

constexpr int kThreads = 256;

// All threads' largest number.
__device__ double block_max(double v) {
  __shared__ double warps[kThreads / 32];
  for (int by = 16; by; by /= 2) {
    const double other = __shfl_xor_sync(0xffffffffu, v, by);
    v = other > v ? other : v;
  }
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = v;
  __syncthreads();
  for (int w = 0; w < kThreads / 32; ++w) v = warps[w] > v ? warps[w] : v;
  return v;
}

// Block r adds up the weights of row r: cdf[r, c] is the sum of the first c + 1.
template <class T>
__global__ void __launch_bounds__(kThreads)
    sum_weights(const T* logits, double* cdf, int64_t classes) {
  using C = random::Compute<T>;
  const T* x = logits + int64_t{blockIdx.x} * classes;
  double* out = cdf + int64_t{blockIdx.x} * classes;
  double most = -INFINITY;
  for (int64_t c = threadIdx.x; c < classes; c += kThreads) {
    const C v = static_cast<C>(x[c]);
    if (isfinite(v) && v > most) most = v;
  }
  most = block_max(most);
  __shared__ double totals[kThreads / 32];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  double before = 0;
  for (int64_t first = 0; first < classes; first += kThreads) {
    const int64_t c = first + threadIdx.x;
    double sum = 0;
    if (c < classes) {
      const C v = static_cast<C>(x[c]);
      if (isfinite(v)) sum = exp(static_cast<double>(v) - most);
    }
    for (int by = 1; by < 32; by *= 2) {
      const double left = __shfl_up_sync(0xffffffffu, sum, by);
      if (lane >= by) sum += left;
    }
    if (lane == 31) totals[warp] = sum;
    __syncthreads();
    for (int w = 0; w < warp; ++w) sum = totals[w] + sum;
    if (c < classes) out[c] = before + sum;
    double all = 0;
    for (int w = 0; w < kThreads / 32; ++w) all += totals[w];
    before += all;
    __syncthreads();  // before the totals are written again
  }
}

#else

template <class T>
struct SumWeights {
  const T* logits;
  double* cdf;
  int64_t classes;
  void operator()(int64_t r) const {
    using C = random::Compute<T>;
    const T* x = logits + r * classes;
    double most = -INFINITY, total = 0;
    for (int64_t c = 0; c < classes; ++c)
      if (std::isfinite(static_cast<C>(x[c])))
        most = std::max(most, static_cast<double>(static_cast<C>(x[c])));
    for (int64_t c = 0; c < classes; ++c) {
      if (std::isfinite(static_cast<C>(x[c])))
        total += std::exp(static_cast<double>(static_cast<C>(x[c])) - most);
      cdf[r * classes + c] = total;
    }
  }
};

#endif

// Sample j of the output, counted through all rows, is made of words 2j and 2j + 1 of the stream.
struct DrawClass {
  PhiloxState state;
  const double* cdf;
  int64_t classes;
  Divider samples;
  int32_t* out32;  // one of the two
  int64_t* out64;

  HOST_DEVICE void operator()(int64_t j) const {
    int64_t unused;
    const double* sums = cdf + samples.divide(j, unused) * classes;
    const PhiloxBlock b = philox(state.at(static_cast<uint64_t>(j / 2)));
    const uint32_t* words = b.word + j % 2 * 2;
    const double u = random::unit_double(words[0], words[1]) * sums[classes - 1];
    int64_t low = 0, high = classes;  // the first sum above u
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (u < sums[middle])
        high = middle;
      else
        low = middle + 1;
    }
    const int64_t c = low < classes ? low : classes - 1;  // where no logit is finite
    if (out32)
      out32[j] = static_cast<int32_t>(c);
    else
      out64[j] = c;
  }
};

}  // namespace

void op::Multinomial::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const int64_t rows = k.shape()[0], classes = k.shape()[1], n = k.out().numel();
  if (n == 0) return;
  const cuda::Scratch cdf(k.stream(), static_cast<size_t>(k.in().numel()) * sizeof(double));
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
#ifdef __CUDACC__
    cuda::launch(k.stream(), sum_weights<T>, {static_cast<unsigned>(rows)}, {kThreads}, 0,
                 k.in<T>(), cdf.data<double>(), classes);
#else
    cuda::each(k.stream(), rows, SumWeights<T>{k.in<T>(), cdf.data<double>(), classes});
#endif
  });
  const bool narrow = a.dtype == DType::Int32;
  cuda::each(k.stream(), n,
             DrawClass{philox_source(a), cdf.data<double>(), classes, Divider(a.num_samples),
                       narrow ? k.out<int32_t>() : nullptr, narrow ? nullptr : k.out<int64_t>()});
}

}  // namespace zeal
