// Counts what passes through to another allocator, exactly, from however many threads.
#pragma once
#include <algorithm>
#include <mutex>

#include "core/allocator.h"

namespace zeal {

class StatisticsAllocator final : public Allocator {
 public:
  explicit StatisticsAllocator(Allocator* upstream) : upstream_(upstream) {}

  void* allocate(size_t bytes, Stream stream) override {
    void* p = upstream_->allocate(bytes, stream);
    std::lock_guard lock(mutex_);
    stats_.in_use += static_cast<int64_t>(bytes);
    stats_.peak = std::max(stats_.peak, stats_.in_use);
    ++stats_.live;
    ++stats_.allocations;
    ++stats_.system;
    return p;
  }
  void deallocate(void* p, size_t bytes, Stream stream) noexcept override {
    if (!p) return;
    {
      std::lock_guard lock(mutex_);
      stats_.in_use -= static_cast<int64_t>(bytes);
      --stats_.live;
    }
    upstream_->deallocate(p, bytes, stream);
  }
  MemoryStats stats() const override {
    std::lock_guard lock(mutex_);
    return stats_;
  }
  void release_cached() noexcept override { upstream_->release_cached(); }
  void reset_peak() noexcept override {
    std::lock_guard lock(mutex_);
    stats_.peak = stats_.in_use;
  }

 private:
  Allocator* upstream_;
  mutable std::mutex mutex_;
  MemoryStats stats_;
};

}  // namespace zeal
