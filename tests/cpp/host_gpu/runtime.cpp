// The entry point, and a runtime of CUDA whose device is the host.
#include <cstdlib>
#include <cstring>

#include "cuda/backend.h"
#include "cuda/device.h"
#include "cuda/each.h"
#include "dispatch/registry.h"
#include "fakes.h"
#include "kernels.h"

namespace zeal::cuda {
void queue_on_host(Stream, std::function<void()> work) { work(); }
void run_cpu_kernel(KernelContext& k) { k.op().cpu(k); }
}  // namespace zeal::cuda

namespace zeal::host_gpu {
namespace {

int done() { return cuda::kSuccess; }
int count_one(int* n) { return *n = 1, done(); }
int some(void** p) {
  static int object;
  return *p = &object, done();
}

const cuda::Runtime runtime{
    .error_name = [](int) { return "error"; },
    .error_text = [](int) { return "an error"; },
    .driver_version = [](int* v) { return *v = 13000, done(); },
    .runtime_version = [](int* v) { return *v = 13000, done(); },
    .device_count = count_one,
    .device_info =
        [](int, cuda::DeviceInfo* info) {
          *info = {};
          std::strcpy(info->name, "the host");
          info->major = 9;
          info->multiprocessors = 1;
          info->threads_per_multiprocessor = 2048;
          info->shared_per_block = 1 << 16;
          info->memory = size_t{1} << 30;
          return done();
        },
    .set_device = [](int) { return done(); },
    .memory_info = [](size_t* free, size_t* all) { return *free = *all = size_t{1} << 30, done(); },
    .device_synchronize = done,
    .last_error = done,
    .stream_create = [](void** s, int) { return some(s); },
    .stream_destroy = [](void*) { return done(); },
    .stream_synchronize = [](void*) { return done(); },
    .stream_query = [](void*) { return done(); },
    .stream_wait_event = [](void*, void*) { return done(); },
    .event_create = [](void** e, int) { return some(e); },
    .event_destroy = [](void*) { return done(); },
    .event_record = [](void*, void*) { return done(); },
    .event_query = [](void*) { return done(); },
    .event_synchronize = [](void*) { return done(); },
    .event_elapsed = [](float* ms, void*, void*) { return *ms = 0, done(); },
    .allocate =
        [](void** p, size_t bytes) {
          // Kernels must not rely on what fresh memory holds.
          *p = std::aligned_alloc(512, (bytes + 511) / 512 * 512);
          if (!*p) return cuda::kOutOfMemory;
          std::memset(*p, 0xFF, bytes);
          return done();
        },
    .deallocate = [](void* p) { return std::free(p), done(); },
    .host_allocate = [](void** p, size_t bytes) { return *p = std::calloc(1, bytes), done(); },
    .host_deallocate = [](void* p) { return std::free(p), done(); },
    .copy = [](void* to, const void* from, size_t bytes, cuda::CopyKind,
               void*) { return std::memmove(to, from, bytes), done(); },
    .copy_peer = [](void* to, int, const void* from, int, size_t bytes,
                    void*) { return std::memmove(to, from, bytes), done(); },
    .fill = [](void* to, int byte, size_t bytes,
               void*) { return std::memset(to, byte, bytes), done(); },
    .fill_elements =
        [](void* to, const void* value, size_t size, int64_t n, void*) {
          for (int64_t i = 0; i < n; ++i)
            std::memcpy(static_cast<char*>(to) + i * static_cast<int64_t>(size), value, size);
          return done();
        },
    .launch = [](const void*, cuda::Dim, cuda::Dim, void**, size_t, void*) { return 98; },
    .capture_begin = [](void*) { return 900; },
    .capture_end = [](void*, void**) { return 900; },
    .capturing = [](void*, int* is) { return *is = 0, done(); },
    .graph_instantiate = [](void**, void*) { return 900; },
    .graph_launch = [](void*, void*) { return 900; },
    .graph_destroy = [](void*) { return done(); },
    .exec_destroy = [](void*) { return done(); },
};

}  // namespace
}  // namespace zeal::host_gpu

extern "C" ZEAL_API const char* zeal_load_cuda() {
  using namespace zeal;
  cuda::runtime_table = &host_gpu::runtime;
  static std::string reason;
  reason = cuda::find_devices();
  if (!reason.empty()) return reason.c_str();
  constexpr int kGpu = static_cast<int>(DeviceType::CUDA);
  for (int i = 0; i < kNumOps; ++i) kOps[i]->slots->kernels[kGpu] = kOps[i]->cpu;
  host_gpu::install_kernels();
  // Tests of the search for libraries bring files of their own.
  if (!std::getenv("ZEAL_HOST_GPU_LIBRARIES")) {
    host_gpu::install_cublaslt();
    host_gpu::install_cufft();
    host_gpu::install_cusolver();
    host_gpu::install_cudnn();
  }
  cuda::install();
  return nullptr;
}
