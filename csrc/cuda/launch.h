// What a kernel's host side is written with: launching, the stream, scratch memory, grids, reports.
#pragma once
#include <algorithm>
#include <cstdint>

#include "cuda/device.h"
#include "cuda/stream.h"
#include "dispatch/contexts.h"

namespace zeal::cuda {

// Starts `kernel<<<grid, block, shared, stream>>>(args...)`; throws if it cannot start.
template <class... P, class... A>
void launch(Stream s, void (*kernel)(P...), Dim grid, Dim block, size_t shared, const A&... args) {
  static_assert(sizeof...(P) == sizeof...(A), "as many arguments as the kernel has parameters");
  auto call = [&](std::decay_t<P>... values) {
    void* pointers[] = {const_cast<void*>(static_cast<const void*>(&values))..., nullptr};
    check(rt().launch(reinterpret_cast<const void*>(kernel), grid, block, pointers, shared,
                      native(s)),
          "starting a kernel");
  };
  call(static_cast<std::decay_t<P>>(args)...);
}

// How many blocks of `per_block` elements cover n; n up to 2^31 * per_block.
inline unsigned blocks_for(int64_t n, int64_t per_block) {
  return static_cast<unsigned>((n + per_block - 1) / per_block);
}

// Device memory for the duration of a kernel's host side: what the kernels queued until then do
// with it is safe, as memory is handed out in the stream's order.
class Scratch {
 public:
  Scratch(Stream s, size_t bytes);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  template <class T = void>
  T* data() const {
    return static_cast<T*>(data_);
  }

 private:
  Stream stream_;
  void* data_;
  size_t bytes_;
};

// For kernels that look at values; `text` has a %d for each value reported, and lives for ever.
inline Reporter reporter(const KernelContext& k, const char* text) {
  return {state(k.stream()).flag, k.op_name(), text};
}

// Copies within the device, in the stream's order.
inline void copy(Stream s, void* dst, const void* src, size_t bytes) {
  if (bytes)
    check(rt().copy(dst, src, bytes, CopyKind::DeviceToDevice, native(s)), "copying on the device");
}
// From the host: a small array of numbers (offsets, pointers) that a kernel reads. `src` may be
// dropped at once.
void upload(Stream s, void* dst, const void* src, size_t bytes);
inline void fill(Stream s, void* dst, int byte, size_t bytes) {
  if (bytes) check(rt().fill(dst, byte, bytes, native(s)), "filling memory on the device");
}

}  // namespace zeal::cuda
