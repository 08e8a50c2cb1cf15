// The kernels that every reduction gets from its combine(); see Note [Reduction kernels].
#pragma once
#include "cuda/reduce_steps.h"

namespace zeal::cuda {

// Another lane's value of any small type, four bytes at a time.
template <class A>
__device__ __forceinline__ A shuffle_down(A value, unsigned by, unsigned width) {
  if constexpr (sizeof(A) < 4) {
    int word = 0;
    memcpy(&word, &value, sizeof value);
    word = __shfl_down_sync(0xffffffffu, word, by, width);
    memcpy(&value, &word, sizeof value);
  } else {
    int words[sizeof(A) / 4];
    memcpy(words, &value, sizeof value);
#pragma unroll
    for (int& w : words) w = __shfl_down_sync(0xffffffffu, w, by, width);
    memcpy(&value, words, sizeof value);
  }
  return value;
}

// An array in shared memory, whose elements may have constructors that nobody runs.
template <class A, uint32_t N>
struct Shared {
  alignas(sizeof(A) < 16 ? sizeof(A) : 16) unsigned char bytes[N * sizeof(A)];
  __device__ A& operator[](uint32_t i) { return reinterpret_cast<A*>(bytes)[i]; }
};

// Steps of a loop that are in flight at once, for frequent dtypes; others are compiled faster.
template <class T>
inline constexpr int unroll_of = std::is_same_v<T, float> || is_narrow_float<T> ? 4 : 1;

template <class Op, class T>
struct Reducer : ReduceSteps<Op, T> {
  using A = lane_type<Op, T>;
  using ReduceSteps<Op, T>::identity, ReduceSteps<Op, T>::join;

