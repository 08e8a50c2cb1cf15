#include "core/backend.h"

#include <atomic>

#include "core/error.h"

namespace zeal {

namespace {
std::atomic<const Backend*> tables[kNumDeviceTypes];
std::atomic<int> logical_cpus{1};
}  // namespace

const Backend* find_backend(DeviceType type) {
  return tables[static_cast<int>(type)].load(std::memory_order_acquire);
}

const Backend& backend(DeviceType type) {
  const Backend* b = find_backend(type);
  if (ZEAL_UNLIKELY(!b))
    fail(Code::FailedPrecondition, "no ", type_name(type), " device is available in this process");
  return *b;
}

void install_backend(DeviceType type, const Backend* table) {
  tables[static_cast<int>(type)].store(table, std::memory_order_release);
}

int logical_cpu_count() { return logical_cpus.load(std::memory_order_relaxed); }

void set_logical_cpu_count(int n) {
  if (n < 1 || n > 255) invalid("the number of logical CPUs must be in [1, 255], got ", n);
  logical_cpus.store(n, std::memory_order_relaxed);
}

}  // namespace zeal
