// The pool's threads for code that shares out its work by itself, as OpenMP's regions do.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>

#include "core/macros.h"

namespace zeal {

// The pool, held by one thread for a while: every parallel_for runs in line meanwhile. The parts of
// a region may wait for each other: each has a thread of its own.
class ZEAL_API Team {
 public:
  Team();  // waits until the pool is free; inside a parallel_for, the team is its caller alone
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return size_; }  // of the most parts that a region can have
  // Lets the others call f(data, part) for parts 1 to parts - 1. The caller does part 0 itself,
  // before finish(), which waits for the rest. f must not throw.
  void start(int parts, void (*f)(void* data, int part), void* data);
  void finish();
  // To be called by all parts of the region: none returns before all have.
  void barrier();

 private:
  int size_ = 1, parts_ = 1;
  bool holds_ = false;
  std::chrono::steady_clock::time_point start_{};
  void (*f_)(void*, int) = nullptr;
  void* data_ = nullptr;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<uint32_t> passed_{0};  // barriers
};

}  // namespace zeal
