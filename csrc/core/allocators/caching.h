// The CPU's allocator: keeps freed blocks by size class, per thread when small, shared when not.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "core/allocator.h"
#include "core/allocators/size_class.h"

namespace zeal {

// Note [Caching]
// Fresh pages cost more than most kernels (the system clears each one), so freed blocks are kept.
//  - Requests are rounded up to a size class and only blocks of that class are reused: at most an
//    eighth is slack, and repeated work always finds the blocks it freed.
//  - Up to 1 MiB, each thread keeps a bounded stack per class and touches nothing else on a hit: no
//    lock, no atomic read-modify-write. Above, or when a stack is empty or full, the shared part
//    serves under its lock, a batch at a time. A block may be freed by any thread.
//  - The shared part keeps at most cache_limit() bytes and drops the oldest first.
//  - Counts live in the threads too and are added up when asked for. With one thread all are exact;
//    with several, the peak may miss rises that the others' caches served at the same time.
// Under AddressSanitizer nothing is kept, so that it sees each use after free.
class ZEAL_API CachingAllocator final : public Allocator {
 public:
  explicit CachingAllocator(int index = 0);
  // No block may be live and no other thread may be inside. The ones of the CPUs are never
  // destroyed.
  ~CachingAllocator() override;
  CachingAllocator(const CachingAllocator&) = delete;
  CachingAllocator& operator=(const CachingAllocator&) = delete;

  void* allocate(size_t bytes, Stream stream) override;
  void deallocate(void* p, size_t bytes, Stream stream) noexcept override;
  MemoryStats stats() const override;
  // Frees the shared part and what the calling thread keeps; other threads' stacks stay.
  void release_cached() noexcept override;
  void reset_peak() noexcept override;

  // How much the shared part may keep: a quarter of the machine's memory unless set.
  size_t cache_limit() const;
  void set_cache_limit(size_t bytes);

 private:
  struct ThreadCache;
  struct Kept {
    void* block;
    uint64_t tick;
  };
  struct ThreadExit;
  friend struct AllocatorRegistry;

  void* allocate_slow(size_t bytes);
  void deallocate_slow(void* p, size_t bytes) noexcept;
  void* allocate_fresh(size_t bytes, int c);
  [[noreturn]] void refuse(size_t bytes);
  ThreadCache* thread_cache() noexcept;
  void retire(ThreadCache* cache) noexcept;

  // These need mutex_. settle() brings the peak up to date before shared_.in_use changes.
  int64_t in_use() const noexcept;
  int64_t peak() const noexcept;
  void settle() noexcept;
  void count_taken(size_t bytes) noexcept;
  bool keep(void* p, int c) noexcept;
  void* take(int c) noexcept;
  void give_back(ThreadCache* cache, int c, int n) noexcept;
  // Frees the oldest kept blocks until at most `limit` bytes are left; takes the lock itself.
  void trim(size_t limit) noexcept;

  const int index_;
  int slot_;  // where each thread's cache for this allocator lies
  mutable std::mutex mutex_;
  std::vector<Kept> kept_[kSizeClasses];
  std::vector<ThreadCache*> caches_;
  size_t limit_;
  uint64_t tick_ = 0;
  MemoryStats shared_;  // all but what the threads' caches count; `cached` is the bytes in kept_
};

}  // namespace zeal
