// Optimizer steps on variables, in place wherever nobody else holds a variable's buffer.
#pragma once
#include "autograd/gradient.h"
#include "autograd/variable.h"

namespace zeal {

// Sparse gradients have the effect of the dense ones that they stand for.

// var -= lr * grad
ZEAL_API void apply_gradient_descent(Variable& var, const Gradient& grad, double lr);

// accum = momentum * accum + grad; var -= lr * accum, or lr * (grad + momentum * accum) with
// Nesterov's momentum.
ZEAL_API void apply_momentum(Variable& var, Variable& accum, const Gradient& grad, double lr,
                             double momentum, bool nesterov = false);

struct AdamStep {
  double lr = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
  // beta1 and beta2 to the power of the step's number, which starts at one.
  double beta1_power = 0.9, beta2_power = 0.999;
  bool nesterov = false;
};
ZEAL_API void apply_adam(Variable& var, Variable& m, Variable& v, const Gradient& grad,
                         const AdamStep& step);

}  // namespace zeal
