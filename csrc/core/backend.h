// The seam between the core and a kind of device: one table of function pointers per DeviceType.
#pragma once
#include <cstddef>
#include <string>

#include "core/allocator.h"
#include "core/device.h"
#include "core/stream.h"

namespace zeal {

struct Backend {
  const char* name;
  int (*device_count)();
  Allocator* (*allocator)(Device);
  // The stream on which this thread's work for the device is queued.
  Stream (*current_stream)(Device);
  // Copies between this device and the host, or within this device; ordered on `stream`.
  void (*copy_from_host)(void* dst, const void* src, size_t bytes, Stream stream);
  void (*copy_to_host)(void* dst, const void* src, size_t bytes, Stream stream);
  void (*copy_within)(void* dst, Device dst_device, const void* src, size_t bytes, Stream stream);
  // Waits until everything queued on the stream is done; throws what the device reported meanwhile.
  void (*synchronize)(Stream stream);
  bool host_memory;  // may the host read and write its memory directly?
};

// The table of a kind of device, or null when that kind is not available in this process.
ZEAL_API const Backend* find_backend(DeviceType type);
// The same, but FailedPrecondition when it is not available.
ZEAL_API const Backend& backend(DeviceType type);
ZEAL_API void install_backend(DeviceType type, const Backend* table);

// How many logical CPUs there are (1 unless configured); call before they are first used.
ZEAL_API int logical_cpu_count();
ZEAL_API void set_logical_cpu_count(int n);

}  // namespace zeal
