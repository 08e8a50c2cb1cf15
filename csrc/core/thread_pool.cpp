#include "core/thread_pool.h"

#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "core/error.h"

namespace zeal {

namespace {
// Note [The pool]
// There is one job at a time. Its caller opens it, works on it like any other thread, closes it
// when no chunk is left, and waits until every helper has left. A helper first says that it enters
// and then looks whether the job is open; the caller first closes and then looks whether anyone is
// inside; so one of the two sees the other, and no helper reads a job that is being rewritten. A
// helper that wakes too late finds the job closed, and nobody has waited for it.
// Helpers spin for a moment after a job, because the next one tends to follow at once, then sleep.
// Another parallel_for at the same time, from another thread, runs in line: the cores are taken.
constexpr auto kSpin = std::chrono::microseconds(30);

ZEAL_TLS constinit bool tls_inside = false;

ZEAL_INLINE void pause_cpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Spins until done() or for about kSpin; tells which.
template <class Done>
bool spin(Done done) {
  auto end = std::chrono::steady_clock::now() + kSpin;
  do {
    for (int i = 0; i < 32; ++i) {
      if (done()) return true;
      pause_cpu();
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

class Pool {
 public:
  std::mutex busy;  // held by the thread whose job runs

  // All of these need `busy`.
  int helpers() const { return static_cast<int>(threads_.size()); }
  void resize(int wanted);
  void run(int64_t n, int64_t chunk, detail::RangeFn f);

 private:
  void help();
  void work() noexcept;

  // The job. Written while it is closed and nobody is inside.
  detail::RangeFn f_{};
  int64_t n_ = 0, chunk_ = 1;
  std::exception_ptr error_;
  std::atomic<bool> failed_{false};
  alignas(64) std::atomic<int64_t> next_{0};  // where the next chunk begins
  alignas(64) std::atomic<bool> open_{false};
  std::atomic<uint32_t> jobs_{0};  // how many there have been
  std::atomic<int> inside_{0};     // helpers that may be reading the job
  std::atomic<int> asleep_{0};

  std::mutex sleep_;
  std::condition_variable wake_;  // a job, or the end
  std::condition_variable gone_;  // the last helper has left
  bool stop_ = false;
  std::vector<std::thread> threads_;
  int wanted_ = 0;
};

void Pool::work() noexcept {
  for (;;) {
    int64_t begin = next_.fetch_add(chunk_, std::memory_order_relaxed);
    if (begin >= n_) return;
    try {
      f_.call(f_.object, begin, std::min(begin + chunk_, n_));
    } catch (...) {
      if (!failed_.exchange(true)) error_ = std::current_exception();
      next_.store(n_, std::memory_order_relaxed);  // nobody needs the rest
    }
  }
}

void Pool::help() {
  tls_inside = true;
  uint32_t seen = 0;
  for (;;) {
    auto job = [&] { return jobs_.load() != seen; };
    if (!spin(job)) {
      std::unique_lock lock(sleep_);
      ++asleep_;
      wake_.wait(lock, [&] { return job() || stop_; });
      --asleep_;
      if (stop_) return;
    }
    seen = jobs_.load();
    ++inside_;
    if (open_.load()) work();
    if (--inside_ == 0 && !open_.load()) {
      std::lock_guard lock(sleep_);
      gone_.notify_one();
    }
  }
}

void Pool::run(int64_t n, int64_t chunk, detail::RangeFn f) {
  f_ = f;
  n_ = n;
  chunk_ = chunk;
  next_.store(0, std::memory_order_relaxed);
  open_.store(true);
  ++jobs_;
  if (asleep_.load() > 0) {
    // Passing through the lock: a helper is then either before its look at jobs_ or waiting.
    {
      std::lock_guard lock(sleep_);
    }
    int64_t wanted = (n - 1) / chunk;
    if (wanted >= helpers())
      wake_.notify_all();
    else
      for (int64_t i = 0; i < wanted; ++i) wake_.notify_one();
  }
  tls_inside = true;
  work();
  tls_inside = false;
  open_.store(false);
  auto done = [&] { return inside_.load() == 0; };
  if (!spin(done)) {
    std::unique_lock lock(sleep_);
    gone_.wait(lock, done);
  }
  if (failed_.load()) {
    failed_ = false;
    std::rethrow_exception(std::exchange(error_, nullptr));
  }
}

void Pool::resize(int wanted) {
  if (wanted == wanted_) return;
  wanted_ = wanted;
  {
    std::lock_guard lock(sleep_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& t : threads_) t.join();
  threads_.clear();
  stop_ = false;
  try {
    for (int i = 0; i < wanted; ++i) threads_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {
    // The system gives no more threads: go on with those there are.
  }
}

// Never destroyed: its threads sleep on through the end of the process, and static destructors
// may still call parallel_for.
std::atomic<Pool*> g_pool{nullptr};
std::atomic<int> g_threads{0};  // 0: not set

// What OMP_NUM_THREADS says, which the libraries below us follow as well, or the number of cores.
int default_threads() {
  static const int cores = [] {
    const char* wanted = std::getenv("OMP_NUM_THREADS");
    int n = wanted ? std::min(std::atoi(wanted), 1024) : 0;
#ifdef __linux__
    cpu_set_t set;
    if (n <= 0 && sched_getaffinity(0, sizeof set, &set) == 0) n = CPU_COUNT(&set);
#endif
    if (n <= 0) n = static_cast<int>(std::thread::hardware_concurrency());
    return std::max(n, 1);
  }();
  return cores;
}

Pool& pool() {
  Pool* p = g_pool.load(std::memory_order_acquire);
  if (ZEAL_LIKELY(p != nullptr)) return *p;
  // Only the thread that forked lives in a child. It leaves the pool of its parent, whose threads
  // are gone and whose locks may be held for ever, and makes its own when it needs one.
  static const int once [[maybe_unused]] = pthread_atfork(nullptr, nullptr, [] {
    g_pool.store(nullptr);
    tls_inside = false;
  });
  Pool* made = new Pool;
  if (g_pool.compare_exchange_strong(p, made)) return *made;
  delete made;
  return *p;
}
}  // namespace

void set_num_threads(int n) {
  if (n < 0) invalid("the number of threads must be 0 (one per core) or more, not ", n);
  g_threads = n;
}

int num_threads() {
  int n = g_threads.load(std::memory_order_relaxed);
  return n ? n : default_threads();
}

bool in_parallel() { return tls_inside; }

void detail::run_parallel(int64_t n, int64_t grain, RangeFn f) {
  int64_t chunk = chunk_size(n, grain);
  int threads = static_cast<int>(std::min<int64_t>(num_threads(), kMaxChunks));
  if (chunk < n && threads > 1 && !tls_inside) {
    Pool& p = pool();
    std::unique_lock busy(p.busy, std::try_to_lock);
    if (busy) {
      p.resize(threads - 1);
      if (p.helpers() > 0) return p.run(n, chunk, f);
    }
  }
  f.call(f.object, 0, n);
}

}  // namespace zeal
