// Streams of a device: what Stream::handle points at, which one a thread uses, and waiting for it.
#pragma once
#include <atomic>
#include <cstdint>

#include "core/stream.h"
#include "cuda/report.h"
#include "cuda/runtime.h"

namespace zeal::cuda {

inline constexpr int kMaxDevices = 16;

// Note [Streams]
// Each device has one stream that all threads use unless they are inside a scope of another one, so
// that tensors may go from thread to thread as they do on the CPU. A tensor that is used on another
// stream than its own makes that stream wait for its own first, and its memory is not used again
// before both are done (allocator.h). None is ever destroyed: tensors keep pointers to them.
struct StreamState {
  Device device;
  void* native = nullptr;     // cudaStream_t
  ErrorFlag* flag = nullptr;  // pinned: where kernels say what is wrong with the data
  bool owned = true;          // made by us; else another library's
  int index = 0;              // among all streams of the process
  // While a graph is captured: nobody may wait for this stream, and no memory comes from the
  // system.
  std::atomic<bool> capturing{false};
  // Graphs that read and write memory as they did when they were captured on this stream.
  std::atomic<int> graphs{0};
};

inline StreamState& state(Stream s) { return *static_cast<StreamState*>(s.handle); }
inline void* native(Stream s) { return state(s).native; }

// The stream of this thread's work on a device.
Stream current_stream(Device d);
// The stream that threads use outside of scopes.
StreamState* default_stream(Device d);
// Makes `s` this thread's stream of its device (null: the default one again) and returns the one
// before, null if that was the default one.
StreamState* set_current_stream(Device d, StreamState* s);
// A new stream; or one around another library's.
StreamState* make_stream(Device d, int priority = 0);
StreamState* wrap_stream(Device d, void* native);

// Throws InvalidArgument if a kernel that has run on this stream found something to complain of.
void throw_reported(StreamState& s);
// Waits for all that is queued; throws as above, and what CUDA says.
void synchronize(StreamState& s);
// What is queued on `waiter` from now on waits for what is queued on `other` up to now.
void wait_for(StreamState& waiter, StreamState& other);

// Makes CUDA's calls on this thread go to that device; free of cost where there is only one.
void use_device(Device d);

}  // namespace zeal::cuda
