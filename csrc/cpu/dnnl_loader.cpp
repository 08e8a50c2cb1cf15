// Finds libzeal_dnnl.so beside this library, when a convolution first asks for it.
#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>

#include "cpu/conv.h"

namespace zeal {

namespace {

// oneDNN must find our OpenMP (cpu/dnnl/openmp.cpp) also where the process exports libgomp, as
// PyTorch does: that one hangs in the child of a fork. Sanitizers do not allow it.
#if defined(RTLD_DEEPBIND) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr int kOwnFirst = RTLD_DEEPBIND;
#else
constexpr int kOwnFirst = 0;
#endif

std::atomic<const ConvKernels*> g_kernels{nullptr};  // what dnnl_kernels() returns once settled
std::atomic<bool> g_settled{false};
std::mutex g_mutex;
std::string g_why;

const ConvKernels* load() {
  Dl_info here{};
  if (!dladdr(reinterpret_cast<void*>(&use_dnnl), &here) || !here.dli_fname) {
    g_why = "the place of libzeal.so is not known";
    return nullptr;
  }
  std::string path = here.dli_fname;
  path = path.substr(0, path.rfind('/') + 1) + "libzeal_dnnl.so";
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | kOwnFirst);
  if (!library) {
    const char* error = dlerror();
    g_why = error ? error : path + " cannot be loaded";
    return nullptr;
  }
  using Get = const ConvKernels* (*)();
  auto get = reinterpret_cast<Get>(dlsym(library, "zeal_dnnl_kernels"));
  if (!get) g_why = path + " has no zeal_dnnl_kernels()";
  return get ? get() : nullptr;
}

void settle(bool on) {
  static const ConvKernels* loaded = nullptr;
  static bool tried = false;
  if (on && !tried) {
    tried = true;
    loaded = load();
  }
  g_kernels = on ? loaded : nullptr;
  g_settled = true;
}

}  // namespace

const ConvKernels* dnnl_kernels() {
  if (ZEAL_UNLIKELY(!g_settled.load(std::memory_order_acquire))) {
    std::lock_guard lock(g_mutex);
    const char* wish = std::getenv("ZEAL_DNNL");
    if (!g_settled) settle(!(wish && std::string_view(wish) == "0"));
  }
  return g_kernels.load(std::memory_order_acquire);
}

void use_dnnl(bool on) {
  std::lock_guard lock(g_mutex);
  settle(on);
}

const char* dnnl_missing() {
  if (dnnl_kernels()) return "";
  std::lock_guard lock(g_mutex);
  return g_why.empty() ? "switched off" : g_why.c_str();
}

}  // namespace zeal
