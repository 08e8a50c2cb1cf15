// Which ops have their CUDA kernels here.
#pragma once

namespace zeal::host_gpu {

void install_kernels();

}  // namespace zeal::host_gpu
