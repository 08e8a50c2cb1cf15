#include "cpu/backend.h"

#include <cstring>

namespace zeal {

namespace {

void copy(void* dst, const void* src, size_t bytes, Stream) { std::memcpy(dst, src, bytes); }
void copy_to(void* dst, Device, const void* src, size_t bytes, Stream) {
  std::memcpy(dst, src, bytes);
}
void nothing(Stream) {}

// Hands out no memory at all: tensors on the meta device have a shape and a dtype.
class MetaAllocator final : public Allocator {
 public:
  void* allocate(size_t, Stream) override { return nullptr; }
  void deallocate(void*, size_t, Stream) noexcept override {}
  MemoryStats stats() const override { return {}; }
};
MetaAllocator meta_allocator;

void no_copy(void*, const void*, size_t, Stream) {}
void no_copy_to(void*, Device, const void*, size_t, Stream) {}

}  // namespace

const Backend cpu_backend{
    .name = "CPU",
    .device_count = logical_cpu_count,
    .allocator = [](Device d) { return cpu_allocator(d.index); },
    .current_stream = [](Device d) { return Stream{d}; },
    .copy_from_host = copy,
    .copy_to_host = copy,
    .copy_within = copy_to,
    .fill = nullptr,
    .share = nullptr,
    .synchronize = nothing,
    .details = nullptr,
    .set_memory_limit = nullptr,
    .streams = nullptr,
    .host_memory = true,
};

const Backend meta_backend{
    .name = "META",
    .device_count = [] { return 1; },
    .allocator = [](Device) -> Allocator* { return &meta_allocator; },
    .current_stream = [](Device d) { return Stream{d}; },
    .copy_from_host = no_copy,
    .copy_to_host = no_copy,
    .copy_within = no_copy_to,
    .fill = nullptr,
    .share = nullptr,
    .synchronize = nothing,
    .details = nullptr,
    .set_memory_limit = nullptr,
    .streams = nullptr,
    .host_memory = false,
};

}  // namespace zeal
