// Devices: a kind and an index in two bytes, and the names that users write for them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/macros.h"

namespace zeal {

enum class DeviceType : uint8_t { CPU, CUDA, Meta };
inline constexpr int kNumDeviceTypes = 3;

struct Device {
  DeviceType type = DeviceType::CPU;
  uint8_t index = 0;
  constexpr bool operator==(const Device&) const = default;
  constexpr bool is_cpu() const { return type == DeviceType::CPU; }
  constexpr bool is_meta() const { return type == DeviceType::Meta; }
};

// Reads "/cpu:0", "CPU:0", "gpu:1", "meta", "cpu", "/device:GPU:0" or a full
// "/job:localhost/replica:0/task:0/device:CPU:0", in any case; InvalidArgument otherwise.
ZEAL_API Device parse_device(std::string_view name);
// "/job:localhost/replica:0/task:0/device:CPU:0"
ZEAL_API std::string full_name(Device d);
// "CPU", "GPU" or "META"
ZEAL_API const char* type_name(DeviceType t);

}  // namespace zeal
