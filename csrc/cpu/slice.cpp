// Kernels that copy a strided part of a tensor out, or back in.
#include "cpu/box_copy.h"
#include "ops/array/boxes.h"

namespace zeal::op {

void StridedSlice::cpu(KernelContext& k) {
  move_slice(k, work_out(k, k.shape(), k.attrs<Attrs>()), HostMover{});
}
void Slice::cpu(KernelContext& k) {
  move_slice(k, strided(k.attrs<Attrs>(), k.shape()), HostMover{});
}
void StridedSliceGrad::cpu(KernelContext& k) { move_into_zeros(k, HostMover{}); }
void TensorStridedSliceUpdate::cpu(KernelContext& k) { move_into_copy(k, HostMover{}); }

}  // namespace zeal::op
