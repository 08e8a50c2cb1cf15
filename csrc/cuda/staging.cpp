#include "cuda/staging.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <vector>

#include "cuda/launch.h"

namespace zeal::cuda {

namespace {

constexpr size_t kSmallBytes = size_t{64} << 10;

// A pinned buffer, and the event after which the device no longer needs it.
struct Buffer {
  char* data = nullptr;
  void* event = nullptr;
  size_t bytes = 0;
  int device = 0;
};

// Buffers of one size that are not being filled; the oldest first.
class Buffers {
 public:
  explicit Buffers(size_t bytes, size_t most) : bytes_(bytes), most_(most) {}

  // One that is free, a new one, or the oldest after waiting for it.
  Buffer take(int device) {
    Buffer oldest;
    {
      std::lock_guard lock(mutex_);
      for (auto it = kept_.begin(); it != kept_.end(); ++it) {
        if (it->device != device) continue;
        if (rt().event_query(it->event) == kSuccess) {
          Buffer b = *it;
          kept_.erase(it);
          return b;
        }
        rt().last_error();  // "not ready", which CUB would take for an error of its own
      }
      auto same = std::find_if(kept_.begin(), kept_.end(),
                               [&](const Buffer& b) { return b.device == device; });
      if (kept_.size() >= most_ && same != kept_.end()) {
        oldest = *same;
        kept_.erase(same);
      }
    }
    if (!oldest.data) {
      oldest.bytes = bytes_;
      oldest.device = device;
      void* p = nullptr;
      check(rt().host_allocate(&p, bytes_), "allocating pinned memory");
      oldest.data = static_cast<char*>(p);
      check(rt().event_create(&oldest.event, 0), "making an event");
      return oldest;
    }
    check(rt().event_synchronize(oldest.event), "waiting for a copy to the device");
    return oldest;
  }
  void give(const Buffer& b) {
    std::lock_guard lock(mutex_);
    kept_.push_back(b);
  }

 private:
  const size_t bytes_, most_;
  std::mutex mutex_;
  std::vector<Buffer> kept_;
};

Buffers& buffers(size_t bytes) {
  // Never destroyed: CUDA may be gone before static objects are.
  static auto* const small = new Buffers(kSmallBytes, 64);
  static auto* const large = new Buffers(kStagingBytes, 4);
  return bytes <= kSmallBytes ? *small : *large;
}

// A buffer for the time of a call.
struct Loan {
  Buffers& from;
  Buffer buffer;
  Loan(Buffers& b, int device) : from(b), buffer(b.take(device)) {}
  ~Loan() { from.give(buffer); }
};

void no_capture(Stream s) {
  if (state(s).capturing.load(std::memory_order_relaxed))
    fail(Code::FailedPrecondition,
         "a copy between the host and the device while a CUDA graph is captured: make constants "
         "before, and look at values after");
}

}  // namespace

void copy_up(void* dst, const void* src, size_t bytes, Stream s) {
  no_capture(s);
  use_device(s.device);
  for (size_t at = 0; at < bytes; at += kStagingBytes) {
    const size_t n = std::min(kStagingBytes, bytes - at);
    Loan loan(buffers(n), s.device.index);
    std::memcpy(loan.buffer.data, static_cast<const char*>(src) + at, n);
    check(rt().copy(static_cast<char*>(dst) + at, loan.buffer.data, n, CopyKind::HostToDevice,
                    native(s)),
          "copying to the device");
    check(rt().event_record(loan.buffer.event, native(s)), "copying to the device");
  }
}

void copy_down(void* dst, const void* src, size_t bytes, Stream s) {
  no_capture(s);
  use_device(s.device);
  Buffers& from = buffers(bytes);
  Loan a(from, s.device.index), b(from, s.device.index);
  Buffer* turn[2] = {&a.buffer, &b.buffer};
  const size_t chunk = std::min(bytes, turn[0]->bytes);
  size_t asked = 0;
  auto ask = [&](int i) {  // for the next chunk
    const size_t n = std::min(chunk, bytes - asked);
    if (n == 0) return;
    check(rt().copy(turn[i]->data, static_cast<const char*>(src) + asked, n, CopyKind::DeviceToHost,
                    native(s)),
          "copying from the device");
    check(rt().event_record(turn[i]->event, native(s)), "copying from the device");
    asked += n;
  };
  ask(0);
  for (size_t at = 0, i = 0; at < bytes; at += chunk, i ^= 1) {
    ask(static_cast<int>(i ^ 1));
    check(rt().event_synchronize(turn[i]->event), "waiting for a copy from the device");
    std::memcpy(static_cast<char*>(dst) + at, turn[i]->data, std::min(chunk, bytes - at));
  }
  throw_reported(state(s));
}

void upload(Stream s, void* dst, const void* src, size_t bytes) {
  if (bytes) copy_up(dst, src, bytes, s);
}

}  // namespace zeal::cuda
