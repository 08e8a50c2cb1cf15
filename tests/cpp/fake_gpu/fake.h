// A GPU that is none, for tests: device memory that the host cannot touch, streams that do nothing
// until somebody waits, and kernels that run on the host.
//
// Note [The fake GPU]
//  - Device memory is mapped twice: at its address without any access, so that a host read or write
//    crashes at once, and in a shadow that only fake copies and kernels use.
//  - A stream is a queue. Nothing in it runs before somebody waits for it, or for an event in it,
//  and
//    then only what must: work that should have been ordered by an event, and is not, runs too
//    late.
//  - Copies read and write host memory when they run, as a GPU does, and not when they are queued.
//  - A captured graph is a list of commands, which a launch queues again.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include "cuda/runtime.h"

namespace zeal::fake {

extern const cuda::Runtime runtime;

// What the next calls see; all can be changed between tests.
struct Options {
  int devices = 1;
  int driver_version = 13000;  // 0: there is no driver
  int device_count_error = 0;
  size_t memory = size_t{256} << 20;  // of a device
  int fail_next_launch = 0;           // an error code
};
extern Options options;

struct Counters {
  long launches = 0, copies = 0, allocations = 0, device_queries = 0, synchronisations = 0;
};
extern Counters counters;

// Queues `run` on a stream, as launching a kernel would.
void enqueue(void* stream, std::function<void()> run);
// Where the shadow of device memory is; the pointer itself if it is the host's.
void* shadow(const void* device_pointer);
bool is_device_memory(const void* p);
size_t bytes_allocated();
// Runs all that is queued anywhere.
void finish();

// While one lives, the host may touch device memory: the real kernels do that, compiled as C++.
struct Touchable {
  Touchable();
  ~Touchable();
};

// Gives ops the kernels for GPUs that are compiled as C++.
void install_host_kernels();
// Gives every op its kernel for GPUs, or the CPU's where that only runs on one, or always; those
// named in `without` get none.
void install_kernels(const std::string& without, bool cpu_only = false);

}  // namespace zeal::fake
