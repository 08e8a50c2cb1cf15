// Kernels that move blocks of pixels into channels and back: transpositions of six dimensions.
#include "cpu/box_copy.h"
#include "ops/array/boxes.h"

namespace zeal::op {

void SpaceToDepth::cpu(KernelContext& k) { move_blocks(k, true, HostMover{}); }
void DepthToSpace::cpu(KernelContext& k) { move_blocks(k, false, HostMover{}); }

}  // namespace zeal::op
