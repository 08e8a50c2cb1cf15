// Looks for a GPU, once: gpu_reason() of core/backend.h then tells why there is none.
#pragma once
#include <string>

#include "core/macros.h"

namespace zeal {

void load_gpu();

// A line for each library that GPUs' kernels want, and whether it is there; set by who has them.
extern ZEAL_API std::string (*describe_gpu_libraries)();

}  // namespace zeal
