#include "cuda/stream.h"

#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/error.h"
#include "cuda/device.h"

namespace zeal::cuda {

namespace {

// Each thread's stream for each device; null for the default one.
thread_local StreamState* current[kMaxDevices];
// The device that CUDA's calls on this thread go to, as far as we have said so; -1: not yet.
thread_local int chosen = -1;

std::mutex mutex;
int streams = 0;

ErrorFlag* make_flag() {
  void* p = nullptr;
  check(rt().host_allocate(&p, sizeof(ErrorFlag)), "allocating pinned memory");
  std::memset(p, 0, sizeof(ErrorFlag));
  return static_cast<ErrorFlag*>(p);
}

StreamState* add(Device d, void* native, bool owned) {
  auto s = std::make_unique<StreamState>();
  s->device = d;
  s->native = native;
  s->owned = owned;
  s->flag = make_flag();
  std::lock_guard lock(mutex);
  s->index = streams++;
  return s.release();
}

// The report's text with its values in place of each %d.
std::string filled(const ErrorFlag& f) {
  std::string out;
  int value = 0;
  for (const char* p = f.text; *p; ++p) {
    if (p[0] == '%' && p[1] == 'd' && value < 4) {
      out += std::to_string(f.values[value++]);
      ++p;
    } else {
      out += *p;
    }
  }
  return out;
}

}  // namespace

void use_device(Device d) {
  // Another library may choose a device on this thread, too; with one device there is no choice.
  if (device_count() == 1 && chosen == 0) return;
  check(rt().set_device(d.index), "choosing a device");
  chosen = d.index;
}

StreamState* default_stream(Device d) { return device(d.index).stream; }

Stream current_stream(Device d) {
  use_device(d);
  StreamState* s = current[d.index];
  return {d, s ? s : default_stream(d)};
}

StreamState* set_current_stream(Device d, StreamState* s) {
  if (s && s->device != d)
    invalid("a stream of ", full_name(s->device), " is none of ", full_name(d));
  default_stream(d);  // there is such a device
  return std::exchange(current[d.index], s);
}

StreamState* make_stream(Device d, int priority) {
  use_device(d);
  void* native = nullptr;
  check(rt().stream_create(&native, priority), "making a stream");
  return add(d, native, true);
}

StreamState* wrap_stream(Device d, void* native) { return add(d, native, false); }

void throw_reported(StreamState& s) {
  ErrorFlag& f = *s.flag;
  if (!__atomic_load_n(&f.taken, __ATOMIC_ACQUIRE)) return;
  std::string message = f.text ? cat(f.op, ": ", filled(f)) : cat(f.op, ": a value is not allowed");
  f.text = nullptr;
  __atomic_store_n(&f.taken, 0ull, __ATOMIC_RELEASE);
  throw Error(Code::InvalidArgument, std::move(message));
}

void synchronize(StreamState& s) {
  if (s.capturing.load(std::memory_order_relaxed))
    fail(Code::FailedPrecondition,
         "a value is needed on the host while a CUDA graph is captured: a captured function must "
         "not look at tensors' values");
  check(rt().stream_synchronize(s.native), "waiting for a stream");
  throw_reported(s);
}

void wait_for(StreamState& waiter, StreamState& other) {
  if (&waiter == &other) return;
  use_device(other.device);
  void* event = nullptr;
  check(rt().event_create(&event, 0), "making an event");
  int code = rt().event_record(event, other.native);
  if (code == kSuccess) code = rt().stream_wait_event(waiter.native, event);
  rt().event_destroy(event);  // once it has happened
  check(code, "ordering two streams");
}

}  // namespace zeal::cuda
