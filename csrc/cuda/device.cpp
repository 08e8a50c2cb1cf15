#include "cuda/device.h"

#include <mutex>

#include "core/error.h"

namespace zeal::cuda {

std::atomic<DeviceState*> devices[kMaxDevices];

namespace {
int count = 0;
std::mutex mutex;

std::string version(int v) { return cat(v / 1000, ".", v % 1000 / 10); }
}  // namespace

std::string find_devices() {
  int driver = 0, runtime = 0;
  rt().runtime_version(&runtime);
  if (int code = rt().driver_version(&driver))
    return cat("CUDA's driver does not answer: ", rt().error_text(code));
  if (driver == 0)
    return "there is no NVIDIA driver: libcuda.so.1 is missing (it comes with the driver)";
  if (driver / 1000 < runtime / 1000)
    return cat("the NVIDIA driver is too old: it supports CUDA ", version(driver),
               ", and this build needs ", version(runtime));
  int n = 0;
  if (int code = rt().device_count(&n)) {
    rt().last_error();
    return cat("no GPU can be used: ", rt().error_text(code), " (", rt().error_name(code), ")");
  }
  if (n == 0) return "the NVIDIA driver knows of no GPU (see CUDA_VISIBLE_DEVICES)";
  count = n < kMaxDevices ? n : kMaxDevices;
  return {};
}

int device_count() { return count; }

DeviceState& make_device(int index) {
  std::lock_guard lock(mutex);
  if (index < 0 || index >= count)
    fail(Code::InvalidArgument, "there is no ", full_name({DeviceType::CUDA, uint8_t(index)}),
         " here: the number of GPUs is ", count);
  if (DeviceState* d = devices[index].load(std::memory_order_relaxed)) return *d;
  auto d = std::make_unique<DeviceState>(index);
  check(rt().device_info(index, &d->info), "asking for a device's properties");
  d->stream = make_stream({DeviceType::CUDA, static_cast<uint8_t>(index)});
  devices[index].store(d.get(), std::memory_order_release);
  return *d.release();  // never destroyed: tensors may outlive everything
}

}  // namespace zeal::cuda
