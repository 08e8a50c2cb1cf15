// Allocators: where tensors' bytes come from, per device; what they count; how tests swap them.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/macros.h"
#include "core/stream.h"

namespace zeal {

// Every block is aligned to a cache line, which is also the widest vector.
inline constexpr size_t kAlignment = 64;

struct MemoryStats {
  int64_t in_use = 0;       // bytes asked for by the blocks that live now
  int64_t peak = 0;         // the most that in_use has been since the start or reset_peak()
  int64_t cached = 0;       // bytes kept for reuse
  int64_t live = 0;         // blocks that live now
  int64_t allocations = 0;  // blocks ever handed out
  int64_t system = 0;       // of those, the ones that had to be asked of the system
};

class ZEAL_API Allocator {
 public:
  virtual ~Allocator() = default;
  // Uninitialised, aligned to kAlignment and never null, zero bytes included: a pointer of its own
  // that must come back like any other. ResourceExhausted when it cannot be had.
  virtual void* allocate(size_t bytes, Stream stream) = 0;
  // Takes back what allocate() gave for the same `bytes`, from any thread. Null is ignored.
  virtual void deallocate(void* p, size_t bytes, Stream stream) noexcept = 0;
  virtual MemoryStats stats() const = 0;
  // Gives what is kept for reuse back to the system.
  virtual void release_cached() noexcept {}
  virtual void reset_peak() noexcept {}
};

// The allocator of CPU:index; the first call for an index makes its CachingAllocator. None is ever
// destroyed, so a Storage may keep the pointer that made its block, and must free through it.
ZEAL_API Allocator* make_cpu_allocator(int index);
extern ZEAL_API std::atomic<Allocator*> g_cpu_allocators[256];
inline Allocator* cpu_allocator(int index) {
  if (ZEAL_LIKELY(static_cast<unsigned>(index) < 256))
    if (Allocator* a = g_cpu_allocators[index].load(std::memory_order_acquire)) return a;
  return make_cpu_allocator(index);
}

// Puts another allocator (an adaptor around the one before, as a rule) in place; null brings the
// CachingAllocator back. Who installs one must never destroy it: blocks that it made may live on.
ZEAL_API void set_cpu_allocator(int index, Allocator* allocator);

}  // namespace zeal
