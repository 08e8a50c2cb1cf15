// The seam between an op's scalar() and the loops that a device runs it with.
#pragma once
#include <cstdint>

#include "core/dtype.h"
#include "core/macros.h"
#include "dispatch/op_def.h"

namespace zeal {

// Computes n elements. Bit i of `repeated` set: input i is one element for all n.
using ElementwiseLoop = void (*)(const void* const* in, void* out, int64_t n, unsigned repeated,
                                 const void* attrs);

// The CPU kernel of every element-wise op: broadcasting, threads, 16-bit floats.
void elementwise_cpu(KernelContext& k);
// Calls of fewer elements than this run on the calling thread.
inline constexpr int64_t kSerialElements = 32768;

}  // namespace zeal
