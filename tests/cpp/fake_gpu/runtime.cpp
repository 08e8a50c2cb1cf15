// The fake CUDA runtime: memory, streams, events, graphs.
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "fake.h"

namespace zeal::fake {

Options options;
Counters counters;

namespace {

void count(long& n) { std::atomic_ref(n).fetch_add(1, std::memory_order_relaxed); }

// What queued work calls may call back into the runtime (a tensor that dies, say).
std::recursive_mutex mutex;

struct Region {
  size_t bytes;
  char* shadow;
  int device;
};
std::map<const char*, Region> regions;
std::map<int, size_t> used;
thread_local int current_device = 0;
int pending_error = 0;

struct Stream;

struct Event {
  Stream* stream = nullptr;  // that will record it, or has
  long wanted = 0;           // how many commands of it must have run
};

struct Command {
  std::function<void()> run;
  Stream* waits_for = nullptr;
  long wanted = 0;
};

struct Stream {
  std::deque<Command> queue;
  long done = 0, queued = 0;
  std::vector<Command>* capture = nullptr;
};
std::set<Stream*> streams;

struct Graph {
  std::vector<Command> commands;
};

void run_until(Stream& s, long wanted) {
  while (s.done < wanted && !s.queue.empty()) {
    Command c = std::move(s.queue.front());
    s.queue.pop_front();
    if (c.waits_for) run_until(*c.waits_for, c.wanted);
    if (c.run) c.run();
    ++s.done;
  }
}

void add(Stream& s, Command c) {
  if (s.capture) {
    s.capture->push_back(std::move(c));
    return;
  }
  s.queue.push_back(std::move(c));
  ++s.queued;
}

// CUDA's numbers 1 and 2 are the legacy and the per-thread default stream.
Stream& stream_of(void* p) {
  static auto* const legacy = new Stream;
  if (reinterpret_cast<uintptr_t>(p) > 2) return *static_cast<Stream*>(p);
  streams.insert(legacy);
  return *legacy;
}
Event& event_of(void* p) { return *static_cast<Event*>(p); }

int allocate(void** p, size_t bytes) {
  std::lock_guard lock(mutex);
  for (Stream* s : streams)
    if (s->capture) return 900;  // cudaErrorStreamCaptureUnsupported
  if (used[current_device] + bytes > options.memory) return pending_error = cuda::kOutOfMemory;
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t mapped = (bytes + page - 1) / page * page;
  const int file = memfd_create("device memory", 0);
  if (file < 0 || ftruncate(file, static_cast<off_t>(mapped)) != 0)
    return pending_error = cuda::kOutOfMemory;
  void* device = mmap(nullptr, mapped, PROT_NONE, MAP_SHARED, file, 0);
  void* shadow = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  std::memset(shadow, 0xcd, mapped);
  regions[static_cast<char*>(device)] = {mapped, static_cast<char*>(shadow), current_device};
  used[current_device] += mapped;
  count(counters.allocations);
  *p = device;
  return 0;
}

int deallocate(void* p) {
  std::lock_guard lock(mutex);
  finish();  // cudaFree waits for the device
  auto it = regions.find(static_cast<char*>(p));
  if (it == regions.end()) return 1;
  used[it->second.device] -= it->second.bytes;
  munmap(it->second.shadow, it->second.bytes);
  munmap(p, it->second.bytes);
  regions.erase(it);
  return 0;
}

int copy(void* dst, const void* src, size_t bytes, cuda::CopyKind kind, void* s) {
  using cuda::CopyKind;
  std::lock_guard lock(mutex);
  count(counters.copies);
  const bool to_device = kind != CopyKind::DeviceToHost,
             from_device = kind != CopyKind::HostToDevice;
  if (is_device_memory(dst) != to_device || is_device_memory(src) != from_device)
    return pending_error = 21;  // cudaErrorInvalidMemcpyDirection
  add(stream_of(s), {[=] { std::memmove(shadow(dst), shadow(src), bytes); }});
  return 0;
}

int device_info(int device, cuda::DeviceInfo* out) {
  count(counters.device_queries);
  if (device >= options.devices) return 101;
  *out = {};
  std::snprintf(out->name, sizeof out->name, "Fake GPU %d", device);
  out->major = 9;
  out->multiprocessors = 4;
  out->threads_per_multiprocessor = 2048;
  out->shared_per_block = 100 << 10;
  out->memory = options.memory;
  return 0;
}

int capture_end(void* s, void** graph) {
  std::lock_guard lock(mutex);
  Stream& stream = stream_of(s);
  if (!stream.capture) return 1;
  auto* g = new Graph;
  g->commands = std::move(*stream.capture);
  delete std::exchange(stream.capture, nullptr);
  *graph = g;
  return 0;
}

// Waiting for a stream that is being captured is an error, as on a GPU.
int wait_all(void* s) {
  std::lock_guard lock(mutex);
  count(counters.synchronisations);
  Stream& stream = stream_of(s);
  if (stream.capture) return pending_error = 900;
  run_until(stream, stream.queued);
  return 0;
}

const char* error_name(int code) {
  switch (code) {
    case 0:
      return "cudaSuccess";
    case cuda::kOutOfMemory:
      return "cudaErrorMemoryAllocation";
    case 35:
      return "cudaErrorInsufficientDriver";
    case 100:
      return "cudaErrorNoDevice";
    case 101:
      return "cudaErrorInvalidDevice";
    case 900:
      return "cudaErrorStreamCaptureUnsupported";
    default:
      return "cudaErrorUnknown";
  }
}

}  // namespace

Touchable::Touchable() {
  mutex.lock();
  for (auto& [p, region] : regions)
    mprotect(const_cast<char*>(p), region.bytes, PROT_READ | PROT_WRITE);
}
Touchable::~Touchable() {
  for (auto& [p, region] : regions) mprotect(const_cast<char*>(p), region.bytes, PROT_NONE);
  mutex.unlock();
}

bool is_device_memory(const void* p) {
  std::lock_guard lock(mutex);
  auto it = regions.upper_bound(static_cast<const char*>(p));
  if (it == regions.begin()) return false;
  --it;
  return static_cast<const char*>(p) < it->first + it->second.bytes;
}

void* shadow(const void* p) {
  std::lock_guard lock(mutex);
  auto it = regions.upper_bound(static_cast<const char*>(p));
  if (it != regions.begin()) {
    --it;
    if (static_cast<const char*>(p) < it->first + it->second.bytes)
      return it->second.shadow + (static_cast<const char*>(p) - it->first);
  }
  return const_cast<void*>(p);
}

size_t bytes_allocated() {
  std::lock_guard lock(mutex);
  size_t sum = 0;
  for (auto& [device, bytes] : used) sum += bytes;
  return sum;
}

void finish() {
  std::lock_guard lock(mutex);
  for (Stream* s : streams) run_until(*s, s->queued);
}

void enqueue(void* s, std::function<void()> run) {
  std::lock_guard lock(mutex);
  count(counters.launches);
  add(stream_of(s), {std::move(run)});
}

const cuda::Runtime runtime{
    .error_name = error_name,
    .error_text = [](int c) { return c == cuda::kOutOfMemory ? "out of memory" : error_name(c); },
    .driver_version = [](int* v) { return *v = options.driver_version, 0; },
    .runtime_version = [](int* v) { return *v = 13000, 0; },
    .device_count = [](int* n) { return *n = options.devices, options.device_count_error; },
    .device_info = device_info,
    .set_device =
        [](int d) {
          count(counters.device_queries);
          if (d >= options.devices) return 101;
          return current_device = d, 0;
        },
    .memory_info =
        [](size_t* free, size_t* total) {
          std::lock_guard lock(mutex);
          *total = options.memory;
          *free = options.memory - used[current_device];
          return 0;
        },
    .device_synchronize = [] { return finish(), 0; },
    .last_error = [] { return std::exchange(pending_error, 0); },
    .stream_create =
        [](void** s, int) {
          std::lock_guard lock(mutex);
          auto* made = new Stream;
          streams.insert(made);
          *s = made;
          return 0;
        },
    .stream_destroy =
        [](void* s) {
          std::lock_guard lock(mutex);
          wait_all(s);
          streams.erase(&stream_of(s));
          return 0;  // kept: events may name it
        },
    .stream_synchronize = wait_all,
    .stream_query =
        [](void* s) {
          std::lock_guard lock(mutex);
          return stream_of(s).queue.empty() ? 0 : cuda::kNotReady;
        },
    .stream_wait_event =
        [](void* s, void* e) {
          std::lock_guard lock(mutex);
          if (event_of(e).stream) add(stream_of(s), {{}, event_of(e).stream, event_of(e).wanted});
          return 0;
        },
    .event_create = [](void** e, int) { return *e = new Event, 0; },
    .event_destroy = [](void* e) { return delete &event_of(e), 0; },
    .event_record =
        [](void* e, void* s) {
          std::lock_guard lock(mutex);
          event_of(e) = {&stream_of(s), stream_of(s).queued};
          return 0;
        },
    .event_query =
        [](void* e) {
          std::lock_guard lock(mutex);
          Event& event = event_of(e);
          return !event.stream || event.stream->done >= event.wanted ? 0 : cuda::kNotReady;
        },
    .event_synchronize =
        [](void* e) {
          std::lock_guard lock(mutex);
          count(counters.synchronisations);
          if (Event& event = event_of(e); event.stream) run_until(*event.stream, event.wanted);
          return 0;
        },
    .event_elapsed = [](float* ms, void*, void*) { return *ms = 1.5f, 0; },
    .allocate = allocate,
    .deallocate = deallocate,
    .host_allocate = [](void** p, size_t bytes) { return posix_memalign(p, 4096, bytes) ? 2 : 0; },
    .host_deallocate = [](void* p) { return free(p), 0; },
    .copy = copy,
    .copy_peer = [](void* dst, int, const void* src, int, size_t bytes,
                    void* s) { return copy(dst, src, bytes, cuda::CopyKind::DeviceToDevice, s); },
    .fill =
        [](void* dst, int byte, size_t bytes, void* s) {
          std::lock_guard lock(mutex);
          add(stream_of(s), {[=] { std::memset(shadow(dst), byte, bytes); }});
          return 0;
        },
    .fill_elements =
        [](void* dst, const void* value, size_t size, int64_t n, void* s) {
          std::lock_guard lock(mutex);
          std::vector<char> v(static_cast<const char*>(value),
                              static_cast<const char*>(value) + size);
          add(stream_of(s), {[=] {
                char* to = static_cast<char*>(shadow(dst));
                for (int64_t i = 0; i < n; ++i) std::memcpy(to + i * size, v.data(), v.size());
              }});
          return 0;
        },
    // The kernel is a function here, which queues itself.
    .launch =
        [](const void* kernel, cuda::Dim, cuda::Dim, void** args, size_t, void* s) {
          std::lock_guard lock(mutex);
          if (options.fail_next_launch) return std::exchange(options.fail_next_launch, 0);
          reinterpret_cast<void (*)(void**, void*)>(const_cast<void*>(kernel))(args, s);
          return 0;
        },
    .capture_begin =
        [](void* s) {
          std::lock_guard lock(mutex);
          if (stream_of(s).capture) return 900;
          stream_of(s).capture = new std::vector<Command>;
          return 0;
        },
    .capture_end = capture_end,
    .capturing = [](void* s, int* is) { return *is = stream_of(s).capture != nullptr, 0; },
    .graph_instantiate =
        [](void** exec, void* graph) {
          *exec = new Graph(*static_cast<Graph*>(graph));
          return 0;
        },
    .graph_launch =
        [](void* exec, void* s) {
          std::lock_guard lock(mutex);
          for (const Command& c : static_cast<Graph*>(exec)->commands) add(stream_of(s), c);
          return 0;
        },
    .graph_destroy = [](void* g) { return delete static_cast<Graph*>(g), 0; },
    .exec_destroy = [](void* g) { return delete static_cast<Graph*>(g), 0; },
};

}  // namespace zeal::fake
