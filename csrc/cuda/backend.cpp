#include "cuda/backend.h"

#include "core/gpu_loader.h"
#include "core/storage.h"
#include "cuda/device.h"
#include "cuda/launch.h"
#include "cuda/libraries/library.h"
#include "cuda/staging.h"

namespace zeal::cuda {

namespace {

void copy_within(void* dst, Device to, const void* src, size_t bytes, Stream s) {
  use_device(s.device);
  if (to == s.device) return copy(s, dst, src, bytes);
  // The receiver's stream must not overtake the copy, nor the copy what is queued there.
  StreamState& other = state(current_stream(to));
  wait_for(state(s), other);
  use_device(s.device);
  check(rt().copy_peer(dst, to.index, src, s.device.index, bytes, native(s)),
        "copying between devices");
  wait_for(other, state(s));
}

void share(Stream s, Storage* memory) {
  if (memory->borrowed()) return;
  StreamState& own = state(memory->stream());
  // A captured graph may not depend on work outside; all of that was waited for before.
  if (!state(s).capturing.load(std::memory_order_relaxed)) wait_for(state(s), own);
  device(own.device.index).allocator.used_on(memory->data(), state(s));
}

DeviceDetails details(Device d) {
  const DeviceInfo& info = device(d.index).info;
  DeviceDetails out{info.name, info.major, info.minor, 0, 0};
  use_device(d);
  check(rt().memory_info(&out.free, &out.total), "asking for a device's memory");
  return out;
}

}  // namespace

const Backend cuda_backend{
    .name = "GPU",
    .device_count = device_count,
    .allocator = [](Device d) -> Allocator* { return &device(d.index).allocator; },
    .current_stream = current_stream,
    .copy_from_host = copy_up,
    .copy_to_host = copy_down,
    .copy_within = copy_within,
    .fill =
        [](void* dst, const void* value, size_t size, int64_t n, Stream s) {
          use_device(s.device);
          check(rt().fill_elements(dst, value, size, n, native(s)), "filling a tensor");
        },
    .share = share,
    .synchronize = [](Stream s) { synchronize(state(s)); },
    .details = details,
    .set_memory_limit = [](Device d, size_t bytes) { device(d.index).allocator.set_limit(bytes); },
    .streams = &stream_table,
    .host_memory = false,
};

void install() {
  describe_gpu_libraries = describe_libraries;
  install_backend(DeviceType::CUDA, &cuda_backend);
}

Scratch::Scratch(Stream s, size_t bytes)
    : stream_(s), data_(device(s.device.index).allocator.allocate(bytes, s)), bytes_(bytes) {}
Scratch::~Scratch() { device(stream_.device.index).allocator.deallocate(data_, bytes_, stream_); }

}  // namespace zeal::cuda
