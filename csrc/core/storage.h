// Storage: a reference-counted block of device memory, ours or borrowed from another library.
#pragma once
#include <atomic>
#include <cstddef>

#include "core/allocator.h"
#include "core/device.h"

namespace zeal {

class ZEAL_API Storage {
 public:
  // Runs when the last tensor lets go of borrowed memory.
  using Release = void (*)(void* context);

  static Storage* allocate(size_t bytes, Device device);
  static Storage* borrow(void* data, size_t bytes, Device device, Release release, void* context);

  void retain() { refs_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (refs_.load(std::memory_order_acquire) == 1 ||
        refs_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy();
  }
  bool unique() const { return refs_.load(std::memory_order_acquire) == 1; }

  void* data() const { return data_; }
  size_t bytes() const { return bytes_; }
  Stream stream() const { return stream_; }  // on which it was made, and is given back
  bool borrowed() const { return release_ != nullptr; }

 private:
  Storage() = default;
  void destroy();

  std::atomic<uint32_t> refs_{1};
  void* data_ = nullptr;
  size_t bytes_ = 0;
  Stream stream_;
  Allocator* allocator_ = nullptr;
  Release release_ = nullptr;
  void* context_ = nullptr;
};

}  // namespace zeal
