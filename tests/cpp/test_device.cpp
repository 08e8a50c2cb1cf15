// Device names: every spelling that users write, and a sentence for those that are none.
#include <gtest/gtest.h>

#include "core/device.h"
#include "core/error.h"

namespace zeal {
namespace {

constexpr Device kCpu0{DeviceType::CPU, 0};
constexpr Device kGpu0{DeviceType::CUDA, 0};

TEST(Device, ReadsEverySpelling) {
  for (const char* name :
       {"cpu", "CPU", "Cpu:0", "/cpu:0", "/CPU", "CPU:0", "/device:CPU:0", "device:cpu:0",
        "/device:CPU", "/job:localhost/replica:0/task:0/device:CPU:0",
        "/job:localhost/replica:0/task:0/cpu:0", "/JOB:localhost/device:cpu:0", "/task:0/cpu:0"})
    EXPECT_EQ(parse_device(name), kCpu0) << name;
  for (const char* name : {"gpu", "gpu:0", "/gpu:0", "/device:GPU:0", "GPU"})
    EXPECT_EQ(parse_device(name), kGpu0) << name;
  EXPECT_EQ(parse_device("meta"), (Device{DeviceType::Meta, 0}));
  EXPECT_EQ(parse_device("/device:CPU:1"), (Device{DeviceType::CPU, 1}));
  EXPECT_EQ(parse_device("gpu:255"), (Device{DeviceType::CUDA, 255}));
}

TEST(Device, FullNamesReadBack) {
  for (auto type : {DeviceType::CPU, DeviceType::CUDA, DeviceType::Meta})
    for (int index : {0, 1, 17, 255}) {
      Device d{type, static_cast<uint8_t>(index)};
      EXPECT_EQ(parse_device(full_name(d)), d);
    }
  EXPECT_EQ(full_name(kCpu0), "/job:localhost/replica:0/task:0/device:CPU:0");
  EXPECT_EQ(full_name({DeviceType::CUDA, 3}), "/job:localhost/replica:0/task:0/device:GPU:3");
  EXPECT_STREQ(type_name(DeviceType::Meta), "META");
}

TEST(Device, RefusesWhatIsNoName) {
  for (const char* name : {"",
                           "/",
                           ":",
                           "cpu:",
                           "cpu:-1",
                           "cpu:x",
                           "cpu:0x",
                           "cpu: 0",
                           "cpu:256",
                           "cpu:+1",
                           "//cpu:0",
                           "cpu:99999999999999999999",
                           "tpu:0",
                           "cuda:0",
                           "cpu0",
                           "device",
                           "device:",
                           "/device:0",
                           "cpu:0:0",
                           "/job:worker/device:CPU:0",
                           "/replica:1/cpu:0",
                           "/task:1/device:CPU:0",
                           "/job:localhost",
                           "/job:localhost/replica:0/task:0",
                           "cpu:0/",
                           "/cpu:0/gpu:0"}) {
    try {
      parse_device(name);
      ADD_FAILURE() << "accepted \"" << name << '"';
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), Code::InvalidArgument);
      EXPECT_NE(e.message().find(std::string("\"") + name + "\""), std::string::npos)
          << e.message();
      EXPECT_NE(e.message().find("expected"), std::string::npos) << e.message();
    }
  }
  EXPECT_THROW(parse_device(std::string_view("cpu\0", 4)), Error);
}

}  // namespace
}  // namespace zeal
