// Kernels made of a function of an index or of a block of threads, which a test can run on the
// host.
//
// Note [Kernels that the host can run]
// Most kernels compute element i of something from i alone. Such a kernel is a struct with
// HOST_DEVICE operator()(int64_t i) const, started by each(). Where threads work together, it is a
// struct with HOST_DEVICE operator()(const Block& b, Shared& s) const, started by each_block():
// what stands in b.threads(...) is done by all threads of the block, and is done when that returns;
// what threads tell each other is in `s`. A .cu file made of these compiles as C++ too: the tests
// do that, run the functions over the memory of the fake GPU, and compare every op with its CPU
// kernel. What such a file has for a GPU only stands in #ifdef __CUDACC__, and its #else says
// ZEAL_COOPERATIVE(op::Softmax): there the op has the CPU's kernel. Ops that NVIDIA's libraries
// compute are left out.
#pragma once
#ifndef __CUDACC__
#include <functional>
#endif

#include "cuda/divider.h"
#include "cuda/launch.h"

namespace zeal::cuda {

inline constexpr unsigned kEachThreads = 256;

// The threads of a block, as the function of each_block() sees them.
struct Block {
  int64_t index;

  // Calls f(t) for t = 0 ... kEachThreads - 1, each on a thread of its own, and waits for all.
  template <class F>
  HOST_DEVICE void threads(const F& f) const {
#ifdef __CUDA_ARCH__
    f(threadIdx.x);
    __syncthreads();
#else
    for (unsigned t = 0; t < kEachThreads; ++t) f(t);
#endif
  }
};

#ifdef __CUDACC__

template <class F>
__global__ void __launch_bounds__(kEachThreads) each_kernel(int64_t n, const F f) {
  const int64_t step = int64_t{gridDim.x} * kEachThreads;
  for (int64_t i = int64_t{blockIdx.x} * kEachThreads + threadIdx.x; i < n; i += step) f(i);
}

template <class F>
__global__ void __launch_bounds__(kEachThreads) block_kernel(int64_t n, const F f) {
  __shared__ typename F::Shared shared;
  for (int64_t i = blockIdx.x; i < n; i += gridDim.x) f(Block{i}, shared);
}

// Calls f(i) for every i in [0, n), in any order and at the same time.
template <class F>
void each(Stream s, int64_t n, const F& f) {
  if (n <= 0) return;
  const unsigned blocks = blocks_for(std::min<int64_t>(n, int64_t{1} << 30), kEachThreads);
  launch(s, each_kernel<F>, Dim{blocks}, Dim{kEachThreads}, 0, n, f);
}

// Calls f(block, shared) for n blocks, in any order and at the same time.
template <class F>
void each_block(Stream s, int64_t n, const F& f) {
  if (n <= 0) return;
  const auto blocks = static_cast<unsigned>(std::min<int64_t>(n, 1 << 22));
  launch(s, block_kernel<F>, Dim{blocks}, Dim{kEachThreads}, 0, n, f);
}

#define ZEAL_COOPERATIVE(Op)

#else

// Queues work on the stream of a fake GPU, whose memory the host may touch meanwhile (tests only).
void queue_on_host(Stream s, std::function<void()> work);
// Queues the CPU's kernel.
void run_cpu_kernel(KernelContext& k);

template <class F>
void each(Stream s, int64_t n, const F& f) {
  queue_on_host(s, [n, f] {
    for (int64_t i = 0; i < n; ++i) f(i);
  });
}

template <class F>
void each_block(Stream s, int64_t n, const F& f) {
  queue_on_host(s, [n, f] {
    alignas(16) static unsigned char shared[sizeof(typename F::Shared)];
    for (int64_t i = 0; i < n; ++i) f(Block{i}, *reinterpret_cast<typename F::Shared*>(shared));
  });
}

#define ZEAL_COOPERATIVE(Op) \
  void ::zeal::Op::cuda(KernelContext& k) { ::zeal::cuda::run_cpu_kernel(k); }

#endif

// Adds to memory that other threads add to as well. Floating sums then come in any order: where the
// result must be the same bits each time, sort first or give each result to one thread.
template <class T>
HOST_DEVICE void atomic_add(T* to, T value) {
#ifdef __CUDA_ARCH__
  if constexpr (std::is_integral_v<T> && sizeof(T) == 8)
    atomicAdd(reinterpret_cast<unsigned long long*>(to), static_cast<unsigned long long>(value));
  else
    atomicAdd(to, value);
#else
  *to += value;
#endif
}

// Writes a value and gives the one that was there.
template <class T>
HOST_DEVICE T atomic_exchange(T* to, T value) {
#ifdef __CUDA_ARCH__
  if constexpr (sizeof(T) == 8)
    return static_cast<T>(atomicExch(reinterpret_cast<unsigned long long*>(to),
                                     static_cast<unsigned long long>(value)));
  else
    return static_cast<T>(
        atomicExch(reinterpret_cast<unsigned*>(to), static_cast<unsigned>(value)));
#else
  T before = *to;
  *to = value;
  return before;
#endif
}

// An array of int32 or int64, where a kernel for each would be too many.
struct IndexArray {
  void* data;
  bool wide;

  IndexArray(void* p, DType d) : data(p), wide(d == DType::Int64) {}
  HOST_DEVICE void set(int64_t i, int64_t value) const {
    if (wide)
      static_cast<int64_t*>(data)[i] = value;
    else
      static_cast<int32_t*>(data)[i] = static_cast<int32_t>(value);
  }
  HOST_DEVICE void count(int64_t i) const {
    if (wide)
      atomic_add(static_cast<int64_t*>(data) + i, int64_t{1});
    else
      atomic_add(static_cast<int32_t*>(data) + i, int32_t{1});
  }
};

// Is i in [0, n)?
template <class I>
HOST_DEVICE bool in_range(I i, int64_t n) {
  return static_cast<uint64_t>(static_cast<int64_t>(i)) < static_cast<uint64_t>(n);
}

}  // namespace zeal::cuda
