// The calls of the CUDA runtime that host code makes, as a table: the real one, or a fake in tests.
//
// Note [The runtime table]
// All host logic (streams, allocator, copies, drivers of kernels) calls CUDA through this table and
// sees opaque pointers only. So it compiles without a toolkit, and the tests run it on a machine
// without a GPU over a fake that checks what a real GPU would only suffer (tests/cuda). The
// functions return cudaError_t's numbers.
#pragma once
#include <cstddef>
#include <cstdint>

namespace zeal::cuda {

inline constexpr int kSuccess = 0;
inline constexpr int kOutOfMemory = 2;
inline constexpr int kNotReady = 600;

struct Dim {
  unsigned x = 1, y = 1, z = 1;
};

struct DeviceInfo {
  char name[256];
  int major, minor;  // compute capability
  int multiprocessors;
  int threads_per_multiprocessor;
  size_t shared_per_block;  // at most, when a kernel opts in
  size_t memory;
  int pci_domain, pci_bus, pci_device;
  int integrated;
};

enum class CopyKind { HostToDevice, DeviceToHost, DeviceToDevice };

struct Runtime {
  const char* (*error_name)(int);
  const char* (*error_text)(int);
  int (*driver_version)(int*);  // 13000 is CUDA 13.0; 0 without a driver
  int (*runtime_version)(int*);
  int (*device_count)(int*);
  int (*device_info)(int device, DeviceInfo*);
  int (*set_device)(int device);
  int (*memory_info)(size_t* free, size_t* total);  // of the current device
  int (*device_synchronize)();
  int (*last_error)();  // and forget it

  int (*stream_create)(void** stream, int priority);  // does not wait for the legacy stream
  int (*stream_destroy)(void* stream);
  int (*stream_synchronize)(void* stream);
  int (*stream_query)(void* stream);
  int (*stream_wait_event)(void* stream, void* event);
  int (*event_create)(void** event, int timing);
  int (*event_destroy)(void* event);
  int (*event_record)(void* event, void* stream);
  int (*event_query)(void* event);
  int (*event_synchronize)(void* event);
  int (*event_elapsed)(float* milliseconds, void* start, void* end);

  int (*allocate)(void** p, size_t bytes);
  int (*deallocate)(void* p);
  int (*host_allocate)(void** p, size_t bytes);  // pinned, and at the same address for kernels
  int (*host_deallocate)(void* p);
  int (*copy)(void* dst, const void* src, size_t bytes, CopyKind kind, void* stream);
  int (*copy_peer)(void* dst, int dst_device, const void* src, int src_device, size_t bytes,
                   void* stream);
  int (*fill)(void* dst, int byte, size_t bytes, void* stream);
  // n elements of 1, 2, 4, 8 or 16 bytes, all like `value`.
  int (*fill_elements)(void* dst, const void* value, size_t size, int64_t n, void* stream);
  int (*launch)(const void* kernel, Dim grid, Dim block, void** args, size_t shared, void* stream);

  int (*capture_begin)(void* stream);
  int (*capture_end)(void* stream, void** graph);
  int (*capturing)(void* stream, int* is);
  int (*graph_instantiate)(void** exec, void* graph);
  int (*graph_launch)(void* exec, void* stream);
  int (*graph_destroy)(void* graph);
  int (*exec_destroy)(void* exec);
};

// The table in use; set once, before anything else of this folder runs.
extern const Runtime* runtime_table;
inline const Runtime& rt() { return *runtime_table; }

// Throws what a code other than kSuccess means; `what` says what was being done. An error that
// spoils the process (an illegal access by a kernel) keeps coming back, and says so.
[[noreturn]] void throw_error(int code, const char* what);
inline void check(int code, const char* what) {
  if (__builtin_expect(code != kSuccess, 0)) throw_error(code, what);
}

}  // namespace zeal::cuda
