// What calls of ops cost: who took how long, and moved how many bytes, on every thread.
//
// A profile is one stretch of time; only one is taken at once. Off, a call looks at one flag. On,
// each thread logs its own calls: totals by op, and single calls, up to a bound, for a timeline.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatch/contexts.h"
#include "dispatch/registry.h"

namespace zeal {

// Times are in nanoseconds of a clock that never goes back.
struct ZEAL_API OpTotals {
  int64_t calls = 0;
  int64_t host = 0;    // from the dispatcher's entry to its return
  int64_t self = 0;    // the same without the calls that it made in turn
  int64_t kernel = 0;  // in the op's own kernel
  int64_t bytes = 0;   // of inputs and outputs

  OpTotals& operator+=(const OpTotals& o);
};

struct ThreadLog {
  struct Call {
    const OpRecord* op;
    int64_t start, host, kernel, bytes;
  };
  struct Range {  // a stretch of time that the user named
    std::string name, args;
    int64_t start, duration;
  };
  std::mutex mutex;  // held for each entry; taken by another thread only when the profile ends
  uint64_t thread = 0;
  std::unordered_map<const OpRecord*, OpTotals> totals;
  std::vector<Call> calls;
  std::vector<Range> ranges;
  int64_t left_out = 0;  // calls that `calls` had no room for
};

struct ZEAL_API Profile {
  ~Profile();  // empties the logs, which their threads keep until they log again

  int64_t start = 0, end = 0;
  std::vector<std::shared_ptr<ThreadLog>> logs;  // one for each thread that did something
};

// False if a profile is being taken already. A thread keeps at most `max_calls` single calls.
ZEAL_API bool start_profile(size_t max_calls);
// What was logged; null if no profile is being taken.
ZEAL_API std::unique_ptr<Profile> stop_profile();
// The time, or 0 if no profile is being taken.
ZEAL_API int64_t profile_time();
// Logs what happened since `start`, which profile_time() gave. `args` is a JSON object.
ZEAL_API void log_range(std::string name, std::string args, int64_t start);

namespace profiling {

extern std::atomic<bool> on;
inline bool is_on() { return on.load(std::memory_order_relaxed); }

// While it lives, a call runs; the calls inside it are the innermost's.
class TimedCall {
 public:
  TimedCall(const OpRecord& op, Inputs in);
  ~TimedCall();
  TimedCall(const TimedCall&) = delete;
  void wrote(size_t bytes) { bytes_ += static_cast<int64_t>(bytes); }

 private:
  friend class TimedKernel;
  const OpRecord& op_;
  TimedCall* outer_;
  int64_t start_, bytes_ = 0, kernel_ = 0, inner_ = 0;
};

// While it lives, the kernel of the innermost call runs.
class TimedKernel {
 public:
  TimedKernel();
  ~TimedKernel();
  TimedKernel(const TimedKernel&) = delete;

 private:
  int64_t start_;
};

}  // namespace profiling

}  // namespace zeal
