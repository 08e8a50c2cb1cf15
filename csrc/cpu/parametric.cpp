// The kernels of random ops whose parameters are tensors.
#include "ops/random/parametric.h"

#include <vector>

#include "core/thread_pool.h"
#include "cpu/truncated_normal.h"
#include "ops/random/sampling.h"
#include "ops/random/source.h"

namespace zeal::op {

namespace {

// Element i of a tensor of `shape` for element `at` of the tensor of shape `batch` it broadcasts
// to.
int64_t broadcast_index(const Shape& shape, const Shape& batch, int64_t at) {
  int64_t index = 0, step = 1;
  for (int i = 1; i <= shape.rank(); ++i) {
    const int64_t n = batch.back(i), own = shape.back(i);
    if (own != 1) index += at % n * step;
    step *= own;
    at /= n;
  }
  return index;
}

// The parameters' broadcast shape: what the result's shape ends with.
Shape batch_shape(const KernelContext& k) {
  Shape batch;
  for (int i = 0; i < k.num_inputs(); ++i) broadcast_shapes(Shape(batch), k.shape(i), batch);
  return batch;
}

// Calls f(parameter, number of the sample, where it goes) for all samples, parameter by parameter.
template <class F>
void for_each_sample(const KernelContext& k, int64_t parameters, F f) {
  const int64_t all = k.out().numel();
  if (all == 0) return;
  const int64_t samples = all / parameters;
  parallel_for(all, 1024, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) f(i / samples, i, i % samples * parameters + i / samples);
  });
}

}  // namespace

void RandomGamma::cpu(KernelContext& k) {
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    for_each_sample(k, k.in().numel(), [&](int64_t p, int64_t i, int64_t to) {
      const double alpha = convert<double>(k.in<T>()[p]);
      k.out<T>()[to] = convert<T>(sampling::gamma(alpha, state.at(256 * static_cast<uint64_t>(i))));
    });
  });
}

void RandomPoisson::cpu(KernelContext& k) {
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  std::vector<double> rates(static_cast<size_t>(k.in().numel()));
  switch_dtype<kFloating | kIndex>(k.dtype(), [&]<class T>() {
    for (size_t i = 0; i < rates.size(); ++i) rates[i] = convert<double>(k.in<T>()[i]);
  });
  switch_dtype<kFloating | kIndex>(k.out().dtype(), [&]<class T>() {
    for_each_sample(k, k.in().numel(), [&](int64_t p, int64_t i, int64_t to) {
      k.out<T>()[to] = convert<T>(sampling::poisson(rates[static_cast<size_t>(p)],
                                                    state.at(256 * static_cast<uint64_t>(i))));
    });
  });
}

void RandomBinomial::cpu(KernelContext& k) {
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  const Shape batch = batch_shape(k);
  std::vector<double> values;
  switch_dtype<kFloating | kIndex>(k.dtype(), [&]<class T>() {
    for (int64_t p = 0; p < batch.numel(); ++p)
      for (int i : {0, 1})
        values.push_back(convert<double>(k.in<T>(i)[broadcast_index(k.shape(i), batch, p)]));
  });
  const bool single = k.dtype() != DType::Float64;
  switch_dtype<kFloating | kIndex>(k.out().dtype(), [&]<class T>() {
    for_each_sample(k, batch.numel(), [&](int64_t p, int64_t i, int64_t to) {
      const double* v = values.data() + 2 * p;
      k.out<T>()[to] =
          convert<T>(sampling::binomial(v[0], v[1], single, state, static_cast<uint64_t>(i)));
    });
  });
}

// One stream for all samples, in their order: threads would change the numbers.
void ParameterizedTruncatedNormal::cpu(KernelContext& k) {
  const Shape batch = batch_shape(k);
  const int64_t parameters = batch.numel(), all = k.out().numel();
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = random::Compute<T>;
    auto at = [&](int i, int64_t p) {
      return convert<C>(k.in<T>(i)[broadcast_index(k.shape(i), batch, p)]);
    };
    PhiloxState state = philox_source(k.attrs<Attrs>());
    for (int64_t p = 0; p < parameters; ++p) {
      const TruncatedNormalSampler<T> sampler{at(0, p), at(1, p), at(2, p), at(3, p)};
      if (!sampler.valid())
        k.fail("Invalid parameters: stdevs must be positive, minvals < maxvals");
      const int64_t samples = all / parameters;
      if (!sampler.fill(state, samples,
                        [&](int64_t i, C v) { k.out<T>()[i * parameters + p] = convert<T>(v); }))
        fail(Code::Internal, k.op_name(), ": no sample was accepted in 1000 tries");
    }
  });
}

}  // namespace zeal::op
