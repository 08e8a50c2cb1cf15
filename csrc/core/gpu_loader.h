// Looks for a GPU, once: gpu_reason() of core/backend.h then tells why there is none.
#pragma once

namespace zeal {

void load_gpu();

}  // namespace zeal
