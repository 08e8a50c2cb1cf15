// What each thread's calls depend on: the innermost tape and the device scope.
#pragma once
#include <cstdint>

#include "core/device.h"
#include "core/macros.h"

namespace zeal {

class Tape;

struct ThreadState {
  // The id of the only recording tape; kNoTape when none records, kManyTapes when several do.
  uint64_t tape_id = 0;
  Tape* tape = nullptr;  // the innermost recording tape; each knows the next outer one
  Device device{};       // where ops run: the innermost scope's device, or the default
  bool explicit_device = false;
};
inline constexpr uint64_t kNoTape = 0;
inline constexpr uint64_t kManyTapes = ~uint64_t{0};

extern ZEAL_API ZEAL_TLS ThreadState thread_state;

// Packed into TensorImpl::tape_word: the tape's id above, the value's slot on that tape below.
inline constexpr int kSlotBits = 28;
constexpr uint64_t tape_of(uint64_t word) { return word >> kSlotBits; }
constexpr uint32_t slot_of(uint64_t word) {
  return static_cast<uint32_t>(word & ((uint64_t{1} << kSlotBits) - 1));
}
constexpr uint64_t make_word(uint64_t tape, uint32_t slot) { return tape << kSlotBits | slot; }

}  // namespace zeal
