// Gradients of calls that ops can compute as well as a kernel does: of the gradients of kernels.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "autograd/gradient.h"

namespace zeal {

// States the gradients of the call that `g` sees by those of `body`, which gives the same outputs
// from the same inputs by differentiable ops. The call's gradient must read all its inputs.
ZEAL_API void gradient_of_body(
    GradContext& g, const std::function<std::vector<Tensor>(std::span<const Tensor> x)>& body);

}  // namespace zeal
