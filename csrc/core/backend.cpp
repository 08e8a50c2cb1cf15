#include "core/backend.h"

#include <algorithm>
#include <atomic>

#include "core/error.h"
#include "core/gpu_loader.h"

namespace zeal {

std::string (*find_library_folders)() = nullptr;

namespace {
std::atomic<const Backend*> tables[kNumDeviceTypes];
std::atomic<int> logical_cpus{1};
std::atomic<int> gpu_limit{255};
std::atomic<bool> tf32{false};
}  // namespace

const Backend* find_backend(DeviceType type) {
  auto& table = tables[static_cast<int>(type)];
  const Backend* b = table.load(std::memory_order_acquire);
  if (ZEAL_LIKELY(b) || type != DeviceType::CUDA) return b;
  load_gpu();
  return table.load(std::memory_order_acquire);
}

int visible_gpus() {
  const Backend* gpu = find_backend(DeviceType::CUDA);
  return gpu ? std::min(gpu->device_count(), gpu_limit.load(std::memory_order_relaxed)) : 0;
}

void set_visible_gpus(int n) { gpu_limit.store(n, std::memory_order_relaxed); }

Device default_device() { return visible_gpus() > 0 ? Device{DeviceType::CUDA, 0} : Device{}; }

const Backend& backend(DeviceType type) {
  const Backend* b = find_backend(type);
  if (ZEAL_UNLIKELY(!b))
    fail(Code::FailedPrecondition, "no ", type_name(type), " device is available in this process",
         type == DeviceType::CUDA ? ": " : "", type == DeviceType::CUDA ? gpu_reason() : "");
  return *b;
}

void install_backend(DeviceType type, const Backend* table) {
  tables[static_cast<int>(type)].store(table, std::memory_order_release);
}

bool tensor_float_32() { return tf32.load(std::memory_order_relaxed); }
void set_tensor_float_32(bool on) { tf32.store(on, std::memory_order_relaxed); }

int logical_cpu_count() { return logical_cpus.load(std::memory_order_relaxed); }

void set_logical_cpu_count(int n) {
  if (n < 1 || n > 255) invalid("the number of logical CPUs must be in [1, 255], got ", n);
  logical_cpus.store(n, std::memory_order_relaxed);
}

}  // namespace zeal
