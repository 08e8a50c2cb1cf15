// Fails each allocation after the first n: tests walk n up and see that nothing leaks or breaks.
#pragma once
#include <atomic>

#include "core/allocator.h"
#include "core/error.h"

namespace zeal {

class FailAfterAllocator final : public Allocator {
 public:
  FailAfterAllocator(Allocator* upstream, int64_t successes)
      : upstream_(upstream), left_(successes) {}

  // Lets that many more through; the allocator cannot be taken away once it is installed.
  void rearm(int64_t successes) { left_ = successes; }
  // How often it has refused.
  int64_t failures() const { return failures_; }

  void* allocate(size_t bytes, Stream stream) override {
    if (left_.fetch_sub(1) <= 0) {
      ++left_;  // stay at zero, however often we are asked
      ++failures_;
      fail(Code::ResourceExhausted, "out of memory on ", full_name(stream.device), ": ", bytes,
           " bytes were asked for and a test makes this allocation fail");
    }
    return upstream_->allocate(bytes, stream);
  }
  void deallocate(void* p, size_t bytes, Stream stream) noexcept override {
    upstream_->deallocate(p, bytes, stream);
  }
  MemoryStats stats() const override { return upstream_->stats(); }
  void release_cached() noexcept override { upstream_->release_cached(); }
  void reset_peak() noexcept override { upstream_->reset_peak(); }

 private:
  Allocator* upstream_;
  std::atomic<int64_t> left_;
  std::atomic<int64_t> failures_{0};
};

}  // namespace zeal
