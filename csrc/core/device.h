// Devices: a kind and an index in two bytes, and the names that users write for them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/macros.h"

namespace zeal {

// Meta tensors have no data. Batched ones stand for one tensor per example of a vectorised map
// (dispatch/batch.h): no kernel ever sees them.
enum class DeviceType : uint8_t { CPU, CUDA, Meta, Batched };
inline constexpr int kNumDeviceTypes = 4;

struct Device {
  DeviceType type = DeviceType::CPU;
  uint8_t index = 0;
  constexpr bool operator==(const Device&) const = default;
  constexpr bool is_cpu() const { return type == DeviceType::CPU; }
  constexpr bool is_meta() const { return type == DeviceType::Meta; }
  constexpr bool is_batched() const { return type == DeviceType::Batched; }
  // The device of batched tensors whose values lie on `home`, and the way back.
  static constexpr Device batched(Device home) {
    return {DeviceType::Batched,
            static_cast<uint8_t>(static_cast<unsigned>(home.type) << 6 | (home.index & 63u))};
  }
  constexpr Device home() const {
    if (!is_batched()) return *this;
    return {static_cast<DeviceType>(index >> 6), static_cast<uint8_t>(index & 63u)};
  }
};

// Reads "/cpu:0", "CPU:0", "gpu:1", "meta", "cpu", "/device:GPU:0" or a full
// "/job:localhost/replica:0/task:0/device:CPU:0", in any case; InvalidArgument otherwise.
ZEAL_API Device parse_device(std::string_view name);
// "/job:localhost/replica:0/task:0/device:CPU:0"
ZEAL_API std::string full_name(Device d);
// "CPU", "GPU" or "META"
ZEAL_API const char* type_name(DeviceType t);

}  // namespace zeal
