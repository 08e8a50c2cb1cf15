// A box of elements in two strided layouts: what transpose, slice, tile and others copy.
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
  static constexpr int kMaxDims = 2 * kMaxRank + 1;

  void add(int64_t size, int64_t to, int64_t from) { dims_[rank_++] = {size, to, from}; }
  int rank() const { return rank_; }
  Dim& operator[](int i) { return dims_[i]; }
  const Dim& operator[](int i) const { return dims_[i]; }
  void pop() { --rank_; }

  // Drops dimensions of one, and joins those that are one walk in both layouts. False when there is
  // nothing to copy.
  bool join() {
    // Before other sizes are multiplied: where one is zero, no tensor has those.
    for (int i = 0; i < rank_; ++i)
      if (dims_[i].size == 0) return false;
    int n = 0;
    for (int i = 0; i < rank_; ++i) {
      const Dim d = dims_[i];
      if (d.size == 1) continue;
      if (n && dims_[n - 1].to == d.to * d.size && dims_[n - 1].from == d.from * d.size)
        dims_[n - 1] = {dims_[n - 1].size * d.size, d.to, d.from};
      else
        dims_[n++] = d;
    }
    rank_ = n;
    return true;
  }

 private:
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

}  // namespace zeal
