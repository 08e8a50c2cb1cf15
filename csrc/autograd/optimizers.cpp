#include "autograd/optimizers.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "autograd/tape.h"
#include "dispatch/dispatch.h"
#include "ops/nn/optimizer.decl.h"
#include "ops/nn/sparse_optimizer.h"

namespace zeal {

namespace {

// One step: the variables' values are the op's first inputs, and its outputs become them.
template <size_t N>
void step(const OpRecord& id, std::array<Variable*, N> vars, Inputs grad, const void* attrs) {
  // Locked in the order of their addresses, so that two steps on the same variables cannot block
  // each other.
  std::array<Variable*, N> sorted = vars;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    fail(Code::InvalidArgument, id.def->type, ": one variable stands for two arguments");
  std::array<std::unique_lock<std::mutex>, N> locks;
  for (size_t i = 0; i < N; ++i) locks[i] = sorted[i]->lock();

  NoRecording pause;
  TensorImpl* in[N + 2];
  std::array<Tensor, N> out;
  for (size_t i = 0; i < N; ++i) {
    Tensor& value = vars[i]->locked_value();
    in[i] = value.get();
    out[i] = value.get()->sole_owner()
                 ? value
                 : Tensor::empty(value.dtype(), value.shape(), value.device());
  }
  std::copy(grad.begin(), grad.end(), in + N);
  dispatch_into(id, {in, N + grad.size()}, attrs, out);
  for (size_t i = 0; i < N; ++i) vars[i]->locked_value() = std::move(out[i]);
}

// The step of the gradient's kind.
template <size_t N>
void step(const OpRecord& dense, const OpRecord& sparse, std::array<Variable*, N> vars,
          const Gradient& grad, const void* attrs) {
  if (!grad)
    fail(Code::InvalidArgument, dense.def->type, ": there is no gradient for variable '",
         vars[0]->name(), "'");
  const Tensor& values = grad.is_slices() ? grad.slices().values : grad.tensor();
  const Shape shape = grad.is_slices() ? grad.slices().dense_shape : values.shape();
  const OpRecord& id = grad.is_slices() ? sparse : dense;
  for (const Variable* v : vars)
    if (shape != v->shape() || values.dtype() != v->dtype())
      fail(Code::InvalidArgument, id.def->type, ": variable '", v->name(), "' has shape ",
           v->shape(), " and dtype ", name_of(v->dtype()), ", the gradient ", shape, " and ",
           name_of(values.dtype()));
  TensorImpl* in[2] = {values.get(), grad.is_slices() ? grad.slices().indices.get() : nullptr};
  step(id, vars, {in, grad.is_slices() ? size_t{2} : size_t{1}}, attrs);
}

}  // namespace

void apply_gradient_descent(Variable& var, const Gradient& grad, double lr) {
  op::ApplyGradientDescent::Attrs attrs{.alpha = lr};
  step<1>(record_of<op::ApplyGradientDescent>(), record_of<op::SparseApplyGradientDescent>(),
          {&var}, grad, &attrs);
}

void apply_momentum(Variable& var, Variable& accum, const Gradient& grad, double lr,
                    double momentum, bool nesterov) {
  op::ApplyMomentum::Attrs attrs{.lr = lr, .momentum = momentum, .use_nesterov = nesterov};
  step<2>(record_of<op::ApplyMomentum>(), record_of<op::SparseApplyMomentum>(), {&var, &accum},
          grad, &attrs);
}

void apply_adam(Variable& var, Variable& m, Variable& v, const Gradient& grad, const AdamStep& s) {
  op::ApplyAdam::Attrs attrs{.beta1_power = s.beta1_power,
                             .beta2_power = s.beta2_power,
                             .lr = s.lr,
                             .beta1 = s.beta1,
                             .beta2 = s.beta2,
                             .epsilon = s.epsilon,
                             .use_nesterov = s.nesterov};
  step<3>(record_of<op::ApplyAdam>(), record_of<op::SparseApplyAdam>(), {&var, &m, &v}, grad,
          &attrs);
}

}  // namespace zeal
