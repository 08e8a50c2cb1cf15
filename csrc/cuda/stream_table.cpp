// Streams, events and captured graphs for those who order work themselves: the core's StreamTable.
#include <memory>

#include "core/error.h"
#include "cuda/backend.h"
#include "cuda/device.h"

namespace zeal::cuda {

namespace {

struct Event {
  void* native;
  Device device;
};

struct Graph {
  void* exec;
  StreamState* stream;  // on which it was captured
};

StreamState& stream(void* p) { return *static_cast<StreamState*>(p); }
Event& event(void* p) { return *static_cast<Event*>(p); }

bool is_done(int code, const char* what) {
  if (code == kNotReady) {
    rt().last_error();
    return false;
  }
  check(code, what);
  return true;
}

// Work of `native`, another library's stream, and ours, in order: an event in the one, a wait in
// the other.
void order(Device d, void* before, void* after) {
  if (before == after) return;
  use_device(d);
  void* e = nullptr;
  check(rt().event_create(&e, 0), "making an event");
  int code = rt().event_record(e, before);
  if (code == kSuccess) code = rt().stream_wait_event(after, e);
  rt().event_destroy(e);
  check(code, "ordering two streams");
}

void* make_event(Device d, bool timing) {
  use_device(d);
  auto e = std::make_unique<Event>(Event{nullptr, d});
  check(rt().event_create(&e->native, timing), "making an event");
  return e.release();
}

void begin_capture(void* p) {
  StreamState& s = stream(p);
  use_device(s.device);
  check(rt().capture_begin(s.native), "starting the capture of a graph");
  s.capturing.store(true);
}

void* end_capture(void* p, bool keep) {
  StreamState& s = stream(p);
  use_device(s.device);
  s.capturing.store(false);
  void* graph = nullptr;
  const int code = rt().capture_end(s.native, &graph);
  auto made = std::make_unique<Graph>(Graph{nullptr, &s});
  int made_code = kSuccess;
  if (code == kSuccess) {
    if (keep) made_code = rt().graph_instantiate(&made->exec, graph);
    rt().graph_destroy(graph);
  }
  if (keep && code == kSuccess && made_code == kSuccess) {
    s.graphs.fetch_add(1);
    return made.release();
  }
  if (s.graphs.load() == 0) device(s.device.index).allocator.release_parked(s);
  rt().last_error();
  if (!keep) return nullptr;  // after an error, which is the one to be seen
  check(code, "ending the capture of a graph");
  check(made_code, "making a graph that can be run");
  return nullptr;
}

}  // namespace

const StreamTable stream_table{
    .make = [](Device d, int priority) -> void* {
      device(d.index);
      return make_stream(d, priority);
    },
    .wrap = [](Device d, void* native) -> void* {
      device(d.index);
      return wrap_stream(d, native);
    },
    .native = [](void* s) { return stream(s).native; },
    .exchange = [](Device d, void* s) -> void* {
      return set_current_stream(d, static_cast<StreamState*>(s));
    },
    .is_done = [](void* s) { return is_done(rt().stream_query(stream(s).native), "a stream"); },
    .wait = [](void* waiter, void* other) { wait_for(stream(waiter), stream(other)); },
    .wait_native =
        [](void* waiter, void* native) {
          order(stream(waiter).device, native, stream(waiter).native);
        },
    .native_waits = [](void* native,
                       void* other) { order(stream(other).device, stream(other).native, native); },
    .make_event = make_event,
    .drop_event =
        [](void* e) {
          rt().event_destroy(event(e).native);
          delete &event(e);
        },
    .record =
        [](void* e, void* s) {
          use_device(event(e).device);
          check(rt().event_record(event(e).native, stream(s).native), "recording an event");
        },
    .wait_event =
        [](void* s, void* e) {
          check(rt().stream_wait_event(stream(s).native, event(e).native), "waiting for an event");
        },
    .event_is_done = [](void* e) { return is_done(rt().event_query(event(e).native), "an event"); },
    .synchronize_event =
        [](void* e) { check(rt().event_synchronize(event(e).native), "waiting for an event"); },
    .milliseconds = [](void* start, void* end) -> double {
      float ms = 0;
      check(rt().event_elapsed(&ms, event(start).native, event(end).native),
            "the time between two events");
      return ms;
    },
    .begin_capture = begin_capture,
    .end_capture = end_capture,
    .replay =
        [](void* g, void* s) {
          use_device(static_cast<Graph*>(g)->stream->device);
          check(rt().graph_launch(static_cast<Graph*>(g)->exec, stream(s).native),
                "starting a graph");
        },
    .drop_graph =
        [](void* g) {
          StreamState& s = *static_cast<Graph*>(g)->stream;
          rt().exec_destroy(static_cast<Graph*>(g)->exec);
          delete static_cast<Graph*>(g);
          if (s.graphs.fetch_sub(1) == 1) device(s.device.index).allocator.release_parked(s);
        },
};

}  // namespace zeal::cuda
