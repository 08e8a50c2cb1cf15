// Kernels that repeat values along dimensions.
#include "cpu/box_copy.h"
#include "ops/array/boxes.h"

namespace zeal::op {

void BroadcastTo::cpu(KernelContext& k) { move_broadcast(k, HostMover{}); }
void Tile::cpu(KernelContext& k) { move_tiles(k, HostMover{}); }

}  // namespace zeal::op
