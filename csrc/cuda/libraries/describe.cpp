// What tf.config.gpu_status() tells of the libraries.
#include "cuda/libraries/cublaslt_api.h"
#include "cuda/libraries/cudnn_api.h"
#include "cuda/libraries/cufft_api.h"
#include "cuda/libraries/cusolver_api.h"

namespace zeal::cuda {

std::string describe_libraries() {
  return cat(describe<CublasLt>(), '\n', describe<Cudnn>(), '\n', describe<Cufft>(), '\n',
             describe<Cusolver>(), '\n', describe<Cublas>(), '\n');
}

}  // namespace zeal::cuda
