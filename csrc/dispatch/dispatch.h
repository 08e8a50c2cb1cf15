// dispatch(): the one way to run an op. Checks, infers, allocates, runs the kernel, records.
#pragma once
#include "dispatch/contexts.h"
#include "dispatch/registry.h"

namespace zeal {

// Runs `op`; `attrs` points at the op's Attrs, or is null for the defaults. Inputs are borrowed.
ZEAL_API void dispatch(const OpRecord& op, Inputs in, const void* attrs, Outputs& out);
// For ops with one output.
ZEAL_API TensorImpl* dispatch1(const OpRecord& op, Inputs in, const void* attrs);

// Runs `op` with the outputs given: tensors of the inferred dtypes and shapes, which nobody else
// may see and which may be inputs where the kernel allows it (element-wise ones and optimizer steps
// do). Nothing is recorded.
ZEAL_API void dispatch_into(const OpRecord& op, Inputs in, const void* attrs,
                            std::span<Tensor> out);

// May an op copy inputs that live on another device than the one it runs on? (soft placement)
ZEAL_API bool soft_device_placement();
ZEAL_API void set_soft_device_placement(bool on);

// Runs an op that has a batched input, by its batching rule (ops/batch/call.cpp).
ZEAL_API void call_batched(const OpRecord& op, Inputs in, const void* attrs, Outputs& out);

// Shows a call to the thread's observer and appends it to every recording tape that watches one of
// its inputs (autograd/tape.cpp).
ZEAL_API void record_call(const OpRecord& op, Inputs in, const void* attrs, Tensor* out, int outs);

}  // namespace zeal
