#include "ops/nn/bias.h"

#include "ops/array/reshape.h"
#include "ops/math/arith.h"

namespace zeal::op {

void BiasAdd::body(Inputs in, const void* attrs, Outputs& out) {
  const Tensor value = Tensor::share(in[0]);
  Tensor bias = Tensor::share(in[1]);
  if (ZEAL_UNLIKELY(value.rank() < 2))
    invalid(def.type, ": argument 'value' must have at least 2 dimensions, got shape ",
            value.shape());
  const bool first = channels_first(static_cast<const Attrs*>(attrs)->data_format);
  const int64_t channels = first ? value.dim(1) : value.shape().back();
  if (ZEAL_UNLIKELY(bias.rank() != 1 || bias.dim(0) != channels))
    invalid(def.type, ": argument 'bias' must have shape [", channels, "] for a value of shape ",
            value.shape(), ", got ", bias.shape());
  if (first && value.rank() > 2) {
    Ints shape;
    int64_t* d = shape.resize(static_cast<size_t>(value.rank()) - 1);
    std::fill_n(d, shape.size(), int64_t{1});
    d[0] = channels;
    bias = ops::reshape(bias, {.shape = shape});
  }
  out.resize(1);
  out[0] = ops::add(value, bias);
}

}  // namespace zeal::op
