// A stream: an ordered queue of work on one device. The CPU's and the meta device's are the host.
#pragma once
#include "core/device.h"

namespace zeal {

struct Stream {
  Device device;
  void* handle = nullptr;  // cudaStream_t on CUDA
};

}  // namespace zeal
