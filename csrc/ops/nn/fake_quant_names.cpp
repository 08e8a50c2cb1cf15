#include "ops/nn/fake_quant_names.h"

#include "ops/array/select.decl.h"
#include "ops/math/compare.decl.h"

namespace zeal::op {

namespace {

Tensor number(double v) { return Tensor::scalar(static_cast<float>(v)); }

void check_args(const char* op, const FakeQuantWithMinMaxArgs::Attrs& a) {
  if (ZEAL_UNLIKELY(!(a.min < a.max)))
    invalid(op, ": min has to be smaller than max, was: ", a.min, " >= ", a.max);
}

void need(const char* op, const char* argument, const Shape& got, const Shape& want) {
  if (ZEAL_UNLIKELY(got != want))
    invalid(op, ": argument '", argument, "' must have shape ", want, ", got ", got);
}
// min and max are scalars, or have a number for each channel.
void check_range(const char* op, bool per_channel, const Shape& x, TensorImpl* min,
                 TensorImpl* max) {
  if (per_channel && x.rank() == 0) invalid(op, ": argument 'inputs' must not be a scalar");
  const Shape want = per_channel ? Shape{x.back()} : Shape{};
  need(op, "min", min->shape(), want);
  need(op, "max", max->shape(), want);
}

void quantized(const char* op, bool per_channel, Inputs in, const void* attrs, Outputs& out) {
  check_range(op, per_channel, in[0]->shape(), in[1], in[2]);
  out.resize(1);
  out[0] = Tensor::steal(dispatch1(record_of<FakeQuant>(), in, attrs));
}

// The part of dy where the input is in that region, summed to `shape`.
Tensor part(const Tensor& dy, const Tensor& region, double which, const Shape& shape) {
  return sum_to(
      ops::select(ops::equal(region, scalar_like(which, region)), dy, scalar_like(0., dy)), shape);
}

void gradients(const char* op, bool per_channel, Inputs in, const void* attrs, Outputs& out) {
  const Shape& x = in[1]->shape();
  need(op, "gradients", in[0]->shape(), x);
  check_range(op, per_channel, x, in[2], in[3]);
  const Tensor dy = Tensor::share(in[0]);
  const Tensor region =
      Tensor::steal(dispatch1(record_of<FakeQuantRegion>(), in.subspan(1), attrs));
  out.resize(3);
  out[0] = part(dy, region, 0., x);
  out[1] = part(dy, region, -1., in[2]->shape());
  out[2] = part(dy, region, 1., in[3]->shape());
}

}  // namespace

void FakeQuantWithMinMaxArgs::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  check_args(def.type, a);
  out.resize(1);
  out[0] = ops::fake_quant(Tensor::share(in[0]), number(a.min), number(a.max),
                           {a.num_bits, a.narrow_range});
}

void FakeQuantWithMinMaxArgsGradient::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  check_args(def.type, a);
  const Tensor min = number(a.min), max = number(a.max);
  TensorImpl* all[] = {in[0], in[1], min.get(), max.get()};
  const FakeQuantAttrs bits{a.num_bits, a.narrow_range};
  Outputs three;
  FakeQuantWithMinMaxVarsGradient::body(all, &bits, three);
  out.resize(1);
  out[0] = std::move(three[0]);
}

void FakeQuantWithMinMaxVars::body(Inputs in, const void* attrs, Outputs& out) {
  quantized(def.type, false, in, attrs, out);
}
void FakeQuantWithMinMaxVarsPerChannel::body(Inputs in, const void* attrs, Outputs& out) {
  quantized(def.type, true, in, attrs, out);
}
void FakeQuantWithMinMaxVarsGradient::body(Inputs in, const void* attrs, Outputs& out) {
  gradients(def.type, false, in, attrs, out);
}
void FakeQuantWithMinMaxVarsPerChannelGradient::body(Inputs in, const void* attrs, Outputs& out) {
  gradients(def.type, true, in, attrs, out);
}

}  // namespace zeal::op
