// Copies boxes of elements on the host (dispatch/box.h).
#pragma once
#include "dispatch/box.h"

namespace zeal {

// Runs the copy, on several threads when it is large. `element` is the size in bytes.
void copy_box(const Box& box, void* to, const void* from, size_t element);

// Work of less than this many bytes stays on the calling thread.
inline constexpr int64_t kSerialBytes = 1 << 17;
// How many rows of `bytes` one thread takes at least, for parallel_for.
inline int64_t rows_per_thread(int64_t bytes) {
  return bytes >= kSerialBytes ? 1 : kSerialBytes / (bytes > 0 ? bytes : 1);
}

// memcpy, on several threads when it is large.
void copy_bytes(void* to, const void* from, size_t bytes);
// Sets n elements of `element` bytes to *value.
void fill_elements(void* to, const void* value, int64_t n, size_t element);

// The host as a place where ops/array/boxes.h moves data.
struct HostMover {
  void box(const Box& b, void* to, const void* from, size_t element) const {
    copy_box(b, to, from, element);
  }
  void bytes(void* to, const void* from, size_t n) const { copy_bytes(to, from, n); }
  void zero(void* to, size_t n) const {
    if (n) __builtin_memset(to, 0, n);
  }
};

}  // namespace zeal
