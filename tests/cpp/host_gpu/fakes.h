// NVIDIA's libraries, computed on the host from what the callers describe.
//
// Note [The host as a GPU]
// libzeal_host_gpu.so stands in libzeal_cuda's place (ZEAL_CUDA_LIBRARY): a device whose memory is
// the host's and whose streams are done with everything at once. Kernels that are functions of an
// index run as they are (cuda/each.h), the calls of NVIDIA's libraries come to the functions here,
// which compute naively and refuse what the real ones would, and all other ops have the CPU's
// kernels. So the generic tests of the op table see whether layouts, transpositions and sizes are
// right without a GPU.
#pragma once

namespace zeal::host_gpu {

void install_cublaslt();
void install_cufft();
void install_cusolver();
void install_cudnn();

}  // namespace zeal::host_gpu
