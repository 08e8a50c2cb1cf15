#include "dispatch/register_op.h"

#include <dlfcn.h>

#include <map>
#include <mutex>
#include <optional>

#include "core/error.h"

namespace zeal {

namespace {
struct Registered {
  std::mutex mutex;
  std::vector<const OpRecord*> ops;
};
Registered& registered() {
  static auto* r = new Registered;  // libraries register before main and are never unloaded
  return *r;
}
// What a library that is being loaded on this thread has met first.
struct Loading {
  std::optional<Error> error;
};
thread_local Loading* loading = nullptr;
}  // namespace

void register_op(const OpRecord& op, size_t layout) {
  if (layout != kRecordLayout)
    fail(Code::FailedPrecondition,
         "an op was compiled against the headers of another version of zeal: compile it again");
  if (find_op(op.def->type))
    fail(Code::AlreadyExists, "there is an op named ", op.def->type, " already");
  Registered& r = registered();
  std::lock_guard lock(r.mutex);
  op.slots->kernels[static_cast<int>(DeviceType::CPU)] = op.cpu;
  r.ops.push_back(&op);
}

void register_op_at_load(const OpRecord& op, size_t layout) noexcept {
  try {
    register_op(op, layout);
  } catch (const Error& e) {
    if (loading && !loading->error) loading->error = e;
  } catch (const std::exception& e) {
    if (loading && !loading->error) loading->error.emplace(Code::Internal, e.what());
  }
}

std::vector<const OpRecord*> registered_ops() {
  Registered& r = registered();
  std::lock_guard lock(r.mutex);
  return r.ops;
}

std::vector<const OpRecord*> load_op_library(const char* path) {
  static auto* loads = new std::map<void*, std::vector<const OpRecord*>>;
  static auto* mutex = new std::mutex;
  std::lock_guard lock(*mutex);
  const size_t before = registered_ops().size();
  Loading now;
  loading = &now;
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  loading = nullptr;
  if (!handle) fail(Code::NotFound, "load_op_library: ", dlerror());
  if (now.error) throw *now.error;
  if (auto known = loads->find(handle); known != loads->end()) return known->second;
  const std::vector<const OpRecord*> all = registered_ops();
  return (*loads)[handle] = {all.begin() + static_cast<std::ptrdiff_t>(before), all.end()};
}

}  // namespace zeal
