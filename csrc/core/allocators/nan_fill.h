// Fills new memory with 0xFF bytes, a NaN in every float type, so that uninitialised reads show.
#pragma once
#include <cstdlib>
#include <cstring>

#include "core/allocator.h"

namespace zeal {

// Is all memory of tensors to be filled, as the tests want it: ZEAL_NAN_FILL set, and not to 0?
inline bool nan_fill_wanted() {
  static const bool wanted = [] {
    const char* value = std::getenv("ZEAL_NAN_FILL");
    return value && *value && std::strcmp(value, "0") != 0;
  }();
  return wanted;
}

class NanFillAllocator final : public Allocator {
 public:
  explicit NanFillAllocator(Allocator* upstream) : upstream_(upstream) {}

  void* allocate(size_t bytes, Stream stream) override {
    return std::memset(upstream_->allocate(bytes, stream), 0xff, bytes);
  }
  void deallocate(void* p, size_t bytes, Stream stream) noexcept override {
    upstream_->deallocate(p, bytes, stream);
  }
  MemoryStats stats() const override { return upstream_->stats(); }
  void release_cached() noexcept override { upstream_->release_cached(); }
  void reset_peak() noexcept override { upstream_->reset_peak(); }

 private:
  Allocator* upstream_;  // of host memory
};

}  // namespace zeal
