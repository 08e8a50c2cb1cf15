// Loads libzeal_cuda.so beside this library, when a GPU is first asked for, or says why not.
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>

#include "core/backend.h"
#include "core/gpu_loader.h"

namespace zeal {

std::string (*describe_gpu_libraries)() = nullptr;

namespace {

std::atomic<bool> settled{false};
std::mutex mutex;
std::string reason;

std::string beside_us(const char* name) {
  Dl_info here{};
  if (!dladdr(reinterpret_cast<void*>(&load_gpu), &here) || !here.dli_fname) return name;
  const std::string path = here.dli_fname;
  return path.substr(0, path.rfind('/') + 1) + name;
}

// Is there anything of a driver? What a machine without one pays is these two look-ups.
bool has_driver() { return access("/dev/nvidiactl", F_OK) == 0 || access("/dev/dxg", F_OK) == 0; }

std::string load() {
  const char* wish = std::getenv("ZEAL_CUDA");
  const std::string_view how = wish ? wish : "";
  if (how == "0" || how == "off" || how == "OFF")
    return "ZEAL_CUDA=" + std::string(how) + " is set";
  // Another library in its place: the tests' fake device.
  const char* other = std::getenv("ZEAL_CUDA_LIBRARY");
  const std::string path = other ? other : beside_us("libzeal_cuda.so");
  if (access(path.c_str(), F_OK) != 0)
    return other ? path + " does not exist"
                 : "this zeal was built without CUDA (there is no " + path + ")";
  if (!other && !has_driver())
    return "there is no NVIDIA driver: neither /dev/nvidiactl nor /dev/dxg exists";
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) {
    const char* error = dlerror();
    return error ? error : path + " cannot be loaded";
  }
  using Load = const char* (*)();
  auto entry = reinterpret_cast<Load>(dlsym(library, "zeal_load_cuda"));
  if (!entry) return path + " has no zeal_load_cuda(): it is of another version";
  try {
    const char* why = entry();
    return why ? why : "";
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace

void load_gpu() {
  if (settled.load(std::memory_order_acquire)) return;
  std::lock_guard lock(mutex);
  if (settled.load(std::memory_order_relaxed)) return;
  reason = load();
  settled.store(true, std::memory_order_release);
}

const std::string& gpu_reason() {
  load_gpu();
  return reason;
}

}  // namespace zeal
