// Locks that a child of fork() can go on with.
#pragma once
#include <mutex>

#include "core/macros.h"

namespace zeal {

// A mutex that the child finds free: only the thread that forked lives there, and none of the
// others could give back what it held. Never destroyed; nothing waits for another lock inside.
class ZEAL_API ForkMutex {
 public:
  ForkMutex();
  ForkMutex(const ForkMutex&) = delete;
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace zeal
