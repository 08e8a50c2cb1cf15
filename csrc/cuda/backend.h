// The table through which the core sees CUDA's devices.
#pragma once
#include "core/backend.h"

namespace zeal::cuda {

extern const Backend cuda_backend;
extern const StreamTable stream_table;

}  // namespace zeal::cuda