  // The values of `lanes` neighbouring threads joined, in the first of them; up to a whole block.
  static __device__ __forceinline__ A across(A value, uint32_t lanes) {
    const uint32_t inside = lanes < 32 ? lanes : 32;
    for (uint32_t by = inside / 2; by; by /= 2)
      value = join(value, shuffle_down(value, by, inside));
    if (lanes <= 32) return value;
    __shared__ Shared<A, kReduceThreads / 32> warps;
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
    __syncthreads();
    if (threadIdx.x < 32) {
      constexpr uint32_t n = kReduceThreads / 32;
      value = threadIdx.x < n ? warps[threadIdx.x] : identity();
      for (uint32_t by = n / 2; by; by /= 2) value = join(value, shuffle_down(value, by, n));
    }
    return value;
  }
};

// Block (x, y) has kReduceThreads / lanes results from x on, and part y.
template <class Op, class T>
__global__ void __launch_bounds__(kReduceThreads)
    reduce_rows(const __grid_constant__ ReduceArgs a) {
  using R = Reducer<Op, T>;
  using A = typename R::A;
  constexpr int V = R::V, kUnroll = unroll_of<T>;
  const uint32_t lane = threadIdx.x & (a.lanes - 1);
  const int64_t result = int64_t{blockIdx.x} * (kReduceThreads / a.lanes) + threadIdx.x / a.lanes;
  const bool live = result < a.results;  // all stay for the shuffles
  A acc[V];
#pragma unroll
  for (int v = 0; v < V; ++v) acc[v] = R::identity();
  if (live) {
    const T* in = static_cast<const T*>(a.in) + a.kept.place(result);
    const auto ref = R::reference(a, result);
    int64_t i = blockIdx.y * a.part;
    const int64_t end = i + a.part < a.n ? i + a.part : a.n;
    const bool straight = a.reduced.rank <= 1;
    if (a.packed) {
      const int64_t step = int64_t{a.lanes} * V;
      const int64_t whole = i + (end - i) / V * V;
      int64_t j = i + lane * V;
      auto add = [&](const T* from) {
        const auto pack = *reinterpret_cast<const Pack<T, V>*>(from);
#pragma unroll
        for (int v = 0; v < V; ++v) acc[v] = R::join(acc[v], R::map(pack.v[v], ref));
      };
      if (straight) {
#pragma unroll kUnroll
        for (; j < whole; j += step) add(in + j);
      } else {
#pragma unroll 1
        for (; j < whole; j += step) add(in + a.reduced.place(j));
      }
      i = whole;  // what is left is less than a pack
    }
    if (straight) {
#pragma unroll kUnroll
      for (int64_t j = i + lane; j < end; j += a.lanes)
        acc[0] = R::join(acc[0], R::map(in[j], ref));
    } else {
#pragma unroll 1
      for (int64_t j = i + lane; j < end; j += a.lanes)
        acc[0] = R::join(acc[0], R::map(in[a.reduced.place(j)], ref));
    }
  }
#pragma unroll
  for (int w = V / 2; w; w /= 2)
#pragma unroll
    for (int v = 0; v < w; ++v) acc[v] = R::join(acc[v], acc[v + w]);
  const A total = R::across(acc[0], a.lanes);
  if (live && lane == 0) R::put(a, result, blockIdx.y, total);
}

// A block has `lanes` * W columns side by side and kReduceThreads / lanes rows of threads. Blocks
// x count through tiles of columns, then through the outer results; y through parts.
template <class Op, class T>
__global__ void __launch_bounds__(kReduceThreads)
    reduce_columns(const __grid_constant__ ReduceArgs a) {
  using R = Reducer<Op, T>;
  using A = typename R::A;
  using C = typename R::C;
  constexpr int W = R::W, kUnroll = unroll_of<T>;
  __shared__ Shared<A, kReduceThreads * W> shared;
  const uint32_t lane = threadIdx.x & (a.lanes - 1), row = threadIdx.x / a.lanes;
  const uint32_t rows = kReduceThreads / a.lanes;
  const int64_t tiles = (a.width + a.lanes * W - 1) / (a.lanes * W);
  const int64_t outer = blockIdx.x / tiles;
  const int64_t tile = (blockIdx.x - outer * tiles) * (a.lanes * W);
  // Column number v of this thread: neighbours in a pack, else `lanes` apart.
  const int64_t first = tile + (a.packed ? lane * W : lane);
  const uint32_t step = a.packed ? 1 : a.lanes;
  const int64_t base = outer * a.width;
  const T* in = static_cast<const T*>(a.in) + a.kept.place(base);
  A acc[W];
  C ref[W];
#pragma unroll
  for (int v = 0; v < W; ++v) {
    acc[v] = R::identity();
    ref[v] = first + v * step < a.width ? R::reference(a, base + first + v * step) : C{};
  }
  const int64_t begin = blockIdx.y * a.part;
  const int64_t end = begin + a.part < a.n ? begin + a.part : a.n;
  if (a.packed) {
    if (first < a.width) {
#pragma unroll kUnroll
      for (int64_t i = begin + row; i < end; i += rows) {
        const auto pack = *reinterpret_cast<const Pack<T, W>*>(in + a.reduced.place(i) + first);
#pragma unroll
        for (int v = 0; v < W; ++v) acc[v] = R::join(acc[v], R::map(pack.v[v], ref[v]));
      }
    }
  } else {
#pragma unroll 1
    for (int64_t i = begin + row; i < end; i += rows) {
      const T* line = in + a.reduced.place(i);
#pragma unroll
      for (int v = 0; v < W; ++v)
        if (first + v * step < a.width)
          acc[v] = R::join(acc[v], R::map(line[first + v * step], ref[v]));
    }
  }
#pragma unroll
  for (int v = 0; v < W; ++v) shared[v * kReduceThreads + threadIdx.x] = acc[v];
  for (uint32_t half = rows / 2; half; half /= 2) {
    __syncthreads();
    if (row < half) {
#pragma unroll
      for (int v = 0; v < W; ++v) {
        A* mine = &shared[v * kReduceThreads + threadIdx.x];
        *mine = R::join(*mine, mine[half * a.lanes]);
      }
    }
  }
  if (row == 0) {
#pragma unroll
    for (int v = 0; v < W; ++v)
      if (first + v * step < a.width)
        R::put(a, base + first + v * step, blockIdx.y, shared[v * kReduceThreads + threadIdx.x]);
  }
}

// Partial results [n, results] to results; `lanes` threads to each.
template <class Op, class T>
__global__ void __launch_bounds__(kReduceThreads)
    reduce_fold(const __grid_constant__ ReduceArgs a) {
  using R = Reducer<Op, T>;
  using A = typename R::A;
  const uint32_t per_block = kReduceThreads / a.lanes;
  // Neighbouring threads read neighbouring results, so a result's lanes are per_block apart.
  const uint32_t lane = threadIdx.x / per_block;
  const int64_t result = int64_t{blockIdx.x} * per_block + threadIdx.x % per_block;
  __shared__ Shared<A, kReduceThreads> shared;
  A acc = R::identity();
  if (result < a.results)
    for (int64_t i = lane; i < a.n; i += a.lanes)
      acc = R::join(acc, static_cast<const A*>(a.in)[i * a.results + result]);
  shared[threadIdx.x] = acc;
  for (uint32_t half = a.lanes / 2; half; half /= 2) {
    __syncthreads();
    if (lane < half)
      shared[threadIdx.x] = R::join(shared[threadIdx.x], shared[threadIdx.x + half * per_block]);
  }
  if (lane == 0 && result < a.results) R::put(a, result, 0, shared[threadIdx.x]);
}

template <class Op>
struct Reduction {
  template <DType D>
  static void put(ReduceTable& table) {
    using T = ctype<D>;
    if constexpr (Op::def.dtypes.contains(D))
      table.of[static_cast<int>(D)] = {
          .rows = reinterpret_cast<const void*>(&reduce_rows<Op, T>),
          .columns = reinterpret_cast<const void*>(&reduce_columns<Op, T>),
          .fold = reinterpret_cast<const void*>(&reduce_fold<Op, T>),
          .width = Reducer<Op, T>::V,
          .columns_width = Reducer<Op, T>::W,
          .acc_size = sizeof(typename Reducer<Op, T>::A),
          .ref = Reducer<Op, T>::kRef};
  }
  static const ReduceTable& table() {
    static const ReduceTable made = [] {
      ReduceTable t{};
#define X(e, type, n) put<DType::e>(t);
      ZEAL_FOR_EACH_DTYPE(X)
#undef X
      return t;
    }();
    return made;
  }
  static void kernel(KernelContext& k) { reduce(k, table()); }
};

template <class Op>
const ReduceTable& reduce_table() {
  if constexpr (IsReduction<Op>)
    return Reduction<Op>::table();
  else
    fail(Code::Internal, Op::def.type, " is no reduction");
}

}  // namespace zeal::cuda
