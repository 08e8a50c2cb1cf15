// Puts the CUDA kernels of each topic into the ops' slots.
#pragma once

namespace zeal::cuda {

#define ZEAL_OP(Type, function)
#define ZEAL_END(topic)
#define ZEAL_TOPIC(room, topic, rung) void install_kernels_##topic();
#include "ops/ops.def"

// All of them; when the library is loaded.
void install_kernels();

}  // namespace zeal::cuda
