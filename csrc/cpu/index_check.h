// Finds out-of-range indices while a kernel works, from several threads, and names the first.
#pragma once
#include <atomic>
#include <cstdint>
#include <limits>
#include <string>

#include "core/macros.h"
#include "core/shape.h"

namespace zeal {

class BadIndex {
 public:
  // Remembers the smallest position that was bad.
  ZEAL_NOINLINE void at(int64_t position) {
    int64_t seen = first_.load(std::memory_order_relaxed);
    while (position < seen &&
           !first_.compare_exchange_weak(seen, position, std::memory_order_relaxed)) {
    }
  }
  explicit operator bool() const { return position() != kNone; }
  int64_t position() const { return first_.load(std::memory_order_relaxed); }

 private:
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  std::atomic<int64_t> first_{kNone};
};

// Is i in [0, n)?
template <class I>
ZEAL_INLINE bool in_range(I i, int64_t n) {
  return static_cast<uint64_t>(static_cast<int64_t>(i)) < static_cast<uint64_t>(n);
}

// "[1,2]": element `position` of a tensor of `shape`, for messages.
inline std::string position_text(int64_t position, const Shape& shape) {
  Shape at = shape;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    at[i] = shape[i] ? position % shape[i] : 0;
    position /= shape[i] ? shape[i] : 1;
  }
  return at.str();
}

}  // namespace zeal
