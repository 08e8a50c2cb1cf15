// The GPUs of this process: what they are, and what each owns.
#pragma once
#include <atomic>
#include <cstddef>
#include <string>

#include "cuda/allocator.h"
#include "cuda/runtime.h"
#include "cuda/stream.h"

namespace zeal::cuda {

struct DeviceState {
  int index = 0;
  DeviceInfo info{};
  DeviceAllocator allocator;
  StreamState* stream = nullptr;  // the default one

  explicit DeviceState(int i) : index(i), allocator(i) {}
};

// Counts the devices; empty, or why there are none that can be used. Call once, before the rest.
std::string find_devices();
int device_count();
// Made when first asked for; InvalidArgument if there is no such device.
DeviceState& make_device(int index);
extern std::atomic<DeviceState*> devices[kMaxDevices];
inline DeviceState& device(int index) {
  if (static_cast<unsigned>(index) < kMaxDevices)
    if (DeviceState* d = devices[index].load(std::memory_order_acquire)) return *d;
  return make_device(index);
}

}  // namespace zeal::cuda
