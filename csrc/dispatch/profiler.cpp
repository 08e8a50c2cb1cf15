#include "dispatch/profiler.h"

#include <chrono>
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#else
#include <thread>
#endif

#include "core/fork.h"

namespace zeal {

OpTotals& OpTotals::operator+=(const OpTotals& o) {
  calls += o.calls;
  host += o.host;
  self += o.self;
  kernel += o.kernel;
  bytes += o.bytes;
  return *this;
}

Profile::~Profile() {
  for (auto& log : logs) {
    std::lock_guard lock(log->mutex);
    log->totals = {};
    log->calls = {};
    log->ranges = {};
  }
}

namespace profiling {

constinit std::atomic<bool> on{false};

namespace {

int64_t now() {
  auto t = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(t).count();
}

// The number that the system, and so Python, knows the thread by.
uint64_t thread_number() {
#ifdef __linux__
  return static_cast<uint64_t>(syscall(SYS_gettid));
#else
  return std::hash<std::thread::id>{}(std::this_thread::get_id());
#endif
}

// The profile being taken. A thread that has not seen its number yet makes a log of its own.
struct Session {
  ForkMutex mutex;
  std::atomic<uint64_t> number{0};
  std::atomic<size_t> max_calls{0};
  std::unique_ptr<Profile> profile;
};
Session& session() {
  static auto* s = new Session;  // outlives every thread
  return *s;
}

struct Local {
  uint64_t session = 0;
  std::shared_ptr<ThreadLog> log;
  TimedCall* call = nullptr;  // the innermost
};
thread_local Local local;

// This thread's log; null if the profile has ended meanwhile.
ThreadLog* log_of_thread() {
  Session& s = session();
  if (ZEAL_LIKELY(local.session == s.number.load(std::memory_order_acquire)))
    return local.log.get();
  std::lock_guard lock(s.mutex);
  local.session = s.number.load(std::memory_order_relaxed);
  local.log.reset();
  if (s.profile) {
    local.log = std::make_shared<ThreadLog>();
    local.log->thread = thread_number();
    s.profile->logs.push_back(local.log);
  }
  return local.log.get();
}

}  // namespace

TimedCall::TimedCall(const OpRecord& op, Inputs in) : op_(op), outer_(local.call), start_(now()) {
  for (const TensorImpl* x : in)
    if (x) wrote(x->bytes());
  local.call = this;
}

TimedCall::~TimedCall() {
  local.call = outer_;
  const int64_t host = now() - start_;
  if (outer_) outer_->inner_ += host;
  try {
    ThreadLog* log = log_of_thread();
    if (!log) return;
    std::lock_guard lock(log->mutex);
    log->totals[&op_] += {1, host, host - inner_, kernel_, bytes_};
    if (log->calls.size() < session().max_calls.load(std::memory_order_relaxed))
      log->calls.push_back({&op_, start_, host, kernel_, bytes_});
    else
      ++log->left_out;
  } catch (const std::exception&) {  // no memory: the profile misses this call
  }
}

TimedKernel::TimedKernel() : start_(now()) {}
TimedKernel::~TimedKernel() {
  if (local.call) local.call->kernel_ += now() - start_;
}

}  // namespace profiling

using profiling::session;

bool start_profile(size_t max_calls) {
  auto& s = session();
  std::lock_guard lock(s.mutex);
  if (s.profile) return false;
  s.profile = std::make_unique<Profile>();
  s.profile->start = profiling::now();
  s.max_calls = max_calls;
  s.number.fetch_add(1, std::memory_order_release);
  profiling::on = true;
  return true;
}

std::unique_ptr<Profile> stop_profile() {
  auto& s = session();
  std::lock_guard lock(s.mutex);
  if (!s.profile) return nullptr;
  profiling::on = false;
  s.number.fetch_add(1, std::memory_order_release);
  s.profile->end = profiling::now();
  return std::move(s.profile);
}

int64_t profile_time() { return profiling::is_on() ? profiling::now() : 0; }

void log_range(std::string name, std::string args, int64_t start) {
  const int64_t duration = profiling::now() - start;
  if (!profiling::is_on()) return;
  if (ThreadLog* log = profiling::log_of_thread()) {
    std::lock_guard lock(log->mutex);
    log->ranges.push_back({std::move(name), std::move(args), start, duration});
  }
}

}  // namespace zeal
