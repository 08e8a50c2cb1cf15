// Kernels that make tensors from one value.
#include "ops/array/fill.h"

#include "cpu/box_copy.h"

namespace zeal::op {

namespace {
void fill_with(TensorImpl& t, double value) {
  switch_dtype(t.dtype(), [&]<class T>() {
    const T v = narrow<T>(value);
    fill_elements(t.data(), &v, t.numel(), sizeof(T));
  });
}
}  // namespace

void Fill::cpu(KernelContext& k) {
  fill_elements(k.out().data(), k.in().data(), k.out().numel(), size_of(k.dtype()));
}
void Zeros::cpu(KernelContext& k) { fill_with(k.out(), 0); }
void Ones::cpu(KernelContext& k) { fill_with(k.out(), 1); }
void ZerosLike::cpu(KernelContext& k) { fill_with(k.out(), 0); }
void OnesLike::cpu(KernelContext& k) { fill_with(k.out(), 1); }

}  // namespace zeal::op
