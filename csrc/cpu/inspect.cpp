// Kernels that write what is known of a tensor without its values.
#include "ops/array/inspect.h"

namespace zeal::op {

namespace {
void put(TensorImpl& t, int i, int64_t v) {
  switch_dtype<kIndex>(t.dtype(),
                       [&]<class I>() { static_cast<I*>(t.data())[i] = static_cast<I>(v); });
}
}  // namespace

void ShapeOf::cpu(KernelContext& k) {
  for (int i = 0; i < k.shape().rank(); ++i) put(k.out(), i, k.shape()[i]);
}
void Rank::cpu(KernelContext& k) { *k.out<int32_t>() = k.shape().rank(); }
void Size::cpu(KernelContext& k) { put(k.out(), 0, k.in().numel()); }

}  // namespace zeal::op
