#include "ops/nn/fake_quant.h"

#include "ops/array/select.decl.h"
#include "ops/math/compare.decl.h"

namespace zeal::op {

void FakeQuant::infer(InferContext& c) {
  const int64_t bits = c.attrs<Attrs>().num_bits;
  if (ZEAL_UNLIKELY(bits < 2 || bits > 16))
    c.fail("num_bits must be between 2 and 16, inclusive, got ", bits);
  broadcast(c);
}

// Where the input is out of the range, its gradient belongs to that end of the range.
void FakeQuant::grad(GradContext& g) {
  const Tensor dy = g.dy();
  const Tensor region = ops::fake_quant_region(g.x(0), g.x(1), g.x(2), g.attrs<Attrs>());
  const double where[] = {0., -1., 1.};
  for (int i = 0; i < 3; ++i)
    if (g.needs(i))
      g.dx(i,
           ops::select(ops::equal(region, scalar_like(where[i], region)), dy, scalar_like(0., dy)));
}

}  // namespace zeal::op
