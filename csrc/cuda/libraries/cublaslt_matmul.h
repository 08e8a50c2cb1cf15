// Matrix products by cuBLASLt.
#pragma once
#include "dispatch/contexts.h"

namespace zeal::cuda {

// MatMul's kernel, if cuBLASLt is there and takes these dtypes and sizes; false: nothing was done.
bool cublaslt_matmul(KernelContext& k);

}  // namespace zeal::cuda
