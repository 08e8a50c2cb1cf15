// Samples of distributions with parameters, and formulas of indices, on CUDA: a thread a number.
//
// Two samplers have no kernel, for each of their numbers depends on those before it: candidates,
// and the truncated normal distribution with parameters. They run on the CPU.
#include "ops/random/parametric.h"

#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "ops/random/candidate.h"
#include "ops/random/sampling.h"
#include "ops/random/sobol.h"
#include "ops/random/source.h"

namespace zeal {

namespace {

using cuda::Divider;

// Samples are counted parameter by parameter; in the output the parameters come last.
struct Samples {
  int64_t parameters;
  Divider each;  // by the number of samples of a parameter
  Samples(int64_t n, int64_t count) : parameters(n), each(n ? count / n : 1) {}
  HOST_DEVICE int64_t place(int64_t i, int64_t& parameter) const {
    int64_t sample;
    parameter = each.divide(i, sample);
    return sample * parameters + parameter;
  }
};

template <class T>
struct DrawGamma {
  PhiloxState state;
  Samples samples;
  const T* alpha;
  T* out;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t p;
    const int64_t to = samples.place(i, p);
    out[to] = convert<T>(
        sampling::gamma(convert<double>(alpha[p]), state.at(256 * static_cast<uint64_t>(i))));
  }
};

// Parameters as the samplers take them.
template <class R>
struct Widen {
  const R* from;
  double* to;
  HOST_DEVICE void operator()(int64_t i) const { to[i] = convert<double>(from[i]); }
};
class Wide {
 public:
  Wide(KernelContext& k, int input)
      : room_(k.stream(), static_cast<size_t>(k.in(input).numel()) * sizeof(double)) {
    switch_dtype<kFloating | kIndex>(k.dtype(input), [&]<class R>() {
      cuda::each(k.stream(), k.in(input).numel(), Widen<R>{k.in<R>(input), data()});
    });
  }
  double* data() const { return room_.data<double>(); }

 private:
  cuda::Scratch room_;
};

template <class T>
struct DrawPoisson {
  PhiloxState state;
  Samples samples;
  const double* rate;
  T* out;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t p;
    const int64_t to = samples.place(i, p);
    out[to] = convert<T>(sampling::poisson(rate[p], state.at(256 * static_cast<uint64_t>(i))));
  }
};

// Where the parameters of one tensor are, by their number in the broadcast shape.
struct Broadcast {
  int rank = 0;
  int64_t extent[kMaxRank], stride[kMaxRank];  // the innermost first

  Broadcast(const Shape& own, const Shape& all) : rank(all.rank()) {
    int64_t step = 1;
    for (int i = 0; i < rank; ++i) {
      const int64_t n = i < own.rank() ? own.back(i + 1) : 1;
      extent[i] = all.back(i + 1);
      stride[i] = n == 1 ? 0 : step;
      step *= n;
    }
  }
  HOST_DEVICE int64_t place(int64_t i) const {
    int64_t at = 0;
    for (int d = 0; d < rank; ++d) {
      at += i % extent[d] * stride[d];
      i /= extent[d];
    }
    return at;
  }
};

template <class T>
struct DrawBinomial {
  PhiloxState state;
  Samples samples;
  const double *counts, *probs;
  Broadcast count_at, prob_at;
  bool single;  // are the parameters not float64?
  T* out;

  HOST_DEVICE void operator()(int64_t i) const {
    int64_t p;
    const int64_t to = samples.place(i, p);
    out[to] = convert<T>(sampling::binomial(counts[count_at.place(p)], probs[prob_at.place(p)],
                                            single, state, static_cast<uint64_t>(i)));
  }
};

// Each dimension's numbers stand one after the other.
template <class T>
struct SobolPoint {
  const uint32_t* directions;
  T* out;
  int64_t skip;
  Divider dimensions;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t d;
    const auto n = static_cast<uint32_t>(skip + 1 + dimensions.divide(i, d));
    const uint32_t* v = directions + d * kSobolBits;
    uint32_t x = 0;
    for (uint32_t gray = n ^ n >> 1, bit = 0; gray; gray >>= 1, ++bit)
      if (gray & 1) x ^= v[bit];
    const T at = static_cast<T>(x) * T(0x1p-32);
    constexpr T most = T(1) - std::numeric_limits<T>::epsilon() / 2;
    out[i] = at < most ? at : most;
  }
};

}  // namespace

void op::RandomGamma::cuda(KernelContext& k) {
  const int64_t n = k.out().numel();
  if (n == 0) return;
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), n,
               DrawGamma<T>{state, Samples(k.in().numel(), n), k.in<T>(), k.out<T>()});
  });
}

void op::RandomPoisson::cuda(KernelContext& k) {
  const int64_t n = k.out().numel();
  if (n == 0) return;
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  const Wide rate(k, 0);
  switch_dtype<kFloating | kIndex>(k.out().dtype(), [&]<class T>() {
    cuda::each(k.stream(), n,
               DrawPoisson<T>{state, Samples(k.in().numel(), n), rate.data(), k.out<T>()});
  });
}

void op::RandomBinomial::cuda(KernelContext& k) {
  const int64_t n = k.out().numel();
  if (n == 0) return;
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  Shape batch;
  for (int i = 0; i < 2; ++i) broadcast_shapes(Shape(batch), k.shape(i), batch);
  const Wide counts(k, 0), probs(k, 1);
  switch_dtype<kFloating | kIndex>(k.out().dtype(), [&]<class T>() {
    cuda::each(k.stream(), n,
               DrawBinomial<T>{state, Samples(batch.numel(), n), counts.data(), probs.data(),
                               Broadcast(k.shape(0), batch), Broadcast(k.shape(1), batch),
                               k.dtype() != DType::Float64, k.out<T>()});
  });
}

void op::SobolSample::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const int64_t n = k.out().numel();
  std::vector<uint32_t> directions;
  for (int64_t d = 0; d < a.dim; ++d)
    for (uint32_t v : sobol_directions(d)) directions.push_back(v);
  const cuda::Scratch room(k.stream(), directions.size() * 4);
  cuda::upload(k.stream(), room.data(), directions.data(), directions.size() * 4);
  switch_dtype<def.dtypes>(a.dtype, [&]<class T>() {
    cuda::each(k.stream(), n,
               SobolPoint<T>{room.data<uint32_t>(), k.out<T>(), a.skip, Divider(a.dim)});
  });
}

}  // namespace zeal
