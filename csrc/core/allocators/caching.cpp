#include "core/allocators/caching.h"

#include <pthread.h>

#include <algorithm>
#include <new>
#include <utility>

#include "core/allocators/system_memory.h"
#include "core/error.h"

namespace zeal {

namespace {
constexpr size_t kThreadMax = size_t{1} << 20;  // the largest block that a thread keeps
constexpr int kThreadClasses = size_class(kThreadMax) + 1;
constexpr int64_t kThreadBytes = int64_t{16} << 20;  // what a thread keeps in all
constexpr uint32_t kThreadDepth = 64;                // and of one class
constexpr int kSlots = 16;  // allocators with thread caches; others do without

using Count = std::atomic<int64_t>;
int64_t get(const Count& c) { return c.load(std::memory_order_relaxed); }
void set(Count& c, int64_t v) { c.store(v, std::memory_order_relaxed); }
// Only the owning thread writes, so a plain load and store do; the atomic is for stats().
void add(Count& c, int64_t v) { set(c, get(c) + v); }
}  // namespace

struct CachingAllocator::ThreadCache {
  Count delta{0};  // bytes that this thread took from its stacks less those it put there
  Count high{0};   // the highest that delta has been since settle()
  Count allocations{0};
  Count frees{0};
  Count kept{0};  // bytes in the stacks
  uint32_t count[kThreadClasses] = {};
  void* stack[kThreadClasses][kThreadDepth];

  void took(size_t bytes) {
    int64_t d = get(delta) + static_cast<int64_t>(bytes);
    set(delta, d);
    if (d > get(high)) set(high, d);
    add(allocations, 1);
  }
  bool has_room(int c) const {
    return count[c] < kThreadDepth &&
           get(kept) + static_cast<int64_t>(class_bytes(c)) <= kThreadBytes;
  }
  void push(void* p, int c) {
    stack[c][count[c]++] = p;
    add(kept, static_cast<int64_t>(class_bytes(c)));
  }
  void* pop(int c) {
    add(kept, -static_cast<int64_t>(class_bytes(c)));
    return stack[c][--count[c]];
  }
};

// Every allocator, for fork, and which of them own a slot. Locked before any allocator's mutex.
struct AllocatorRegistry {
  std::mutex mutex;
  std::vector<CachingAllocator*> all;
  CachingAllocator* slots[kSlots] = {};
  bool used[kSlots] = {};

