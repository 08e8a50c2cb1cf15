// Where a call runs: the device, copies of inputs that are elsewhere, and what has no kernel there.
//
// Note [Placement]
// An op with an input on the meta device runs there. Otherwise it runs on the thread's device: the
// innermost `device()` scope's, else the default one, GPU:0 if there is one. Inputs elsewhere are
// copied there first, or refused when soft placement is off and the scope is explicit; a number on
// the host is an element-wise kernel's argument as it is. An op without a kernel for the device
// runs on the CPU if soft placement is on, with copies there and back, which a profile shows. An op
// with a batched input is none of all that: its batching rule calls ops on what lies behind
// (batch.h).
#pragma once
#include <memory>
#include <string_view>

#include "core/backend.h"
#include "dispatch/contexts.h"
#include "dispatch/registry.h"
#include "dispatch/thread_state.h"

namespace zeal {

inline Device place(Inputs in) {
  Device place = current_device();
  for (TensorImpl* x : in)
    if (x && ZEAL_UNLIKELY(x->device().type >= DeviceType::Meta)) {
      place = x->device();
      if (place.is_batched()) break;
    }
  return place;
}

// May a kernel of `op` on `d` read `x` where it is?
inline bool is_readable(const OpRecord& op, const TensorImpl* x, Device d) {
  if (x->device() == d) return true;
  return op.rung == Rung::Elementwise && d.type == DeviceType::CUDA && x->device().is_cpu() &&
         x->shape().rank() == 0;
}

inline bool all_on(const OpRecord& op, Inputs in, Device d) {
  for (TensorImpl* x : in)
    if (x && !is_readable(op, x, d)) return false;
  return true;
}

// The name of the parameter that input number `input` came in by.
std::string_view argument_name(const OpRecord& op, int input);

// Copies of the inputs that live on another device, made only when there are any.
class Moved {
 public:
  Inputs to(const OpRecord& op, Inputs from, Device target, bool always = false);

 private:
  TensorImpl* in_[16];
  std::unique_ptr<TensorImpl*[]> many_;
  std::unique_ptr<Tensor[]> copies_;
};

// Orders work on `stream` after what made its operands' memory on other streams.
void share_memory(const Backend& b, Stream stream, Inputs in, Tensor* out, int outs);

// Runs an op that has no kernel for `device` on the CPU; Unimplemented if that is not allowed.
void run_elsewhere(const OpRecord& op, Inputs in, const void* attrs, Device device, Tensor* out,
                   int outs);

}  // namespace zeal
