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
#include "core/team.h"

namespace zeal {

namespace {
// Note [The pool]
// There is one job at a time. Its caller opens it, works on it like any other thread, closes it
// when no chunk is left, and waits until every helper has left. A helper first says that it enters
// and then looks whether the job is open; the caller first closes and then looks whether anyone is
// inside; so one of the two sees the other, and no helper reads a job that is being rewritten. A
// helper that wakes too late finds the job closed, and nobody has waited for it.
// The chunks are dealt out in as many parts as there are threads, and who is done with its own goes
// on with the others'. Each thread so reads and writes one long stretch, and the same one in the
// next op over as many elements: what it wrote may still be in its core's caches.
// Helpers watch out for a moment after a job, because the next one tends to follow at once, first
// spinning, then leaving the core to whoever wants it, and then sleep. To wake them costs about as
// much as a small job, and small jobs here and there, in a program that does other things most of
// the time, would do so each time, and move what they compute from one core's cache to another's.
// So a small job is shared only while jobs are most of what there is to do.
// Another parallel_for at the same time, from another thread, runs in line: the cores are taken.
using Clock = std::chrono::steady_clock;
constexpr auto kSpin = std::chrono::microseconds(10), kWatch = std::chrono::microseconds(500);
constexpr int64_t kLarge = 16;  // grains: a job that is shared in any case
constexpr auto kWindow = std::chrono::milliseconds(1);

ZEAL_TLS constinit bool tls_inside = false;

ZEAL_INLINE void pause_cpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Watches until done() or for about kWatch; tells which.
template <class Done>
bool watch(Done done) {
  const auto start = Clock::now();
  for (;;) {
    for (int i = 0; i < 32; ++i) {
      if (done()) return true;
      pause_cpu();
    }
    const auto took = Clock::now() - start;
    if (took > kWatch) return false;
    if (took > kSpin) sched_yield();
  }
}

class Pool {
 public:
  std::mutex busy;                   // held by the thread whose job runs
  std::atomic<Clock::rep> spent{0};  // on jobs, shared or not, in the present window of time

  // All of these need `busy`.
  int helpers() const { return static_cast<int>(threads_.size()); }
  void resize(int wanted);
  // Whether a job of so many grains is to be shared.
  bool worth(int64_t grains, Clock::time_point now);
  void run(int64_t n, int64_t chunk, detail::RangeFn f);
  // A job of `parts` chunks that may wait for each other. The first is the caller's, who does it
  // between these two.
  void open_team(int parts, detail::RangeFn f);
  void close();

 private:
  // What is left of a part: chunks from `next` on.
  struct alignas(64) Part {
    std::atomic<int64_t> next{0};
    int64_t end = 0;
  };
  void open(int64_t n, int64_t chunk, detail::RangeFn f);
  void wake(int64_t wanted);
  void help(int self);
  void work(int self) noexcept;

