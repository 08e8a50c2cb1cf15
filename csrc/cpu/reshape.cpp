// Views that must be copied after all.
#include "ops/array/reshape.h"
#include "cpu/box_copy.h"

namespace zeal::op {

void Bitcast::cpu(KernelContext& k) { copy_bytes(k.out().data(), k.in().data(), k.in().bytes()); }

}  // namespace zeal::op
