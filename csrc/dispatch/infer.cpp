#include "dispatch/infer.h"

#include <algorithm>

#include "dispatch/registry.h"

namespace zeal {

bool broadcast_shapes(const Shape& a, const Shape& b, Shape& out) {
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  out = longer;
  int skip = longer.rank() - shorter.rank();
  for (int i = 0; i < shorter.rank(); ++i) {
    int64_t x = longer[skip + i], y = shorter[i];
    if (x != y && x != 1 && y != 1) return false;
    out[skip + i] = x == 1 ? y : x;
  }
  return true;
}

Shape broadcast_shapes(const InferContext& c, const Shape& a, const Shape& b) {
  Shape out;
  if (!broadcast_shapes(a, b, out)) c.fail("Incompatible shapes: ", a, " vs. ", b);
  return out;
}

namespace {
Shape broadcast_all(InferContext& c) {
  if (c.num_inputs() == 1) return c.shape(0);
  Shape out = broadcast_shapes(c, c.shape(0), c.shape(1));
  for (int i = 2; i < c.num_inputs(); ++i) out = broadcast_shapes(c, out, c.shape(i));
  return out;
}
}  // namespace

void same_shape(InferContext& c) { c.out(c.op().result_dtype(c.dtype(0)), c.shape(0)); }
void broadcast(InferContext& c) { c.out(c.op().result_dtype(c.dtype(0)), broadcast_all(c)); }

void InferContext::grow() {
  int bigger = capacity_ * 4;
  Spec* heap = new Spec[bigger];
  std::copy_n(specs(), count_, heap);
  delete[] heap_;
  heap_ = heap;
  capacity_ = bigger;
}

}  // namespace zeal
