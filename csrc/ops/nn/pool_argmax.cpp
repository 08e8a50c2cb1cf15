#include "ops/nn/pool_argmax.h"

#include <vector>

#include "ops/array/reshape.h"
#include "ops/array/segment.h"
#include "ops/math/cast.h"

namespace zeal::op {

void MaxPoolWithArgmax::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  c.need_rank(0, 4, "input");
  if (ZEAL_UNLIKELY(a.data_format != ImageFormat::NHWC))
    c.fail("argument 'data_format' must be 'NHWC'");
  if (ZEAL_UNLIKELY(!kIndex.contains(a.output_dtype)))
    c.fail("argument 'output_dtype' must be int32 or int64, got ", name_of(a.output_dtype));
  if (ZEAL_UNLIKELY(a.padding.kind == Padding::Explicit))
    c.fail("argument 'padding' must be 'VALID' or 'SAME'");
  if (ZEAL_UNLIKELY(a.output_dtype == DType::Int32 && c.shape().numel() > INT32_MAX))
    c.fail("places in an input of shape ", c.shape(), " do not fit int32");
  const Shape y = pool_output(pool_geometry(c.op_name(), c.shape(), a.pool()), c.shape(), a.pool());
  c.out(c.dtype(), y);
  c.out(a.output_dtype, y);
}

void MaxPoolWithArgmax::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  g.dx(0, ops::max_pool_grad_with_argmax(
              g.x(), g.dy(0), g.y(1), {a.ksize, a.strides, a.padding, a.include_batch_in_index}));
}

void MaxPoolGradWithArgmax::body(Inputs in, const void* attrs, Outputs& out) {
  const Shape &x = in[0]->shape(), &dy = in[1]->shape();
  if (ZEAL_UNLIKELY(dy != in[2]->shape()))
    invalid(def.type, ": grad and argmax must have the same shape, got ", dy, " and ",
            in[2]->shape());
  if (ZEAL_UNLIKELY(x.rank() != 4 || dy.rank() != 4 || x[0] != dy[0]))
    invalid(def.type, ": input and grad must have 4 dimensions and one batch, got shapes ", x,
            " and ", dy);
  Tensor place = ops::cast(Tensor::share(in[2]), {.dtype = DType::Int64});
  const int64_t image = x.product(1, 4);
  if (!static_cast<const Attrs*>(attrs)->include_batch_in_index && x[0] > 1) {
    std::vector<int64_t> first;
    for (int64_t n = 0; n < x[0]; ++n) first.push_back(n * image);
    place = place + Tensor::from(first.data(), Shape{x[0], 1, 1, 1});
  }
  const Tensor flat = ops::unsorted_segment_sum(
      ops::reshape(Tensor::share(in[1]), {.shape = Ints{-1}}),
      ops::reshape(place, {.shape = Ints{-1}}), {.num_segments = x.numel()});
  out.resize(1);
  out[0] = ops::reshape(flat, {.shape = Ints(x.dims())});
}

}  // namespace zeal::op
