// The kernels of candidate samplers: one class after the other, until there are enough.
#include "ops/random/candidate.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <vector>

#include "ops/random/index_shuffle.h"
#include "ops/random/source.h"

namespace zeal::op {

namespace {

// Tries after which unique classes are given up: the rest of the weights is next to nothing.
constexpr int64_t kMostTries = 100'000'000;

// A stream of numbers in [0, 1), two from a block.
class Draws {
 public:
  explicit Draws(const PhiloxState& state) : state_(state) {}
  double next() {
    if (left_ == 0) {
      block_ = philox(state_);
      state_ = state_.at(1);
      left_ = 2;
    }
    --left_;
    return random::unit_double(block_.word[2 * left_], block_.word[2 * left_ + 1]);
  }

 private:
  PhiloxState state_;
  PhiloxBlock block_{};
  int left_ = 0;
};

class Law {
 public:
  explicit Law(const KernelContext& k)
      : law_(k.attrs<SampleCandidates::Attrs>().law),
        range_(k.attrs<SampleCandidates::Attrs>().range_max),
        log_range_(std::log1p(static_cast<double>(range_))) {
    if (law_ != CandidateLaw::Weights) return;
    const float* w = k.in<float>(1);
    for (int64_t i = 0; i < range_; ++i) {
      if (!(w[i] >= 0) || w[i] > 3e38f)
        k.fail("weights must be non-negative and finite, got ", w[i], " for class ", i);
      possible_ += w[i] > 0;
      sums_.push_back((sums_.empty() ? 0 : sums_.back()) + static_cast<double>(w[i]));
    }
    if (possible_ == 0) k.fail("all weights are zero");
  }
  // How many classes may be drawn at all.
  int64_t possible() const { return law_ == CandidateLaw::Weights ? possible_ : range_; }

  double probability(int64_t c) const {
    switch (law_) {
      case CandidateLaw::Uniform:
        return 1.0 / static_cast<double>(range_);
      case CandidateLaw::LogUniform:
        return std::log1p(1.0 / (static_cast<double>(c) + 1.0)) / log_range_;
      case CandidateLaw::Weights:
        break;
    }
    const auto i = static_cast<size_t>(c);
    return (sums_[i] - (i ? sums_[i - 1] : 0)) / sums_.back();
  }
  int64_t draw(double u) const {
    int64_t c = 0;
    switch (law_) {
      case CandidateLaw::Uniform:
        c = static_cast<int64_t>(u * static_cast<double>(range_));
        break;
      case CandidateLaw::LogUniform:
        c = static_cast<int64_t>(std::exp(u * log_range_)) - 1;
        break;
      case CandidateLaw::Weights:
        // The first class whose sum exceeds u's part of all: never one of weight zero.
        c = std::upper_bound(sums_.begin(), sums_.end(), u * sums_.back()) - sums_.begin();
        break;
    }
    return std::min(std::max(c, int64_t{0}), range_ - 1);
  }

 private:
  CandidateLaw law_;
  int64_t range_, possible_ = 0;
  double log_range_;
  std::vector<double> sums_;
};

}  // namespace

void SampleCandidates::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Law law(k);
  if (a.unique && law.possible() < a.num_sampled)
    k.fail("cannot draw ", a.num_sampled, " unique classes: ", law.possible(),
           " have positive weights");
  Draws draws(philox_source(a));
  int64_t *sampled = k.out<int64_t>(0), tries = 0;
  std::unordered_set<int64_t> seen;
  for (int64_t n = 0; n < a.num_sampled; ++tries) {
    if (tries >= kMostTries && a.unique)
      k.fail("found no ", a.num_sampled, " unique classes in ", tries, " tries");
    const int64_t c = law.draw(draws.next());
    if (!a.unique || seen.insert(c).second) sampled[n++] = c;
  }
  const auto expected = [&](int64_t c) {
    const double p = law.probability(c);
    return static_cast<float>(a.unique ? -std::expm1(static_cast<double>(tries) * std::log1p(-p))
                                       : p * static_cast<double>(a.num_sampled));
  };
  switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
    for (int64_t i = 0; i < k.in().numel(); ++i) {
      const auto c = static_cast<int64_t>(k.in<I>()[i]);
      if (c < 0 || c >= a.range_max)
        k.fail("true_classes must be in [0, ", a.range_max, "), got ", c);
      k.out<float>(1)[i] = expected(c);
    }
  });
  for (int64_t i = 0; i < a.num_sampled; ++i) k.out<float>(2)[i] = expected(sampled[i]);
}

void RandomIndexShuffle::cpu(KernelContext& k) {
  const int64_t rounds = k.attrs<Attrs>().rounds;
  const int64_t n = k.out().numel();
  std::vector<uint64_t> seeds;
  switch_dtype<def.dtypes>(k.dtype(1), [&]<class S>() {
    for (int64_t i = 0; i < k.in(1).numel(); ++i)
      seeds.push_back(static_cast<uint64_t>(k.in<S>(1)[i]));
  });
  switch_dtype<def.dtypes>(k.dtype(), [&]<class T>() {
    const bool many = k.shape(0).rank() && k.shape(0)[0] != 1, maxes = k.in(2).numel() > 1;
    for (int64_t i = 0; i < n; ++i) {
      const T x = k.in<T>(0)[many ? i : 0], max = k.in<T>(2)[maxes ? i : 0];
      if (x < 0 || x > max) k.fail("index must be in [0, ", max, "], got ", x);
      const uint64_t* seed = seeds.data() + (seeds.size() > 3 ? 3 * i : 0);
      k.out<T>()[i] = static_cast<T>(
          shuffled(static_cast<uint64_t>(x), static_cast<uint64_t>(max), seed, rounds));
    }
  });
}

}  // namespace zeal::op
