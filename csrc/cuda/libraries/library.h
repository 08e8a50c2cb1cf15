// NVIDIA's libraries: opened when an op first needs one, never linked, and replaceable in tests.
//
// Note [Libraries]
// A library is a struct of function pointers (cublaslt_api.h and its neighbours) whose `info` says
// what its file is called. find<Api>() opens it once: in the folders that Python knows of (the
// nvidia-* packages), then wherever the system looks, the newest first that the driver can run.
// What is missing, or of a version that we cannot use, is kept as a sentence for gpu_status() and
// for the errors of ops that have no other way. Nothing is ever closed: plans live in threads.
#pragma once
#include <atomic>
#include <mutex>
#include <string>

#include "core/error.h"

namespace zeal::cuda {

struct LibraryInfo {
  const char* name;  // "cuBLASLt"
  // Each for CUDA 13 and for CUDA 12; the file is the same if one serves both.
  const char* packages[2];  // of PyPI
  const char* files[2];
  // What it is linked with and may lie in another folder: opened before it, if there.
  const char* needs[2][4];
  long least;  // version, in the library's own counting
};

namespace library_detail {

struct Opened {
  void* handle = nullptr;
  std::string path, reason;
};
// Opens the library that `info` describes and that has the symbol `probe`.
Opened open(const LibraryInfo& info, const char* probe);
void* symbol(void* handle, const char* name);
// Why it cannot be used; empty if `version` will do.
std::string objection(const LibraryInfo& info, const Opened& o, long version,
                      const char* missing_symbol);
std::unique_lock<std::mutex> locked();

template <class Api>
struct Loaded {
  inline static std::atomic<const Api*> table{nullptr};
  inline static std::atomic<bool> tried{false};
  inline static std::string reason, path;
};

template <class Api>
ZEAL_NOINLINE const Api* load() {
  using L = Loaded<Api>;
  static Api api;
  const Opened o = open(Api::info, Api::probe);  // finds folders: no lock is held
  const auto lock = locked();
  if (!L::tried.load(std::memory_order_relaxed)) {
    const char* missing = nullptr;
    long version = 0;
    if (o.handle) {
      Api::each_function(api, [&](const char* name, auto& function) {
        void* p = symbol(o.handle, name);
        function = reinterpret_cast<std::decay_t<decltype(function)>>(p);
        if (!p && !missing) missing = name;
      });
      if (!missing) version = api.version();
    }
    L::path = o.path;
    L::reason = objection(Api::info, o, version, missing);
    if (L::reason.empty()) L::table.store(&api, std::memory_order_release);
    L::tried.store(true, std::memory_order_release);
  }
  return L::table.load(std::memory_order_acquire);
}

[[noreturn]] void throw_missing(const char* op, const std::string& reason);

}  // namespace library_detail

// The library's functions, or null if it is not to be had.
template <class Api>
const Api* find() {
  using L = library_detail::Loaded<Api>;
  if (const Api* api = L::table.load(std::memory_order_acquire); ZEAL_LIKELY(api != nullptr))
    return api;
  if (L::tried.load(std::memory_order_acquire)) return nullptr;
  return library_detail::load<Api>();
}

// The same for an op that has no other way: throws, with the reason.
template <class Api>
const Api& need(const char* op) {
  const Api* api = find<Api>();
  if (ZEAL_UNLIKELY(!api)) library_detail::throw_missing(op, library_detail::Loaded<Api>::reason);
  return *api;
}

// "cuFFT 12000: " and its path, or why it is not to be had.
template <class Api>
std::string describe() {
  using L = library_detail::Loaded<Api>;
  if (const Api* api = find<Api>()) return cat(Api::info.name, " ", api->version(), ": ", L::path);
  return L::reason;
}
// All of them, looked for now, a line for each.
std::string describe_libraries();

// For tests: functions of theirs instead; null: as if nobody had looked for it yet.
template <class Api>
void replace(const Api* api) {
  using L = library_detail::Loaded<Api>;
  L::table.store(api);
  L::tried.store(api != nullptr);
  L::reason.clear();
  L::path = "a test's";
}
// For tests: as if the library were not there.
template <class Api>
void remove(const char* reason) {
  using L = library_detail::Loaded<Api>;
  L::table.store(nullptr);
  L::reason = reason;
  L::tried.store(true);
}

}  // namespace zeal::cuda
