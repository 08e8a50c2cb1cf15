// The seam between a reduction's combine() and the loops that a device runs it with.
#pragma once
#include "dispatch/op_def.h"

namespace zeal {

// The CPU kernel of every op that has identity() and combine().
void reduce_cpu(KernelContext& k);

}  // namespace zeal
