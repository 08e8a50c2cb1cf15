// Samples of a normal distribution that is cut to an interval, by three kinds of rejection.
#pragma once
#include <cmath>
#include <utility>

#include "core/philox.h"

namespace zeal {

template <class T>
class TruncatedNormalSampler {
 public:
  using C = random::Compute<T>;

  TruncatedNormalSampler(C mean, C deviation, C min, C max)
      : mean_(mean), deviation_(deviation), min_(min), max_(max) {}
  bool valid() const {
    return deviation_ > 0 && min_ < max_ && (std::isfinite(min_) || std::isfinite(max_)) &&
           std::isfinite(mean_) && std::isfinite(deviation_);
  }

  // Calls put(i, value) for i in [0, n), and moves `state` on; false when it gave up.
  template <class F>
  bool fill(PhiloxState& state, int64_t n, F put) const {
    C min = min_, max = max_, deviation = deviation_;
    // One finite bound shall be the lower one, and two beyond the mean be positive.
    if ((std::isinf(min) && min < 0) || max < mean_) {
      std::swap(min, max);
      deviation = -deviation;
    }
    const C lo = (min - mean_) / deviation, hi = (max - mean_) / deviation;
    const C root = std::sqrt(lo * lo + C(4));
    const C cutoff = C(2) * std::exp(C(0.5) + lo * (lo - root) / C(4)) / (lo + root);
    int64_t i = 0;
    int tries = 0;
    // Takes a candidate; true when that was the last.
    auto offer = [&](bool accept, C z) {
      if (!accept) {
        ++tries;
        return false;
      }
      put(i++, z * deviation + mean_);
      tries = 0;
      return i == n;
    };
    if ((lo < -kInside && hi >= 0) || (hi > kInside && lo <= 0)) {
      while (i < n && tries <= kTries) {
        T x[kGroup];
        random::Normal<T>()(next(state), x);
        for (T v : x)
          if (offer(C(v) >= lo && C(v) <= hi, C(v))) break;
      }
    } else if (hi - lo < cutoff) {
      const C plus = lo < 0 ? C(0) : lo * lo;
      while (i < n && tries <= kTries) {
        T x[kGroup], u[kGroup];
        random::Uniform<T>()(next(state), x);
        random::Uniform<T>()(next(state), u);
        for (int j = 0; j < kGroup; ++j) {
          const C z = C(x[j]) * (hi - lo) + lo;
          if (offer(C(u[j]) <= std::exp((plus - z * z) / C(2)), z)) break;
        }
      }
    } else {  // from an exponential distribution that starts at lo
      const C alpha = (lo + std::sqrt(lo * lo + C(4))) / C(2);
      while (i < n && tries <= kTries) {
        T u[kGroup];
        random::Uniform<T>()(next(state), u);
        for (int j = 0; j < kGroup; j += 2) {
          const C z = -std::log(C(u[j])) / alpha + lo;
          const C x = lo < alpha ? alpha - z : lo - alpha;
          if (offer(C(u[j + 1]) <= std::exp(-x * x / C(2)) && z < hi, z)) break;
        }
      }
    }
    return i == n;
  }

 private:
  static constexpr int kGroup = random::kPerBlock<T>;
  static constexpr int kTries = 1000;
  static constexpr C kInside = C(1.3);  // deviations that make drawing from the normal pay

  static PhiloxBlock next(PhiloxState& state) {
    const PhiloxBlock b = philox(state);
    state = state.at(1);
    return b;
  }

  C mean_, deviation_, min_, max_;
};

}  // namespace zeal
