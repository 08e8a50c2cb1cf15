// The seam between the core and a kind of device: one table of function pointers per DeviceType.
#pragma once
#include <cstddef>
#include <string>

#include "core/allocator.h"
#include "core/device.h"
#include "core/stream.h"

namespace zeal {

class Storage;

struct DeviceDetails {
  std::string name;
  int major = 0, minor = 0;    // compute capability
  size_t free = 0, total = 0;  // bytes
};

// Streams, events and captured graphs of a kind of device, for those who order work themselves. A
// stream is what Stream::handle points at.
struct StreamTable {
  void* (*make)(Device, int priority);
  void* (*wrap)(Device, void* native);  // another library's stream; who made it keeps it alive
  void* (*native)(void* stream);
  // Makes it this thread's stream of the device (null: the default one); returns the one before.
  void* (*exchange)(Device, void* stream);
  bool (*is_done)(void* stream);
  void (*wait)(void* waiter, void* other);  // what is queued on `waiter` from now on waits
  // Work of another library's stream (its native handle) before ours, and ours before its.
  void (*wait_native)(void* waiter, void* native);
  void (*native_waits)(void* native, void* other);

  void* (*make_event)(Device, bool timing);
  void (*drop_event)(void* event);
  void (*record)(void* event, void* stream);
  void (*wait_event)(void* stream, void* event);
  bool (*event_is_done)(void* event);
  void (*synchronize_event)(void* event);
  double (*milliseconds)(void* start, void* end);

  void (*begin_capture)(void* stream);
  void* (*end_capture)(void* stream, bool keep);  // null if it is not to be kept
  void (*replay)(void* graph, void* stream);
  void (*drop_graph)(void* graph);
};

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
  // n elements of `size` bytes (1 to 16, a power of two), all like the one at `value`; null where
  // the host does that itself.
  void (*fill)(void* dst, const void* value, size_t size, int64_t n, Stream stream);
  // Before work on `stream` uses the memory of a tensor that was made on another one; null where
  // there is one stream only.
  void (*share)(Stream stream, Storage* memory);
  // Waits until everything queued on the stream is done; throws what the device reported meanwhile.
  void (*synchronize)(Stream stream);
  DeviceDetails (*details)(Device);
  // Bytes that may be taken from the device at most; 0: no limit.
  void (*set_memory_limit)(Device, size_t bytes);
  const StreamTable* streams;
  // All after `share` may be null where the host itself is the device.
  bool host_memory;  // may the host read and write its memory directly?
};

// The table of a kind of device, or null when that kind is not available in this process. The first
// call for GPUs loads their library.
ZEAL_API const Backend* find_backend(DeviceType type);
// Why no GPU can be used, after looking; empty if one can.
ZEAL_API const std::string& gpu_reason();
// How many GPUs may be used: all, or the first few.
ZEAL_API int visible_gpus();
ZEAL_API void set_visible_gpus(int n);
// GPU:0 if there is one, else CPU:0.
ZEAL_API Device default_device();
// The same, but FailedPrecondition when it is not available.
ZEAL_API const Backend& backend(DeviceType type);
ZEAL_API void install_backend(DeviceType type, const Backend* table);

// May GPUs multiply float32 matrices with the 10 bits of mantissa that TensorFloat-32 has?
ZEAL_API bool tensor_float_32();
ZEAL_API void set_tensor_float_32(bool on);

// Folders to look for NVIDIA's libraries in, separated by colons; set by the language's layer.
extern ZEAL_API std::string (*find_library_folders)();

// How many logical CPUs there are (1 unless configured); call before they are first used.
ZEAL_API int logical_cpu_count();
ZEAL_API void set_logical_cpu_count(int n);

}  // namespace zeal
