#include "core/allocator.h"

#include "core/allocators/caching.h"
#include "core/error.h"

namespace zeal {

std::atomic<Allocator*> g_cpu_allocators[256];

namespace {
// The CachingAllocator of each logical CPU. Never destroyed: tensors in statics may outlive us.
std::atomic<CachingAllocator*> g_standard[256];

Allocator* standard_allocator(int index) {
  if (index < 0 || index > 255) invalid("there is no device CPU:", index, "; indices are 0 to 255");
  CachingAllocator* known = g_standard[index].load(std::memory_order_acquire);
  if (known) return known;
  auto* made = new CachingAllocator(index);
  if (g_standard[index].compare_exchange_strong(known, made)) return made;
  delete made;  // another thread was first
  return known;
}
}  // namespace

Allocator* make_cpu_allocator(int index) {
  Allocator* made = standard_allocator(index);
  Allocator* none = nullptr;
  g_cpu_allocators[index].compare_exchange_strong(none, made);
  return none ? none : made;
}

void set_cpu_allocator(int index, Allocator* allocator) {
  Allocator* standard = standard_allocator(index);
  g_cpu_allocators[index].store(allocator ? allocator : standard, std::memory_order_release);
}

}  // namespace zeal
