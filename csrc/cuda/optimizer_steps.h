// What an optimizer does to one element of a variable and of its slots.
#pragma once
#include <cmath>

#include "core/macros.h"
#include "ops/nn/optimizer.h"

namespace zeal::cuda {

// state[0] is the variable's element, the others the slots'.
template <class C>
struct Descend {
  static constexpr int kVars = 1;
  C alpha;
  explicit Descend(const op::ApplyGradientDescent::Attrs& a) : alpha(static_cast<C>(a.alpha)) {}
  HOST_DEVICE void operator()(C* state, C grad) const { state[0] -= alpha * grad; }
};

template <class C>
struct Momentum {
  static constexpr int kVars = 2;
  C lr, beta;
  bool nesterov;
  explicit Momentum(const op::ApplyMomentum::Attrs& a)
      : lr(static_cast<C>(a.lr)), beta(static_cast<C>(a.momentum)), nesterov(a.use_nesterov) {}
  HOST_DEVICE void operator()(C* state, C grad) const {
    const C accum = beta * state[1] + grad;
    state[0] -= lr * (nesterov ? grad + beta * accum : accum);
    state[1] = accum;
  }
};

template <class C>
struct Adam {
  static constexpr int kVars = 3;
  C rate, beta1, beta2, epsilon;
  bool nesterov;
  explicit Adam(const op::ApplyAdam::Attrs& a)
      : rate(static_cast<C>(a.lr * std::sqrt(1 - a.beta2_power) / (1 - a.beta1_power))),
        beta1(static_cast<C>(a.beta1)),
        beta2(static_cast<C>(a.beta2)),
        epsilon(static_cast<C>(a.epsilon)),
        nesterov(a.use_nesterov) {}
  HOST_DEVICE void operator()(C* state, C grad) const {
    const C m = state[1] + (grad - state[1]) * (1 - beta1);
    const C v = state[2] + (grad * grad - state[2]) * (1 - beta2);
    const C step = nesterov ? beta1 * m + (1 - beta1) * grad : m;
    state[0] -= rate * step / (std::sqrt(v) + epsilon);
    state[1] = m;
    state[2] = v;
  }
};

}  // namespace zeal::cuda
