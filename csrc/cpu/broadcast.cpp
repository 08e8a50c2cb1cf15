// Kernels that repeat values along dimensions.
#include "ops/array/broadcast.h"

#include "cpu/box_copy.h"

namespace zeal::op {

void BroadcastTo::cpu(KernelContext& k) {
  const Shape &x = k.shape(), &y = k.out_shape();
  const size_t element = size_of(k.dtype());
  const Strides from(x, element), to(y, element);
  Box box;
  const int skip = y.rank() - x.rank();
  for (int i = 0; i < y.rank(); ++i)
    box.add(y[i], to[i], i < skip || x[i - skip] == 1 ? 0 : from[i - skip]);
  box.copy(k.out().data(), k.in().data(), element);
}

void Tile::cpu(KernelContext& k) {
  const Shape &x = k.shape(), &y = k.out_shape();
  const size_t element = size_of(k.dtype());
  const Ints& m = k.attrs<Attrs>().multiples;
  const Strides from(x, element), to(y, element);
  Box box;
  for (int i = 0; i < x.rank(); ++i) {
    box.add(m[i], to[i] * x[i], 0);
    box.add(x[i], to[i], from[i]);
  }
  box.copy(k.out().data(), k.in().data(), element);
}

}  // namespace zeal::op
