#include "ops/nn/quantize.h"

#include "ops/array/fill.h"
#include "ops/array/reshape.h"
#include "ops/array/select.h"
#include "ops/math/compare.h"
#include "ops/math/logical.h"

namespace zeal::op {

void QuantizeAndDequantizeV4::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const Shape& s = c.shape();
  if (ZEAL_UNLIKELY(a.num_bits < (a.signed_input ? 2 : 1) ||
                    a.num_bits > (a.signed_input ? 62 : 63)))
    c.fail("num_bits is out of range: ", a.num_bits, " with signed_input ", a.signed_input);
  Shape want{};
  if (a.axis) want = {s[c.axis(*a.axis, s.rank())]};
  for (int i : {1, 2}) {
    const char* name = i == 1 ? "input_min" : "input_max";
    if (ZEAL_UNLIKELY(a.range_given && c.shape(i) != want && c.shape(i).rank() != 0))
      c.fail("argument '", name, "' must have shape ", want, ", got ", c.shape(i));
    if (ZEAL_UNLIKELY(c.shape(i).rank() > 1 ||
                      (c.shape(i).rank() == 1 && a.axis && c.shape(i) != want)))
      c.fail("argument '", name, "' must be a scalar or have shape ", want, ", got ", c.shape(i));
  }
  c.out_like(0);
}

// As if nothing were rounded, inside the range; as in TensorFlow none flows into the range.
void QuantizeAndDequantizeV4::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor x = g.x(0);
  auto along = [&](int i) {
    const Tensor t = g.x(i);
    if (t.shape().rank() == 0 || !a.axis) return t;
    Ints shape;
    const auto rank = static_cast<size_t>(x.shape().rank());
    std::fill_n(shape.resize(rank), rank, 1);
    shape[static_cast<size_t>(*a.axis < 0 ? *a.axis + x.shape().rank() : *a.axis)] = -1;
    return ops::reshape(t, {.shape = shape});
  };
  if (g.needs(0)) {
    const Tensor inside =
        ops::logical_and(ops::greater_equal(x, along(1)), ops::less_equal(x, along(2)));
    g.dx(0, ops::select(inside, g.dy(), scalar_like(0., x)));
  }
  for (int i : {1, 2})
    if (g.needs(i)) g.dx(i, ops::zeros_like(g.x(i)));
}

}  // namespace zeal::op
