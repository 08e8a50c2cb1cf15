// Functions whose derivative is written by hand, from C++.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "autograd/gradient.h"
#include "autograd/variable.h"

namespace zeal {

// The gradients by a function's inputs, empty for none, and then by `variables`, from those by its
// results (zeros where nothing arrived). Of the shapes and dtypes of what they belong to.
using Backward = std::function<std::vector<Gradient>(std::span<const Gradient> dy,
                                                     std::span<Variable* const> variables)>;

// What such a function gives: its results, and their derivative.
struct WithGradient {
  std::vector<Tensor> y;
  Backward backward;
};

// Runs f(x) and gives its results, whose derivative is the one that f states, for the tapes that
// record on this thread. `variables` are then the trainable ones that f read, in the order in which
// they were made. What `backward` computes is recorded in turn, so that it can be differentiated.
//   Tensor y = custom_gradient({&x, 1}, [](std::span<const Tensor> x) -> WithGradient {
//     Tensor e = ops::exp(x[0]);
//     return {{ops::log1p(e)}, [e](auto dy, auto) -> std::vector<Gradient> {
//       return {dy[0].dense() * (1.0 - 1.0 / (1.0 + e))};
//     }};
//   })[0];
ZEAL_API std::vector<Tensor> custom_gradient(
    std::span<const Tensor> x, const std::function<WithGradient(std::span<const Tensor>)>& f);

}  // namespace zeal
