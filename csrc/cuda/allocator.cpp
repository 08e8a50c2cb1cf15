#include "cuda/allocator.h"

#include <algorithm>

#include "core/allocators/nan_fill.h"
#include "core/error.h"
#include "cuda/device.h"
#include "cuda/stream.h"

namespace zeal::cuda {

namespace {

constexpr size_t kQuantum = 512;  // of blocks: more than any kernel's alignment
constexpr size_t kSmallSegment = size_t{2} << 20;
constexpr size_t kLargeSegment = size_t{20} << 20;
constexpr int kKept = 8;  // blocks of a class that a thread keeps

size_t rounded(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

thread_local bool thread_is_over = false;

}  // namespace

// Blocks of the default stream that one thread keeps, by size class.
struct DeviceAllocator::ThreadCache {
  struct Stack {
    void* block[kKept];
    int n = 0;
  };
  Stack stacks[kThreadClasses];
  DeviceAllocator* owner = nullptr;
  int64_t epoch = 0;
  ~ThreadCache() {
    if (owner) owner->retire(this);
    thread_is_over = true;
  }
};

DeviceAllocator::DeviceAllocator(int device) : device_(device) {}
DeviceAllocator::~DeviceAllocator() = default;

DeviceAllocator::ThreadCache* DeviceAllocator::thread_cache() noexcept {
  if (device_ != 0 || thread_is_over) return nullptr;  // one device is what most have
  static thread_local ThreadCache cache;
  if (cache.owner != this) {
    if (cache.owner) return nullptr;  // the tests' other allocators
    cache.owner = this;
    cache.epoch = epoch_.load(std::memory_order_relaxed);
  }
  return &cache;
}

void DeviceAllocator::retire(ThreadCache* cache) noexcept {
  std::lock_guard lock(mutex_);
  cache->epoch = epoch_.load(std::memory_order_relaxed);
  for (auto& stack : cache->stacks)
    while (stack.n) put_back(stack.block[--stack.n]);
}

void DeviceAllocator::count(size_t bytes) noexcept {
  const auto now = in_use_.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed) +
                   static_cast<int64_t>(bytes);
  live_.fetch_add(1, std::memory_order_relaxed);
  allocations_.fetch_add(1, std::memory_order_relaxed);
  int64_t peak = peak_.load(std::memory_order_relaxed);
  while (now > peak && !peak_.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
}

void* DeviceAllocator::allocate(size_t bytes, Stream stream) {
  StreamState& s = state(stream);
  void* p = nullptr;
  if (bytes <= kSmall && &s == device(device_).stream) {
    if (ThreadCache* cache = thread_cache()) {
      if (ZEAL_UNLIKELY(cache->epoch != epoch_.load(std::memory_order_relaxed))) retire(cache);
      auto& stack = cache->stacks[size_class(bytes)];
      if (ZEAL_LIKELY(stack.n)) p = stack.block[--stack.n];
    }
  }
  if (!p) {
    std::lock_guard lock(mutex_);
    p = take(bytes, s);
  }
  count(bytes);
  if (ZEAL_UNLIKELY(nan_fill_wanted()) && bytes)
    check(rt().fill(p, 0xff, bytes, s.native), "filling new memory");
  return p;
}

void DeviceAllocator::deallocate(void* p, size_t bytes, Stream stream) noexcept {
  if (!p) return;
  in_use_.fetch_sub(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  live_.fetch_sub(1, std::memory_order_relaxed);
  StreamState& s = state(stream);
  if (ZEAL_UNLIKELY(foreign_.load(std::memory_order_acquire))) {
    std::vector<StreamState*> users;
    {
      std::lock_guard lock(mutex_);
      if (auto it = users_.find(p); it != users_.end()) {
        users = std::move(it->second);
        users_.erase(it);
        foreign_.store(!users_.empty(), std::memory_order_release);
      }
      for (StreamState* user : users)
        if (user->capturing.load() || user->graphs.load()) return parked_[user].push_back(p);
    }
    for (StreamState* user : users) {
      try {
        wait_for(s, *user);
      } catch (const Error&) {
        rt().device_synchronize();  // an order that CUDA cannot note is kept by waiting
      }
    }
  }
  if (bytes <= kSmall && &s == device(device_).stream) {
    if (ThreadCache* cache = thread_cache()) {
      auto& stack = cache->stacks[size_class(bytes)];
      if (ZEAL_LIKELY(stack.n < kKept)) {
        stack.block[stack.n++] = p;
        return;
      }
    }
  }
  std::lock_guard lock(mutex_);
  put_back(p);
}

void* DeviceAllocator::take(size_t bytes, StreamState& s) {
  const bool small = bytes <= kSmall;
  // A small block has its class's size, so that any of the class may take its place.
  const size_t size = rounded(small ? class_bytes(size_class(bytes)) : bytes, kQuantum);
  Pool& pool = pools_[s.index];
  auto& free = pool.free[!small];
  Block key{nullptr, size, nullptr};
  auto it = free.lower_bound(&key);
  if (it == free.end()) {
    if (!grow(size, pool, small, s)) {
      if (ThreadCache* cache = thread_cache())
        for (auto& stack : cache->stacks)
          while (stack.n) put_back(stack.block[--stack.n]);
      release_free();
      // The other threads' caches follow when they next look.
      epoch_.fetch_add(1, std::memory_order_relaxed);
      if (free.lower_bound(&key) == free.end() && !grow(size, pool, small, s))
        refuse(bytes, static_cast<size_t>(in_use_.load()));
    }
    it = free.lower_bound(&key);
  }
  Block* b = *it;
  free.erase(it);
  b = cut(b, size);
  b->free = false;
  blocks_.emplace(b->data, b);
  return b->data;
}

// Leaves what `bytes` do not need as a free block, where that is worth while.
DeviceAllocator::Block* DeviceAllocator::cut(Block* b, size_t bytes) {
  const size_t rest = b->bytes - bytes;
  if (rest < (b->segment->small ? kQuantum : kSmall)) return b;
  auto* right = new Block{b->data + bytes, rest, b->segment, b, b->after};
  if (b->after) b->after->before = right;
  b->after = right;
  b->bytes = bytes;
  b->segment->pool->free[!b->segment->small].insert(right);
  return b;
}

void DeviceAllocator::join(Block* left, Block* right) noexcept {
  left->bytes += right->bytes;
  left->after = right->after;
  if (right->after) right->after->before = left;
  delete right;
}

void DeviceAllocator::put_back(void* p) noexcept {
  auto it = blocks_.find(p);
  if (it == blocks_.end()) return;
  Block* b = it->second;
  blocks_.erase(it);
  b->free = true;
  auto& free = b->segment->pool->free[!b->segment->small];
  if (Block* right = b->after; right && right->free) {
    free.erase(right);
    join(b, right);
  }
  if (Block* left = b->before; left && left->free) {
    free.erase(left);
    join(left, b);
    b = left;
  }
  free.insert(b);
}

bool DeviceAllocator::grow(size_t bytes, Pool& pool, bool small, StreamState& s) {
  if (s.capturing.load(std::memory_order_relaxed))
    fail(Code::FailedPrecondition, "the CUDA graph that is captured needs ", bytes,
         " bytes that its memory does not have: run the function once in the same graph's warm-up, "
         "with the same shapes, before it is captured");
  use_device(s.device);
  void* p = nullptr;
  size_t size = 0;
  // What serves many requests; where there is not that much, what serves this one.
  for (size_t wanted : {small ? kSmallSegment : kLargeSegment, kQuantum * 4}) {
    size = bytes < wanted / 2 ? wanted : rounded(bytes, small ? kQuantum : kSmallSegment);
    if (limit_ && (size > limit_ || reserved_ > limit_ - size)) continue;
    const int code = rt().allocate(&p, size);
    if (code == kSuccess) break;
    rt().last_error();
    if (code != kOutOfMemory) throw_error(code, "allocating memory on the device");
    p = nullptr;
  }
  if (!p) return false;
  auto segment = std::make_unique<Segment>(Segment{static_cast<char*>(p), size, &pool, small, {}});
  segment->first = new Block{segment->data, size, segment.get()};
  pool.free[!small].insert(segment->first);
  segments_.push_back(std::move(segment));
  reserved_ += size;
  system_.fetch_add(1, std::memory_order_relaxed);
  return true;
}

// Gives whole free segments back. CUDA waits for the device's work before it takes them.
void DeviceAllocator::release_free() noexcept {
  std::erase_if(segments_, [&](std::unique_ptr<Segment>& s) {
    Block* b = s->first;
    if (!b->free || b->after) return false;
    s->pool->free[!s->small].erase(b);
    reserved_ -= s->bytes;
    rt().deallocate(s->data);
    delete b;
    return true;
  });
}

void DeviceAllocator::release_cached() noexcept {
  ThreadCache* cache = thread_cache();
  if (cache) retire(cache);
  std::lock_guard lock(mutex_);
  epoch_.fetch_add(1, std::memory_order_relaxed);  // the other threads' caches: when they next look
  if (cache) cache->epoch = epoch_.load(std::memory_order_relaxed);
  release_free();
}

void DeviceAllocator::refuse(size_t bytes, size_t in_use) {
  size_t free = 0, total = 0;
  rt().memory_info(&free, &total);
  const Device d{DeviceType::CUDA, static_cast<uint8_t>(device_)};
  const std::string limit = limit_ ? cat(", the limit is ", limit_) : std::string();
  fail(Code::ResourceExhausted, "out of memory on ", full_name(d), ": ", bytes,
       " bytes were asked for while ", in_use, " bytes were in use and ",
       reserved_ > in_use ? reserved_ - in_use : 0, " bytes cached; the device has ", free, " of ",
       total, " bytes free", limit);
}

MemoryStats DeviceAllocator::stats() const {
  std::lock_guard lock(mutex_);
  MemoryStats s;
  s.in_use = in_use_.load();
  s.peak = peak_.load();
  s.live = live_.load();
  s.allocations = allocations_.load();
  s.system = system_.load();
  s.cached = std::max<int64_t>(0, static_cast<int64_t>(reserved_) - s.in_use);
  return s;
}

void DeviceAllocator::reset_peak() noexcept { peak_.store(in_use_.load()); }

void DeviceAllocator::set_limit(size_t bytes) {
  std::lock_guard lock(mutex_);
  limit_ = bytes;
}
size_t DeviceAllocator::limit() const {
  std::lock_guard lock(mutex_);
  return limit_;
}

void DeviceAllocator::release_parked(StreamState& user) noexcept {
  std::lock_guard lock(mutex_);
  auto it = parked_.find(&user);
  if (it == parked_.end()) return;
  for (void* p : it->second) put_back(p);
  parked_.erase(it);
}

void DeviceAllocator::used_on(void* block, StreamState& user) {
  std::lock_guard lock(mutex_);
  auto& users = users_[block];
  if (std::find(users.begin(), users.end(), &user) == users.end()) users.push_back(&user);
  foreign_.store(true, std::memory_order_release);
}

}  // namespace zeal::cuda
