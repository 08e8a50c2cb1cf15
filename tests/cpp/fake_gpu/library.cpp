// The entry point of libzeal_fake_gpu.so, which ZEAL_CUDA_LIBRARY puts in libzeal_cuda's place.
#include <cstdlib>
#include <string>

#include "cuda/backend.h"
#include "cuda/device.h"
#include "cuda/libraries/cublaslt_api.h"
#include "cuda/libraries/cudnn_api.h"
#include "cuda/libraries/cufft_api.h"
#include "cuda/libraries/cusolver_api.h"
#include "fake.h"

namespace {
long number(const char* name, long otherwise) {
  const char* text = std::getenv(name);
  return text && *text ? std::atol(text) : otherwise;
}

// What NVIDIA's would make of memory that is none.
void remove_libraries() {
  using namespace zeal;
  cuda::remove<cuda::CublasLt>("cuBLASLt is missing: this GPU is a fake one");
  cuda::remove<cuda::Cudnn>("cuDNN is missing: this GPU is a fake one");
  cuda::remove<cuda::Cufft>("cuFFT is missing: this GPU is a fake one");
  cuda::remove<cuda::Cusolver>("cuSOLVER is missing: this GPU is a fake one");
  cuda::remove<cuda::Cublas>("cuBLAS is missing: this GPU is a fake one");
}
}  // namespace

extern "C" ZEAL_API const char* zeal_load_cuda() {
  using namespace zeal;
  static std::string reason;
  cuda::runtime_table = &fake::runtime;
  fake::options.devices = static_cast<int>(number("ZEAL_FAKE_GPUS", 1));
  fake::options.memory = static_cast<size_t>(number("ZEAL_FAKE_MEMORY", 1L << 30));
  fake::options.driver_version = static_cast<int>(number("ZEAL_FAKE_DRIVER", 13000));
  fake::options.device_count_error = static_cast<int>(number("ZEAL_FAKE_ERROR", 0));
  reason = cuda::find_devices();
  if (!reason.empty()) return reason.c_str();
  remove_libraries();
  const char* without = std::getenv("ZEAL_FAKE_WITHOUT");
  fake::install_kernels(without ? without : "", number("ZEAL_FAKE_CPU_KERNELS", 0) != 0);
  cuda::install();
  return nullptr;
}
