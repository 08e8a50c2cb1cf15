// The table through which the core sees CUDA's devices.
#pragma once
#include "core/backend.h"

namespace zeal::cuda {

extern const Backend cuda_backend;
extern const StreamTable stream_table;

// Gives the core the devices, and what it tells of NVIDIA's libraries.
void install();

}  // namespace zeal::cuda
