// What each thread's calls depend on: the innermost tape and vectorised map, an observer and the
// device scope.
#pragma once
#include <cstdint>
#include <span>

#include "core/device.h"
#include "core/macros.h"

namespace zeal {

class BatchScope;
class Tape;
class Tensor;
class TensorImpl;
struct OpRecord;

// Sees a finished call, before the tapes do; may throw.
using CallObserver = void (*)(const OpRecord& op, std::span<TensorImpl* const> in,
                              std::span<const Tensor> out);

inline constexpr uint64_t kNoTape = 0;
inline constexpr uint64_t kManyTapes = ~uint64_t{0};

// Before a thread has asked for its device: no tensor is on it, so that its first call finds out.
inline constexpr Device kNoDevice{DeviceType::CPU, 255};

struct ThreadState {
  // The id of the only recording tape; kNoTape when none records, kManyTapes when several do or
  // when there is an observer: so a call asks one question for both.
  uint64_t tape_id = kNoTape;
  Tape* tape = nullptr;         // the innermost recording tape; each knows the next outer one
  BatchScope* batch = nullptr;  // the innermost vectorised map (dispatch/batch.h)
  CallObserver observer = nullptr;
  // Where ops run: the innermost scope's device, or the default. Ask current_device().
  Device device = kNoDevice;
  bool explicit_device = false;

  // tape_id while no tape records.
  uint64_t idle_id() const { return observer ? kManyTapes : kNoTape; }
};

extern ZEAL_API ZEAL_TLS ThreadState thread_state;

ZEAL_API Device choose_device();  // sets it to the default one
inline Device current_device() {
  return ZEAL_LIKELY(thread_state.device != kNoDevice) ? thread_state.device : choose_device();
}

// Packed into TensorImpl::tape_word: the tape's id above, the value's slot on that tape below.
inline constexpr int kSlotBits = 28;
constexpr uint64_t tape_of(uint64_t word) { return word >> kSlotBits; }
constexpr uint32_t slot_of(uint64_t word) {
  return static_cast<uint32_t>(word & ((uint64_t{1} << kSlotBits) - 1));
}
constexpr uint64_t make_word(uint64_t tape, uint32_t slot) { return tape << kSlotBits | slot; }

}  // namespace zeal
