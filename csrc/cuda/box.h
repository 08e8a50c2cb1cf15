// Moving data on the device: boxes of elements, fills, and the Mover that ops/array/boxes.h wants.
#pragma once
#include "cuda/index.h"
#include "cuda/launch.h"
#include "dispatch/box.h"

namespace zeal::cuda {

// Copies a box whose elements are `element` bytes; its layouts must not overlap.
void copy_box(Stream s, const Box& box, void* to, const void* from, size_t element);
// Sets n elements of `element` bytes to the one at `value`, which is on the device.
void fill_from(Stream s, void* to, const void* value, int64_t n, size_t element);
// The same with a value on the host, in memory that is aligned to 16 bytes.
inline void fill_elements(Stream s, void* to, const void* value, int64_t n, size_t element) {
  if (n) check(rt().fill_elements(to, value, element, n, native(s)), "filling memory");
}

struct DeviceMover {
  Stream s;
  void box(const Box& b, void* to, const void* from, size_t element) const {
    copy_box(s, b, to, from, element);
  }
  void bytes(void* to, const void* from, size_t n) const { copy(s, to, from, n); }
  void zero(void* to, size_t n) const { fill(s, to, 0, n); }
};

// The widest power of two, up to 16, that divides all that it is shown.
struct Width {
  uint64_t bits = 16;
  void sees(const void* p) { bits |= reinterpret_cast<uintptr_t>(p); }
  void sees(int64_t n) { bits |= static_cast<uint64_t>(n); }
  int64_t bytes() const { return static_cast<int64_t>(bits & (~bits + 1)); }
};
// f.operator()<T>() for a T of that many bytes, aligned to them.
template <class F>
void switch_width(int64_t width, const F& f) {
  switch (width) {
    case 1:
      return f.template operator()<uint8_t>();
    case 2:
      return f.template operator()<uint16_t>();
    case 4:
      return f.template operator()<uint32_t>();
    case 8:
      return f.template operator()<uint64_t>();
    default:
      return f.template operator()<Pack<uint64_t, 2>>();
  }
}

}  // namespace zeal::cuda
