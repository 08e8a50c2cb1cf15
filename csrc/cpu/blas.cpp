#include "cpu/blas.h"

#include <dlfcn.h>
#include <sched.h>

#include <string>
#include <type_traits>

namespace zeal {

namespace {
constexpr const char* kName = "libscipy_openblas.so";

// Note [OpenBLAS starts no threads]
// When it is loaded, OpenBLAS starts as many threads as there are cores, unless the environment
// says otherwise; but the environment is the user's. It counts the cores that the loading thread
// may run on, so for the time of the load that is one.
class OneCore {
 public:
#ifdef __linux__
  OneCore() {
    if (sched_getaffinity(0, sizeof old_, &old_) != 0) return;
    int cpu = sched_getcpu();
    if (cpu < 0 || cpu >= CPU_SETSIZE || !CPU_ISSET(cpu, &old_)) return;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    bound_ = sched_setaffinity(0, sizeof one, &one) == 0;
  }
  ~OneCore() {
    if (bound_) sched_setaffinity(0, sizeof old_, &old_);
  }

 private:
  cpu_set_t old_;
  bool bound_ = false;
#endif
};

void* open() {
  OneCore one;
  Dl_info self;
  if (dladdr(reinterpret_cast<void*>(&blas), &self) && self.dli_fname) {
    std::string path = self.dli_fname;
    path.resize(path.find_last_of('/') + 1);
    if (void* library = dlopen((path + kName).c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  }
  return dlopen(kName, RTLD_NOW | RTLD_LOCAL);
}

bool load(Blas& b) {
  b.library = open();
  if (!b.library) return false;
  bool ok = true;
  auto find = [&](auto& f, const char* name) {
    f = reinterpret_cast<std::remove_reference_t<decltype(f)>>(dlsym(b.library, name));
    ok &= f != nullptr;
  };
  find(b.sgemm, "scipy_cblas_sgemm");
  find(b.dgemm, "scipy_cblas_dgemm");
  find(b.cgemm, "scipy_cblas_cgemm");
  find(b.zgemm, "scipy_cblas_zgemm");
  find(b.sgemv, "scipy_cblas_sgemv");
  find(b.dgemv, "scipy_cblas_dgemv");
  void (*set_num_threads)(int) = nullptr;
  find(set_num_threads, "scipy_openblas_set_num_threads");
  if (ok) set_num_threads(1);
  return ok;
}
}  // namespace

const Blas* blas() {
  static Blas table;
  static const bool loaded = load(table);
  return loaded ? &table : nullptr;
}

}  // namespace zeal
