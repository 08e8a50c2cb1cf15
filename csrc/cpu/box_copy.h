// Copies a box of elements between two strided layouts: what transpose, slice, tile and others
// share.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/shape.h"

namespace zeal {

// Dimensions from the outermost to the innermost, with strides in bytes; a source stride of 0
// repeats, a negative one reverses.
class Box {
 public:
  struct Dim {
    int64_t size, to, from;
  };
  static constexpr int kMaxDims = 2 * kMaxRank;

  void add(int64_t size, int64_t to, int64_t from) { dims_[rank_++] = {size, to, from}; }
  int rank() const { return rank_; }
  const Dim& operator[](int i) const { return dims_[i]; }

  // Runs the copy, on several threads when it is large. `element` is the size in bytes.
  void copy(void* to, const void* from, size_t element) const;

 private:
  bool simplify(int64_t& element);

  int rank_ = 0;
  Dim dims_[kMaxDims];
};

// The strides in bytes of a dense row-major tensor.
struct Strides {
  int64_t bytes[kMaxRank];
  Strides(const Shape& shape, size_t element) {
    auto step = static_cast<int64_t>(element);
    for (int i = shape.rank() - 1; i >= 0; --i) {
      bytes[i] = step;
      step *= shape[i];
    }
  }
  int64_t operator[](int i) const { return bytes[i]; }
};

// f.operator()<T>() for an unsigned T of `size` bytes: 1, 2, 4, 8 or 16.
struct Bits128 {
  uint64_t low, high;
};
template <class F>
decltype(auto) switch_size(size_t size, F&& f) {
  switch (size) {
    case 1:
      return f.template operator()<uint8_t>();
    case 2:
      return f.template operator()<uint16_t>();
    case 4:
      return f.template operator()<uint32_t>();
    case 8:
      return f.template operator()<uint64_t>();
    default:
      return f.template operator()<Bits128>();
  }
}

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

}  // namespace zeal