  static AllocatorRegistry& get() {
    static AllocatorRegistry* registry = [] {
      // A child must not inherit a lock that one of its parent's other threads held.
      pthread_atfork([] { get().lock_all(); }, [] { get().unlock_all(); },
                     [] { get().unlock_all(); });
      return new AllocatorRegistry;
    }();
    return *registry;
  }
  void lock_all() {
    mutex.lock();
    for (CachingAllocator* a : all) a->mutex_.lock();
  }
  void unlock_all() {
    for (CachingAllocator* a : all) a->mutex_.unlock();
    mutex.unlock();
  }
};

namespace {
// The last entry stays null: the one of allocators without a slot.
ZEAL_TLS constinit void* tls_caches[kSlots + 1] = {};
ZEAL_TLS constinit bool tls_dead = false;  // this thread has run its destructors
}  // namespace

// Gives a thread's caches back when it ends.
struct CachingAllocator::ThreadExit {
  ~ThreadExit() {
    tls_dead = true;
    AllocatorRegistry& registry = AllocatorRegistry::get();
    std::lock_guard lock(registry.mutex);
    for (int s = 0; s < kSlots; ++s) {
      auto* cache = static_cast<ThreadCache*>(std::exchange(tls_caches[s], nullptr));
      if (cache && registry.slots[s]) registry.slots[s]->retire(cache);
    }
  }
};

CachingAllocator::CachingAllocator(int index)
    : index_(index), slot_(kSlots), limit_(system_memory_bytes() / 4) {
  AllocatorRegistry& registry = AllocatorRegistry::get();
  std::lock_guard lock(registry.mutex);
  registry.all.push_back(this);
  int s = static_cast<int>(std::find(registry.used, registry.used + kSlots, false) - registry.used);
  if (kAsan || s == kSlots) return;
  slot_ = s;
  registry.used[s] = true;
  registry.slots[s] = this;
}

CachingAllocator::~CachingAllocator() {
  AllocatorRegistry& registry = AllocatorRegistry::get();
  std::lock_guard lock(registry.mutex);
  std::erase(registry.all, this);
  if (slot_ < kSlots) {
    registry.slots[slot_] = nullptr;
    if (void* own = std::exchange(tls_caches[slot_], nullptr))
      retire(static_cast<ThreadCache*>(own));
    // Other threads may still hold a pointer in this slot: then nobody may have it again.
    registry.used[slot_] = !caches_.empty();
    while (!caches_.empty()) retire(caches_.back());
  }
  trim(0);
}

void* CachingAllocator::allocate(size_t bytes, Stream) {
  if (ZEAL_LIKELY(bytes <= kThreadMax)) {
    auto* t = static_cast<ThreadCache*>(tls_caches[slot_]);
    int c = size_class(bytes);
    if (ZEAL_LIKELY(t && t->count[c])) {
      t->took(bytes);
      return t->pop(c);
    }
  }
  return allocate_slow(bytes);
}

void CachingAllocator::deallocate(void* p, size_t bytes, Stream) noexcept {
  if (ZEAL_LIKELY(bytes <= kThreadMax)) {
    auto* t = static_cast<ThreadCache*>(tls_caches[slot_]);
    int c = size_class(bytes);
    if (ZEAL_LIKELY(t && p && t->has_room(c))) {
      add(t->delta, -static_cast<int64_t>(bytes));
      add(t->frees, 1);
      return t->push(p, c);
    }
  }
  if (p) deallocate_slow(p, bytes);
}

ZEAL_NOINLINE void* CachingAllocator::allocate_slow(size_t bytes) {
  if (bytes > static_cast<size_t>(PTRDIFF_MAX) || bytes > system_memory_bytes()) refuse(bytes);
  int c = size_class(bytes);
  ThreadCache* t = bytes <= kThreadMax ? thread_cache() : nullptr;
  {
    std::lock_guard lock(mutex_);
    if (void* p = take(c)) {
      count_taken(bytes);
      // One lock for a batch: fill the thread's stack by half as well.
      for (uint32_t n = kThreadDepth / 2; t && n && t->has_room(c); --n) {
        void* more = take(c);
        if (!more) break;
        t->push(more, c);
      }
      return p;
    }
  }
  return allocate_fresh(bytes, c);
}

void* CachingAllocator::allocate_fresh(size_t bytes, int c) {
  size_t all = system_memory_bytes();
  size_t room;  // what may stay cached
  {
    std::lock_guard lock(mutex_);
    // The system would promise more than it has, and kill us when it is touched.
    size_t now = static_cast<size_t>(std::max<int64_t>(in_use(), 0));
    room = now > all || bytes > all - now ? SIZE_MAX : all - now - bytes;
  }
  if (room == SIZE_MAX) refuse(bytes);
  trim(room);
  size_t size = kAsan ? bytes : class_bytes(c);
  void* p = system_allocate(size);
  if (!p) {
    release_cached();
    p = system_allocate(size);
  }
  if (!p) refuse(bytes);
  std::lock_guard lock(mutex_);
  count_taken(bytes);
  ++shared_.system;
  return p;
}

void CachingAllocator::refuse(size_t bytes) {
  MemoryStats s = stats();
  fail(Code::ResourceExhausted, "out of memory on CPU:", index_, ": ", bytes,
       " bytes were asked for while ", s.in_use, " bytes were in use and ", s.cached,
       " bytes cached; the machine has ", system_memory_bytes(), " bytes, swap included");
}

ZEAL_NOINLINE void CachingAllocator::deallocate_slow(void* p, size_t bytes) noexcept {
  int c = size_class(bytes);
  ThreadCache* t = bytes <= kThreadMax ? thread_cache() : nullptr;
  bool kept = false;
  bool over;
  {
    std::lock_guard lock(mutex_);
    settle();
    shared_.in_use -= static_cast<int64_t>(bytes);
    --shared_.live;
    if (t) {
      // A full stack gives half of its blocks, the older ones, to the shared part; a thread that
      // keeps too many bytes gives half of all.
      if (t->count[c] == kThreadDepth) give_back(t, c, kThreadDepth / 2);
      if (!t->has_room(c))
        for (int i = 0; i < kThreadClasses; ++i)
          give_back(t, i, static_cast<int>(t->count[i] + 1) / 2);
      t->push(p, c);
      kept = true;
    } else if (!kAsan) {
      kept = keep(p, c);
    }
    over = static_cast<size_t>(shared_.cached) > limit_;
  }
  if (!kept) system_deallocate(p, class_bytes(c));
  if (over) trim(limit_);
}

void CachingAllocator::give_back(ThreadCache* t, int c, int n) noexcept {
  for (int i = 0; i < n; ++i)
    if (!keep(t->stack[c][i], c)) system_deallocate(t->stack[c][i], class_bytes(c));
  t->count[c] -= static_cast<uint32_t>(n);
  std::copy_n(t->stack[c] + n, t->count[c], t->stack[c]);
  add(t->kept, -static_cast<int64_t>(class_bytes(c)) * n);
}

bool CachingAllocator::keep(void* p, int c) noexcept {
  if (class_bytes(c) > limit_) return false;
  try {
    kept_[c].push_back({p, ++tick_});
  } catch (const std::bad_alloc&) {
    return false;
  }
  shared_.cached += static_cast<int64_t>(class_bytes(c));
  return true;
}

void* CachingAllocator::take(int c) noexcept {
  if (kept_[c].empty()) return nullptr;
  void* p = kept_[c].back().block;
  kept_[c].pop_back();
  shared_.cached -= static_cast<int64_t>(class_bytes(c));
  return p;
}

void CachingAllocator::trim(size_t limit) noexcept {
  for (;;) {
    // A few blocks at a time, from the class that has the oldest one: the vectors stay cheap to
    // cut.
    void* blocks[64];
    size_t n = 0;
    int oldest = -1;
    {
      std::lock_guard lock(mutex_);
      auto cached = static_cast<size_t>(shared_.cached);
      if (cached <= limit) return;
      for (int c = 0; c < kSizeClasses; ++c)
        if (!kept_[c].empty() && (oldest < 0 || kept_[c][0].tick < kept_[oldest][0].tick))
          oldest = c;
      std::vector<Kept>& kept = kept_[oldest];
      for (; n < 64 && n < kept.size() && cached > limit; ++n, cached -= class_bytes(oldest))
        blocks[n] = kept[n].block;
      kept.erase(kept.begin(), kept.begin() + static_cast<ptrdiff_t>(n));
      shared_.cached = static_cast<int64_t>(cached);
    }
    // Slow, so not under the lock.
    for (size_t i = 0; i < n; ++i) system_deallocate(blocks[i], class_bytes(oldest));
  }
}

void CachingAllocator::release_cached() noexcept {
  if (auto* t = static_cast<ThreadCache*>(tls_caches[slot_])) {
    std::lock_guard lock(mutex_);
    for (int c = 0; c < kThreadClasses; ++c) give_back(t, c, static_cast<int>(t->count[c]));
  }
  trim(0);
}

CachingAllocator::ThreadCache* CachingAllocator::thread_cache() noexcept {
  if (slot_ == kSlots || tls_dead) return nullptr;
  if (tls_caches[slot_]) return static_cast<ThreadCache*>(tls_caches[slot_]);
  static thread_local ThreadExit at_exit;
  (void)at_exit;
  auto* t = new (std::nothrow) ThreadCache;
  if (!t) return nullptr;
  std::lock_guard lock(mutex_);
  try {
    caches_.push_back(t);
  } catch (const std::bad_alloc&) {
    delete t;
    return nullptr;
  }
  tls_caches[slot_] = t;
  return t;
}

int64_t CachingAllocator::in_use() const noexcept {
  int64_t sum = shared_.in_use;
  for (const ThreadCache* t : caches_) sum += get(t->delta);
  return sum;
}

int64_t CachingAllocator::peak() const noexcept {
  int64_t rise = 0;
  for (const ThreadCache* t : caches_) rise = std::max(rise, get(t->high) - get(t->delta));
  return std::max(shared_.peak, in_use() + rise);
}

void CachingAllocator::settle() noexcept {
  shared_.peak = peak();
  for (ThreadCache* t : caches_) set(t->high, get(t->delta));
}

void CachingAllocator::count_taken(size_t bytes) noexcept {
  settle();
  shared_.in_use += static_cast<int64_t>(bytes);
  ++shared_.allocations;
  ++shared_.live;
}

MemoryStats CachingAllocator::stats() const {
  std::lock_guard lock(mutex_);
  MemoryStats s = shared_;
  s.in_use = in_use();
  s.peak = peak();
  for (const ThreadCache* t : caches_) {
    s.cached += get(t->kept);
    s.allocations += get(t->allocations);
    s.live += get(t->allocations) - get(t->frees);
  }
  return s;
}

void CachingAllocator::reset_peak() noexcept {
  std::lock_guard lock(mutex_);
  settle();
  shared_.peak = in_use();
}

size_t CachingAllocator::cache_limit() const {
  std::lock_guard lock(mutex_);
  return limit_;
}

void CachingAllocator::set_cache_limit(size_t bytes) {
  {
    std::lock_guard lock(mutex_);
    limit_ = bytes;
  }
  trim(bytes);
}

// The caller is the thread that owns the cache, or knows that this thread is gone.
void CachingAllocator::retire(ThreadCache* t) noexcept {
  std::lock_guard lock(mutex_);
  settle();
  shared_.in_use += get(t->delta);
  shared_.allocations += get(t->allocations);
  shared_.live += get(t->allocations) - get(t->frees);
  for (int c = 0; c < kThreadClasses; ++c) give_back(t, c, static_cast<int>(t->count[c]));
  std::erase(caches_, t);
  delete t;
}

}  // namespace zeal