  // The job. Written while it is closed and nobody is inside.
  detail::RangeFn f_{};
  int64_t n_ = 0, chunk_ = 1;
  int used_ = 1;  // how many parts it has
  std::unique_ptr<Part[]> parts_;
  std::exception_ptr error_;
  std::atomic<bool> failed_{false};
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
  Clock::time_point window_{};
  bool dense_ = false;       // was most of the last window spent on jobs?
  Clock::duration alone_{};  // and how much of it went into jobs without helpers
};

void Pool::work(int self) noexcept {
  for (int i = 0; i < used_; ++i) {
    Part& part = parts_[static_cast<size_t>((self + i) % used_)];
    while (part.next.load(std::memory_order_relaxed) < part.end) {
      int64_t begin = part.next.fetch_add(chunk_, std::memory_order_relaxed);
      if (begin >= part.end) break;
      if (failed_.load(std::memory_order_relaxed)) return;  // nobody needs the rest
      try {
        f_.call(f_.object, begin, std::min(begin + chunk_, n_));
      } catch (...) {
        if (!failed_.exchange(true)) error_ = std::current_exception();
      }
    }
  }
}

void Pool::help(int self) {
  tls_inside = true;
  uint32_t seen = 0;
  for (;;) {
    auto job = [&] { return jobs_.load() != seen; };
    if (!watch(job)) {
      std::unique_lock lock(sleep_);
      ++asleep_;
      wake_.wait(lock, [&] { return job() || stop_; });
      --asleep_;
      if (stop_) return;
    }
    seen = jobs_.load();
    ++inside_;
    if (open_.load()) work(self);
    if (--inside_ == 0 && !open_.load()) {
      std::lock_guard lock(sleep_);
      gone_.notify_one();
    }
  }
}

void Pool::open(int64_t n, int64_t chunk, detail::RangeFn f) {
  f_ = f;
  n_ = n;
  chunk_ = chunk;
  const int64_t chunks = (n - 1) / chunk + 1;
  used_ = static_cast<int>(std::min<int64_t>(helpers() + 1, chunks));
  for (int64_t i = 0, begin = 0; i < used_; ++i) {
    Part& part = parts_[static_cast<size_t>(i)];
    part.next.store(begin, std::memory_order_relaxed);
    part.end = begin = std::min(chunks * (i + 1) / used_ * chunk, n);
  }
}

// Publishes the job.
void Pool::wake(int64_t wanted) {
  open_.store(true);
  ++jobs_;
  const int asleep = asleep_.load();
  wanted -= helpers() - asleep;
  if (asleep == 0 || wanted <= 0) return;
  // Passing through the lock: a helper is then either before its look at jobs_ or waiting.
  {
    std::lock_guard lock(sleep_);
  }
  if (wanted >= asleep)
    wake_.notify_all();
  else
    for (int64_t i = 0; i < wanted; ++i) wake_.notify_one();
}

void Pool::close() {
  const bool before = std::exchange(tls_inside, true);
  work(0);
  tls_inside = before;
  open_.store(false);
  auto done = [&] { return inside_.load() == 0; };
  if (!watch(done)) {
    std::unique_lock lock(sleep_);
    gone_.wait(lock, done);
  }
  if (failed_.load()) {
    failed_ = false;
    std::rethrow_exception(std::exchange(error_, nullptr));
  }
}

bool Pool::worth(int64_t grains, Clock::time_point now) {
  if (const auto took = now - window_; took > kWindow) {
    const auto jobs = Clock::duration(spent.exchange(0));
    dense_ = took < 8 * kWindow && (dense_ ? 4 : 2) * jobs > took;  // shared jobs take less time
    window_ = now;
  }
  return dense_ || grains >= kLarge;
}

void Pool::run(int64_t n, int64_t chunk, detail::RangeFn f) {
  open(n, chunk, f);
  wake((n - 1) / chunk);
  close();
}

void Pool::open_team(int parts, detail::RangeFn f) {
  open(parts, 1, f);
  parts_[0].next.store(1, std::memory_order_relaxed);
  wake(parts - 1);
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
  parts_ = std::make_unique<Part[]>(static_cast<size_t>(wanted) + 1);
  try {
    for (int i = 1; i <= wanted; ++i) threads_.emplace_back([this, i] { help(i); });
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

namespace {
int most_threads() { return static_cast<int>(std::min<int64_t>(num_threads(), kMaxChunks)); }
}  // namespace

void detail::run_parallel(int64_t n, int64_t grain, RangeFn f, int64_t weight) {
  int64_t chunk = chunk_size(n, grain);
  int threads = most_threads();
  if (chunk < n && threads > 1 && !tls_inside) {
    Pool& p = pool();
    std::unique_lock busy(p.busy, std::try_to_lock);
    if (busy) {
      p.resize(threads - 1);
      if (p.helpers() > 0) {
        const auto start = Clock::now();
        if (p.worth(n / std::max<int64_t>(grain, 1) * weight, start)) {
          p.run(n, chunk, f);
        } else {
          busy.unlock();
          f.call(f.object, 0, n);
        }
        p.spent += (Clock::now() - start).count();
        return;
      }
    }
  }
  f.call(f.object, 0, n);
}

Team::Team() {
  if (tls_inside || most_threads() == 1) return;
  Pool& p = pool();
  p.busy.lock();
  p.resize(most_threads() - 1);
  size_ = p.helpers() + 1;
  holds_ = tls_inside = true;
  start_ = Clock::now();
}

Team::~Team() {
  if (!holds_) return;
  tls_inside = false;
  pool().spent += (Clock::now() - start_).count();
  pool().busy.unlock();
}

void Team::start(int parts, void (*f)(void*, int), void* data) {
  f_ = f;
  data_ = data;
  parts_ = parts;
  pool().open_team(parts, {this, [](void* team, int64_t begin, int64_t end) {
                             const Team& t = *static_cast<const Team*>(team);
                             for (int64_t i = begin; i < end; ++i)
                               t.f_(t.data_, static_cast<int>(i));
                           }});
}

void Team::finish() { pool().close(); }

void Team::barrier() {
  const uint32_t before = passed_.load();
  if (arrived_.fetch_add(1) + 1 == parts_) {
    arrived_.store(0);
    passed_.fetch_add(1);
    passed_.notify_all();
  } else if (!watch([&] { return passed_.load() != before; })) {
    passed_.wait(before);
  }
}

}  // namespace zeal
