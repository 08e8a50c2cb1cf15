// Draws single numbers of non-uniform distributions from a Philox stream, as TensorFlow's kernels
// do, on any device.
#pragma once
#include <cmath>

#include "core/philox.h"

namespace zeal::sampling {

// Doubles in [0, 1), two of each block, the second one first.
class Uniforms {
 public:
  HOST_DEVICE explicit Uniforms(const PhiloxState& state) : state_(state) {}
  HOST_DEVICE double operator()() {
    if (left_ == 0) {
      const PhiloxBlock b = philox(state_);
      state_ = state_.at(1);
      values_[0] = random::unit_double(b.word[0], b.word[1]);
      values_[1] = random::unit_double(b.word[2], b.word[3]);
      left_ = 2;
    }
    return values_[--left_];
  }

 private:
  PhiloxState state_;
  double values_[2];
  int left_ = 0;
};

// log(gamma(x)) for x > 0; on the host the function that doesn't write a global.
HOST_DEVICE inline double log_gamma(double x) {
#ifdef __CUDA_ARCH__
  return ::lgamma(x);
#else
  int sign;
  return ::lgamma_r(x, &sign);
#endif
}

// Knuth's method below 10; above, Hormann's PTRS: a point under a hat over the inverse of the
// distribution function, accepted at once inside a rectangle, else by the exact ratio.
HOST_DEVICE inline double poisson(double rate, const PhiloxState& state) {
  if (rate != rate) return NAN;
  if (std::isinf(rate)) return rate > 0 ? rate : 0;
  Uniforms uniform(state);
  if (rate < 10) {
    const double limit = std::exp(-rate);
    double product = 1, n = 0;
    for (;; n += 1) {
      product *= uniform();
      if (product <= limit) return n;
    }
  }
  const double log_rate = std::log(rate);
  const double b = 0.931 + 2.53 * std::sqrt(rate), a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  for (;;) {
    const double u = uniform() - 0.5, v = uniform();
    const double shifted = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / shifted + b) * u + rate + 0.43);
    if (shifted >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) return k;
    if (k < 0 || (shifted < 0.013 && v > shifted)) continue;
    const double s = std::log(v * inverse_alpha / (a / (shifted * shifted) + b));
    if (s <= -rate + k * log_rate - log_gamma(k + 1)) return k;
  }
}

// Marsaglia and Tsang's method; alpha below 1 by alpha + 1 and a power of a uniform number.
HOST_DEVICE inline double gamma(double alpha, const PhiloxState& start) {
  if (!(alpha >= 0) || std::isinf(alpha)) return alpha > 0 ? alpha : NAN;
  if (alpha == 1) {
    Uniforms uniform(start);
    return -std::log1p(-uniform());
  }
  const bool low = alpha < 1;
  const double d = alpha + (low ? 2.0 / 3 : -1.0 / 3), c = 1.0 / 3 / std::sqrt(d);
  // Normal and uniform numbers come in pairs, each pair of a block of its own; the second first.
  PhiloxState state = start;
  double normals[2], uniforms[2];
  int normals_left = 0, uniforms_left = 0;
  auto block = [&] {
    const PhiloxBlock b = philox(state);
    state = state.at(1);
    return b;
  };
  auto uniform = [&] {
    if (uniforms_left == 0) {
      const PhiloxBlock b = block();
      uniforms[0] = random::unit_double(b.word[0], b.word[1]);
      uniforms[1] = random::unit_double(b.word[2], b.word[3]);
      uniforms_left = 2;
    }
    return uniforms[--uniforms_left];
  };
  for (;;) {
    if (normals_left == 0) {
      random::box_muller(block().word, normals);
      normals_left = 2;
    }
    const double x = normals[--normals_left];
    double v = 1 + c * x;
    if (v <= 0) continue;
    v = v * v * v;
    const double u = uniform();
    if (u < 1 - 0.0331 * (x * x) * (x * x) || std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v)))
      return low ? d * v * std::pow(uniform(), 1 / alpha) : d * v;
  }
}

// By the sum of geometric variables, for small means.
HOST_DEVICE inline double binomial_by_inversion(double count, double prob,
                                                const PhiloxState& state) {
  Uniforms uniform(state);
  double sum = 0, n = 0;
  for (;; n += 1) {
    sum += std::ceil(std::log(uniform()) / std::log1p(-prob));
    if (sum > count) return n;
  }
}

// What Stirling's formula leaves out of log(k!).
HOST_DEVICE inline double stirling_tail(double k) {
  constexpr double tails[] = {0.0810614667953272,  0.0413406959554092, 0.0276779256849983,
                              0.02079067210376509, 0.0166446911898211, 0.0138761288230707,
                              0.0118967099458917,  0.0104112652619720, 0.00925546218271273,
                              0.00833056343336287};
  if (k <= 9) return tails[static_cast<int>(k)];
  const double z = (k + 1) * (k + 1);
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / z) / z) / (k + 1);
}
// By transformed rejection: Hormann's BTRS.
HOST_DEVICE inline double binomial_by_rejection(double count, double prob,
                                                const PhiloxState& state) {
  const double deviation = std::sqrt(count * prob * (1 - prob));
  const double b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * prob;
  const double c = count * prob + 0.5, quick = 0.92 - 4.2 / b, odds = prob / (1 - prob);
  const double alpha = (2.83 + 5.1 / b) * deviation, m = std::floor((count + 1) * prob);
  Uniforms uniform(state);
  for (;;) {
    const double u = uniform(), v = uniform();
    const double x = u - 0.5, shifted = 0.5 - std::fabs(x);
    const double k = std::floor((2 * a / shifted + b) * x + c);
    if (shifted >= 0.07 && v <= quick) return k;
    if (k < 0 || k > count) continue;
    const double bound = (m + 0.5) * std::log((m + 1) / (odds * (count - m + 1))) +
                         (count + 1) * std::log((count - m + 1) / (count - k + 1)) +
                         (k + 0.5) * std::log(odds * (count - k + 1) / (k + 1)) + stirling_tail(m) +
                         stirling_tail(count - m) - stirling_tail(k) - stirling_tail(count - k);
    if (std::log(v * alpha / (a / (shifted * shifted) + b)) <= bound) return k;
  }
}

// Number i of a stream: how often one of `count` trials succeeds. `single`: the parameters were not
// float64; what they are is decided in their dtype, as in TensorFlow.
HOST_DEVICE inline double binomial(double count, double prob, bool single, const PhiloxState& state,
                                   uint64_t i) {
  if (count <= 0 || prob <= 0) return 0;
  if (prob >= 1) return count;
  if (prob != prob || count != count) return NAN;
  const bool flip = prob > 0.5;
  const double p = flip ? (single ? 1.f - static_cast<float>(prob) : 1 - prob) : prob;
  const bool large =
      single ? static_cast<float>(count) * static_cast<float>(p) >= 10.f : count * p >= 10;
  const double n = large ? binomial_by_rejection(count, p, state.at(256 * i))
                         : binomial_by_inversion(count, p, state.at(42 * i));
  return flip ? count - n : n;
}

}  // namespace zeal::sampling
