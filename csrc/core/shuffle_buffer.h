// The buffer of tf.data's shuffle: picks at random among the items that it holds, TensorFlow's way.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "core/philox.h"

namespace zeal {

// Items are integers: rows of a tensor, or names for whatever the caller keeps elsewhere. One pick
// swaps a random item with the oldest, which then leaves; before each pick the buffer is filled up
// to its capacity. With the same seeds and items the order is TensorFlow's.
class ShuffleBuffer {
 public:
  ShuffleBuffer(int64_t capacity, int64_t seed, int64_t seed2)
      : capacity_(std::max<int64_t>(capacity, 1)), state_(stateful_philox(seed, seed2)) {}

  // How many items to add so that n picks find the buffer as full as it should be.
  int64_t lacking(int64_t n) const {
    return std::max<int64_t>(capacity_ - size() + std::max<int64_t>(n, 1) - 1, 0);
  }
  int64_t size() const { return static_cast<int64_t>(items_.size() - first_); }
  int64_t picks() const { return picks_; }

  void add(int64_t item) { items_.push_back(item); }

  // Picks up to n items: fewer when there are no more.
  int64_t pick(int64_t n, int64_t* out) {
    n = std::min(n, size());
    for (int64_t i = 0; i < n; ++i) {
      int64_t& oldest = items_[first_++];
      // Whatever waits beyond the capacity has not entered yet.
      const int64_t entered = std::min(capacity_, static_cast<int64_t>(items_.size() - first_) + 1);
      int64_t& chosen = *(&oldest + random() % static_cast<uint32_t>(entered));
      out[i] = chosen;
      chosen = oldest;
    }
    if (first_ >
        std::max<size_t>(items_.size() / 2, 1024)) {  // moves each item a bounded number of times
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
    return n;
  }

  // What to give to restore(), together with picks().
  std::span<const int64_t> items() const { return std::span(items_).subspan(first_); }
  void restore(std::span<const int64_t> items, int64_t picks) {
    items_.assign(items.begin(), items.end());
    first_ = 0;
    picks_ = picks;
    block_ = philox(state_.at(static_cast<uint64_t>(picks / 4)));
  }

 private:
  uint32_t random() {
    if (picks_ % 4 == 0) block_ = philox(state_.at(static_cast<uint64_t>(picks_ / 4)));
    return block_.word[picks_++ % 4];
  }

  int64_t capacity_;
  PhiloxState state_;
  PhiloxBlock block_{};
  int64_t picks_ = 0;
  std::vector<int64_t> items_;  // from first_ on, oldest first
  size_t first_ = 0;
};

}  // namespace zeal
