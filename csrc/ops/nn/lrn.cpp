#include "ops/nn/lrn.h"

#include "ops/math/power.h"

namespace zeal::op {

void LRN::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  if (ZEAL_UNLIKELY(in[0]->shape().rank() != 4))
    invalid(def.type, ": argument 'input' must have 4 dimensions, got shape ", in[0]->shape());
  if (ZEAL_UNLIKELY(a.depth_radius < 0))
    invalid(def.type, ": argument 'depth_radius' must be >= 0, got ", a.depth_radius);
  const Tensor x = Tensor::share(in[0]);
  const Tensor sums = ops::channel_window_sum(ops::square(x), {.radius = a.depth_radius});
  const Tensor size = a.bias + a.alpha * sums;
  out.resize(1);
  out[0] = a.beta == 0.5 ? x * ops::rsqrt(size) : x * ops::pow(size, scalar_like(-a.beta, size));
}

}  // namespace zeal::op
