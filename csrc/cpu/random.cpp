// The kernels of the random ops: counters cut at chunk borders, so threads change nothing.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/philox.h"
#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "cpu/random_kernels.h"
#include "ops/random/distributions.h"
#include "ops/random/source.h"

namespace zeal::op {

namespace {

const RandomKernels& kernels() {
  static const RandomKernels& best = random_kernels(best_isa());
  return best;
}

template <class A>
void fill(KernelContext& k, RandomKernels::Fill f, int64_t grain) {
  const A& at = k.attrs<A>();
  PhiloxState state = philox_source(at);
  parallel_for(k.out().numel(), grain,
               [&](int64_t begin, int64_t end) { f(at.dtype, state, k.out().data(), begin, end); });
}

}  // namespace

void RandomUniform::cpu(KernelContext& k) { fill<Attrs>(k, kernels().uniform, 32768); }
void RandomNormal::cpu(KernelContext& k) { fill<Attrs>(k, kernels().normal, 4096); }
void TruncatedNormal::cpu(KernelContext& k) { fill<Attrs>(k, kernels().truncated_normal, 2048); }
void RandomUniformFullInt::cpu(KernelContext& k) { fill<Attrs>(k, kernels().full_int, 32768); }

void RandomUniformInt::cpu(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  PhiloxState state = philox_source(at);
  parallel_for(k.out().numel(), 16384, [&](int64_t begin, int64_t end) {
    kernels().uniform_int(at.dtype, at.minval, at.maxval, state, k.out().data(), begin, end);
  });
}

// Sample i of the output, counted through all rows, is made of words 2i and 2i + 1 of the stream.
// That is TensorFlow's rule, too, where it uses one thread; with several, its threads overlap.
void Multinomial::cpu(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  const PhiloxState state = philox_source(at);
  const int64_t classes = k.shape()[1], samples = at.num_samples;
  const size_t row_bytes = size_of(k.dtype()) * static_cast<size_t>(classes);
  auto rows = [&](int64_t begin, int64_t end) {
    std::vector<double> cdf(static_cast<size_t>(classes));
    std::vector<float> wide(kHalf.contains(k.dtype()) ? cdf.size() : 0);
    for (int64_t r = begin; r < end; ++r) {
      const void* in = k.in<char>() + static_cast<size_t>(r) * row_bytes;
      auto load = [&](const auto* x) {
        double most = -INFINITY;
        for (size_t c = 0; c < cdf.size(); ++c)
          if (std::isfinite(x[c])) most = std::max(most, static_cast<double>(x[c]));
        double total = 0;
        for (size_t c = 0; c < cdf.size(); ++c) {
          if (std::isfinite(x[c])) total += std::exp(static_cast<double>(x[c]) - most);
          cdf[c] = total;
        }
        return total;
      };
      double total;
      if (k.dtype() == DType::Float64) {
        total = load(static_cast<const double*>(in));
      } else if (k.dtype() == DType::Float32) {
        total = load(static_cast<const float*>(in));
      } else {
        widen(in, k.dtype(), wide.data(), classes);
        total = load(wide.data());
      }
      for (int64_t j = r * samples; j < (r + 1) * samples; ++j) {
        PhiloxBlock b = philox(state.at(static_cast<uint64_t>(j / 2)));
        const uint32_t* words = b.word + j % 2 * 2;
        double u = random::unit_double(words[0], words[1]) * total;
        int64_t c = std::upper_bound(cdf.begin(), cdf.end(), u) - cdf.begin();
        c = std::min(c, classes - 1);  // where no logit is finite
        if (at.dtype == DType::Int32)
          k.out<int32_t>()[j] = static_cast<int32_t>(c);
        else
          k.out<int64_t>()[j] = c;
      }
    }
  };
  parallel_for(k.shape()[0], std::max<int64_t>(1, 4096 / (classes + samples)), rows);
}

void RandomShuffle::cpu(KernelContext& k) {
  const Shape& s = k.shape();
  const int64_t rows = s.rank() ? s[0] : 1;
  const size_t bytes = rows ? k.in().bytes() / static_cast<size_t>(rows) : 0;
  if (bytes == 0) return;
  std::vector<int64_t> order(static_cast<size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  PhiloxBlock block{};
  for (int64_t i = 0; i + 1 < rows; ++i) {
    if (i % 4 == 0) block = philox(state.at(static_cast<uint64_t>(i / 4)));
    int64_t j = i + block.word[i % 4] % static_cast<uint32_t>(rows - i);
    std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(j)]);
  }
  const char* in = k.in<char>();
  char* out = k.out<char>();
  auto move = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      std::memcpy(out + static_cast<size_t>(i) * bytes,
                  in + static_cast<size_t>(order[static_cast<size_t>(i)]) * bytes, bytes);
  };
  parallel_for(rows, std::max<int64_t>(1, 65536 / static_cast<int64_t>(bytes)), move);
}

}  // namespace zeal::op
