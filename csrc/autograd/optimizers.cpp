#include "autograd/optimizers.h"

#include <algorithm>
#include <array>
#include <vector>

#include "autograd/tape.h"
#include "dispatch/dispatch.h"
#include "ops/nn/optimizer.h"

namespace zeal {

namespace {

// One step: the variables' values are the op's first inputs, and its outputs become them.
template <size_t N>
void step(OpId id, std::array<Variable*, N> vars, const Tensor& grad, const void* attrs) {
  for (const Variable* v : vars)
    if (grad.shape() != v->shape() || grad.dtype() != v->dtype())
      fail(Code::InvalidArgument, record_of(id).def->type, ": variable '", v->name(),
           "' has shape ", v->shape(), " and dtype ", name_of(v->dtype()), ", the gradient ",
           grad.shape(), " and ", name_of(grad.dtype()));
  // Locked in the order of their addresses, so that two steps on the same variables cannot block
  // each other.
  std::array<Variable*, N> sorted = vars;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    fail(Code::InvalidArgument, record_of(id).def->type, ": one variable stands for two arguments");
  std::vector<std::unique_lock<std::mutex>> locks;
  for (Variable* v : sorted) locks.push_back(v->lock());

  NoRecording pause;
  TensorImpl* in[N + 1];
  std::array<Tensor, N> out;
  for (size_t i = 0; i < N; ++i) {
    Tensor& value = vars[i]->locked_value();
    in[i] = value.get();
    out[i] = value.get()->sole_owner()
                 ? value
                 : Tensor::empty(value.dtype(), value.shape(), value.device());
  }
  in[N] = grad.get();
  dispatch_into(id, in, attrs, out);
  for (size_t i = 0; i < N; ++i) vars[i]->locked_value() = std::move(out[i]);
}

}  // namespace

void apply_gradient_descent(Variable& var, const Gradient& grad, double lr) {
  op::ApplyGradientDescent::Attrs attrs{.alpha = lr};
  step<1>(OpId::ApplyGradientDescent, {&var}, grad.dense(), &attrs);
}

void apply_momentum(Variable& var, Variable& accum, const Gradient& grad, double lr,
                    double momentum, bool nesterov) {
  op::ApplyMomentum::Attrs attrs{.lr = lr, .momentum = momentum, .use_nesterov = nesterov};
  step<2>(OpId::ApplyMomentum, {&var, &accum}, grad.dense(), &attrs);
}

void apply_adam(Variable& var, Variable& m, Variable& v, const Gradient& grad, const AdamStep& s) {
  op::ApplyAdam::Attrs attrs{.beta1_power = s.beta1_power,
                             .beta2_power = s.beta2_power,
                             .lr = s.lr,
                             .beta1 = s.beta1,
                             .beta2 = s.beta2,
                             .epsilon = s.epsilon,
                             .use_nesterov = s.nesterov};
  step<3>(OpId::ApplyAdam, {&var, &m, &v}, grad.dense(), &attrs);
}

}  // namespace zeal
