// CUDA's own runtime behind the table, and the entry point of libzeal_cuda: all that needs a
// toolkit.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <string>

#include "cuda/backend.h"
#include "cuda/device.h"
#include "cuda/install.h"
#include "cuda/runtime.h"

namespace zeal::cuda {

// In fill.cu.
int fill_elements(void* dst, const void* value, size_t size, int64_t n, void* stream);

namespace {

cudaStream_t stream(void* p) { return static_cast<cudaStream_t>(p); }
cudaEvent_t event(void* p) { return static_cast<cudaEvent_t>(p); }
cudaError_t code(int c) { return static_cast<cudaError_t>(c); }

int device_info(int device, DeviceInfo* out) {
  cudaDeviceProp p;
  if (int c = cudaGetDeviceProperties(&p, device)) return c;
  std::snprintf(out->name, sizeof out->name, "%s", p.name);
  out->major = p.major;
  out->minor = p.minor;
  out->multiprocessors = p.multiProcessorCount;
  out->threads_per_multiprocessor = p.maxThreadsPerMultiProcessor;
  out->shared_per_block = p.sharedMemPerBlockOptin;
  out->memory = p.totalGlobalMem;
  out->pci_domain = p.pciDomainID;
  out->pci_bus = p.pciBusID;
  out->pci_device = p.pciDeviceID;
  out->integrated = p.integrated;
  return kSuccess;
}

int copy(void* dst, const void* src, size_t bytes, CopyKind kind, void* s) {
  constexpr cudaMemcpyKind kinds[] = {cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost,
                                      cudaMemcpyDeviceToDevice};
  return cudaMemcpyAsync(dst, src, bytes, kinds[static_cast<int>(kind)], stream(s));
}

const Runtime cudart{
    .error_name = [](int c) { return cudaGetErrorName(code(c)); },
    .error_text = [](int c) { return cudaGetErrorString(code(c)); },
    .driver_version = [](int* v) -> int { return cudaDriverGetVersion(v); },
    .runtime_version = [](int* v) -> int { return cudaRuntimeGetVersion(v); },
    .device_count = [](int* n) -> int { return cudaGetDeviceCount(n); },
    .device_info = device_info,
    .set_device = [](int d) -> int { return cudaSetDevice(d); },
    .memory_info = [](size_t* free, size_t* total) -> int { return cudaMemGetInfo(free, total); },
    .device_synchronize = []() -> int { return cudaDeviceSynchronize(); },
    .last_error = []() -> int { return cudaGetLastError(); },
    .stream_create = [](void** s, int priority) -> int {
      return cudaStreamCreateWithPriority(reinterpret_cast<cudaStream_t*>(s), cudaStreamNonBlocking,
                                          priority);
    },
    .stream_destroy = [](void* s) -> int { return cudaStreamDestroy(stream(s)); },
    .stream_synchronize = [](void* s) -> int { return cudaStreamSynchronize(stream(s)); },
    .stream_query = [](void* s) -> int { return cudaStreamQuery(stream(s)); },
    .stream_wait_event = [](void* s, void* e) -> int {
      return cudaStreamWaitEvent(stream(s), event(e), 0);
    },
    .event_create = [](void** e, int timing) -> int {
      return cudaEventCreateWithFlags(reinterpret_cast<cudaEvent_t*>(e),
                                      timing ? cudaEventDefault : cudaEventDisableTiming);
    },
    .event_destroy = [](void* e) -> int { return cudaEventDestroy(event(e)); },
    .event_record = [](void* e, void* s) -> int { return cudaEventRecord(event(e), stream(s)); },
    .event_query = [](void* e) -> int { return cudaEventQuery(event(e)); },
    .event_synchronize = [](void* e) -> int { return cudaEventSynchronize(event(e)); },
    .event_elapsed = [](float* ms, void* a, void* b) -> int {
      return cudaEventElapsedTime(ms, event(a), event(b));
    },
    .allocate = [](void** p, size_t bytes) -> int { return cudaMalloc(p, bytes); },
    .deallocate = [](void* p) -> int { return cudaFree(p); },
    .host_allocate = [](void** p, size_t bytes) -> int {
      return cudaHostAlloc(p, bytes, cudaHostAllocPortable | cudaHostAllocMapped);
    },
    .host_deallocate = [](void* p) -> int { return cudaFreeHost(p); },
    .copy = copy,
    .copy_peer = [](void* dst, int to, const void* src, int from, size_t bytes, void* s) -> int {
      return cudaMemcpyPeerAsync(dst, to, src, from, bytes, stream(s));
    },
    .fill = [](void* dst, int byte, size_t bytes, void* s) -> int {
      return cudaMemsetAsync(dst, byte, bytes, stream(s));
    },
    .fill_elements = fill_elements,
    .launch = [](const void* kernel, Dim grid, Dim block, void** args, size_t shared,
                 void* s) -> int {
      return cudaLaunchKernel(kernel, dim3(grid.x, grid.y, grid.z), dim3(block.x, block.y, block.z),
                              args, shared, stream(s));
    },
    .capture_begin = [](void* s) -> int {
      return cudaStreamBeginCapture(stream(s), cudaStreamCaptureModeThreadLocal);
    },
    .capture_end = [](void* s, void** graph) -> int {
      return cudaStreamEndCapture(stream(s), reinterpret_cast<cudaGraph_t*>(graph));
    },
    .capturing = [](void* s, int* is) -> int {
      cudaStreamCaptureStatus status;
      const int c = cudaStreamIsCapturing(stream(s), &status);
      *is = status != cudaStreamCaptureStatusNone;
      return c;
    },
    .graph_instantiate = [](void** exec, void* graph) -> int {
      return cudaGraphInstantiate(reinterpret_cast<cudaGraphExec_t*>(exec),
                                  static_cast<cudaGraph_t>(graph), 0);
    },
    .graph_launch = [](void* exec, void* s) -> int {
      return cudaGraphLaunch(static_cast<cudaGraphExec_t>(exec), stream(s));
    },
    .graph_destroy = [](void* g) -> int { return cudaGraphDestroy(static_cast<cudaGraph_t>(g)); },
    .exec_destroy = [](void* e) -> int {
      return cudaGraphExecDestroy(static_cast<cudaGraphExec_t>(e));
    },
};

}  // namespace

}  // namespace zeal::cuda

// Called by the core once; returns null, or why no GPU can be used.
extern "C" ZEAL_API const char* zeal_load_cuda() {
  using namespace zeal;
  static std::string reason;
  cuda::runtime_table = &cuda::cudart;
  reason = cuda::find_devices();
  if (!reason.empty()) return reason.c_str();
  cuda::install_kernels();
  cuda::install();
  return nullptr;
}
