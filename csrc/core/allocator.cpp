#include "core/allocator.h"

#include <memory>

#include "core/allocators/caching.h"
#include "core/allocators/nan_fill.h"
#include "core/error.h"

namespace zeal {

std::atomic<Allocator*> g_cpu_allocators[256];

namespace {
// The CachingAllocator of each logical CPU, or what fills its memory. Never destroyed: tensors in
// statics may outlive us.
std::atomic<Allocator*> g_standard[256];

Allocator* standard_allocator(int index) {
  if (index < 0 || index > 255) invalid("there is no device CPU:", index, "; indices are 0 to 255");
  Allocator* known = g_standard[index].load(std::memory_order_acquire);
  if (known) return known;
  auto caching = std::make_unique<CachingAllocator>(index);
  std::unique_ptr<Allocator> filling;
  if (nan_fill_wanted()) filling = std::make_unique<NanFillAllocator>(caching.get());
  Allocator* made = filling ? filling.get() : caching.get();
  if (!g_standard[index].compare_exchange_strong(known, made)) return known;  // another thread's
  caching.release();
  filling.release();
  return made;
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
