#include "core/fork.h"

#include <pthread.h>

#include <vector>

namespace zeal {

namespace {
// All of them are held while the process forks, so that none is in the middle of something.
struct ForkMutexes {
  std::mutex mutex;
  std::vector<ForkMutex*> all;

  static ForkMutexes& get() {
    static ForkMutexes* list = [] {
      pthread_atfork([] { get().lock(); }, [] { get().unlock(); }, [] { get().unlock(); });
      return new ForkMutexes;
    }();
    return *list;
  }
  void lock() {
    mutex.lock();
    for (ForkMutex* m : all) m->lock();
  }
  void unlock() {
    for (ForkMutex* m : all) m->unlock();
    mutex.unlock();
  }
};
}  // namespace

ForkMutex::ForkMutex() {
  ForkMutexes& list = ForkMutexes::get();
  std::lock_guard lock(list.mutex);
  list.all.push_back(this);
}

}  // namespace zeal
