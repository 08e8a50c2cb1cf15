// Refuses what would bring the bytes in use above a limit: a small memory to test against.
#pragma once
#include <atomic>

#include "core/allocator.h"
#include "core/error.h"

namespace zeal {

class LimitAllocator final : public Allocator {
 public:
  LimitAllocator(Allocator* upstream, size_t limit) : upstream_(upstream), limit_(limit) {}

  void* allocate(size_t bytes, Stream stream) override {
    size_t now = in_use_.load();
    do {
      if (bytes > limit_ || now > limit_ - bytes)
        fail(Code::ResourceExhausted, "out of memory on ", full_name(stream.device), ": ", bytes,
             " bytes were asked for while ", now, " bytes of at most ", limit_, " were in use and ",
             upstream_->stats().cached, " bytes cached");
    } while (!in_use_.compare_exchange_weak(now, now + bytes));
    try {
      return upstream_->allocate(bytes, stream);
    } catch (...) {
      in_use_ -= bytes;
      throw;
    }
  }
  void deallocate(void* p, size_t bytes, Stream stream) noexcept override {
    if (!p) return;
    upstream_->deallocate(p, bytes, stream);
    in_use_ -= bytes;
  }
  MemoryStats stats() const override { return upstream_->stats(); }
  void release_cached() noexcept override { upstream_->release_cached(); }
  void reset_peak() noexcept override { upstream_->reset_peak(); }

 private:
  Allocator* upstream_;
  const size_t limit_;
  std::atomic<size_t> in_use_{0};
};

}  // namespace zeal
