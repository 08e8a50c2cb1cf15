// Shapes: up to kMaxRank extents stored inline, and overflow-checked element counts.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "core/error.h"
#include "core/macros.h"

namespace zeal {

inline constexpr int kMaxRank = 8;

// a * b, or InvalidArgument naming `what` when the product does not fit 64 bits or is negative.
inline int64_t checked_mul(int64_t a, int64_t b, const char* what = "the number of elements") {
  int64_t r;
  if (ZEAL_UNLIKELY(__builtin_mul_overflow(a, b, &r)))
    invalid(what, " overflows 64 bits: ", a, " * ", b);
  return r;
}

class ZEAL_API Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<int64_t> dims) : Shape(std::span(dims.begin(), dims.size())) {}
  explicit Shape(std::span<const int64_t> dims) {
    if (ZEAL_UNLIKELY(dims.size() > kMaxRank)) fail_rank(dims.size());
    for (int64_t d : dims) dims_[rank_++] = d;
  }
  Shape(const Shape& o) noexcept : rank_(o.rank_) {
    for (int i = 0; i < rank_; ++i) dims_[i] = o.dims_[i];
  }
  Shape& operator=(const Shape& o) noexcept {
    rank_ = o.rank_;
    for (int i = 0; i < rank_; ++i) dims_[i] = o.dims_[i];
    return *this;
  }

  int rank() const { return rank_; }
  int64_t operator[](int i) const { return dims_[i]; }
  int64_t& operator[](int i) { return dims_[i]; }
  int64_t back(int i = 1) const { return dims_[rank_ - i]; }
  const int64_t* begin() const { return dims_; }
  const int64_t* end() const { return dims_ + rank_; }
  std::span<const int64_t> dims() const { return {dims_, static_cast<size_t>(rank_)}; }

  void push_back(int64_t d) {
    if (ZEAL_UNLIKELY(rank_ == kMaxRank)) fail_rank(kMaxRank + 1);
    dims_[rank_++] = d;
  }
  void insert(int at, int64_t d);
  void erase(int at);

  // The number of elements; InvalidArgument when it overflows or an extent is negative.
  int64_t numel() const {
    int64_t n = 1;
    bool empty = false;
    for (int i = 0; i < rank_; ++i) {
      if (ZEAL_UNLIKELY(dims_[i] < 0)) fail_negative(i);
      if (dims_[i] == 0) {
        empty = true;
        continue;
      }
      n = checked_mul(n, dims_[i]);
    }
    return empty ? 0 : n;
  }
  // Product of the extents [from, to); for shapes that numel() has accepted.
  int64_t product(int from, int to) const {
    int64_t n = 1;
    for (int i = from; i < to; ++i) n *= dims_[i];
    return n;
  }

  bool operator==(const Shape& o) const {
    if (rank_ != o.rank_) return false;
    for (int i = 0; i < rank_; ++i)
      if (dims_[i] != o.dims_[i]) return false;
    return true;
  }

  std::string str() const;  // "[2,3]", as in TensorFlow's messages

 private:
  [[noreturn]] static void fail_rank(size_t rank);
  [[noreturn]] void fail_negative(int axis) const;

  int32_t rank_ = 0;
  int64_t dims_[kMaxRank];
};

inline std::ostream& operator<<(std::ostream& s, const Shape& shape) { return s << shape.str(); }

}  // namespace zeal
