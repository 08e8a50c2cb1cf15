// The kernels of topics on CUDA. The build includes this once for a few topics, after their
// headers, and then says ZEAL_CUDA_OF(topic) for each: in a .cu file for topics that have
// element-wise ops or reductions, whose kernels are made here, else in a .cpp file.
#pragma once
#include "cuda/install.h"
#include "ops/callable.h"
#include "ops/traits.h"
#ifdef __CUDACC__
#include "cuda/elementwise.cuh"
#include "cuda/reduce.cuh"
#endif

namespace zeal::cuda {
namespace {

template <class Op>
void install_op() {
  KernelFn& slot = Record<Op>::slots.kernels[static_cast<int>(DeviceType::CUDA)];
  if constexpr (HasCuda<Op>) {
    slot = Op::cuda;
  }
#ifdef __CUDACC__
  else if constexpr (IsElementwise<Op>) {
    slot = Elementwise<Op>::kernel;
  } else if constexpr (IsReduction<Op> && !HasCpu<Op>) {
    slot = Reduction<Op>::kernel;
  }
#endif
}

template <class... Ops>
void install_all(OpList<Ops...>) {
  (install_op<Ops>(), ...);
}

}  // namespace
}  // namespace zeal::cuda

#ifdef __CUDACC__
#define ZEAL_CUDA_TABLE(Type) \
  template const ::zeal::cuda::ReduceTable& ::zeal::cuda::reduce_table<op::Type>();
#else
#define ZEAL_CUDA_TABLE(Type)
#endif
#define ZEAL_CUDA_OF(name)                                                  \
  namespace zeal {                                                          \
  ZEAL_OPS_OF_##name(ZEAL_CUDA_TABLE) void cuda::install_kernels_##name() { \
    install_all(topic::name{});                                             \
  }                                                                         \
  }
