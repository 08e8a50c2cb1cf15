// Draws single numbers of non-uniform distributions from a Philox stream, as TensorFlow's kernels
// do.
#pragma once
#include <cmath>

#include "core/philox.h"

namespace zeal::sampling {

// Doubles in [0, 1), two of each block, the second one first.
class Uniforms {
 public:
  explicit Uniforms(const PhiloxState& state) : state_(state) {}
  double operator()() {
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

double poisson(double rate, const PhiloxState& state);
double gamma(double alpha, const PhiloxState& state);
// By the sum of geometric variables, for small means, and by transformed rejection.
double binomial_by_inversion(double count, double prob, const PhiloxState& state);
double binomial_by_rejection(double count, double prob, const PhiloxState& state);

}  // namespace zeal::sampling
