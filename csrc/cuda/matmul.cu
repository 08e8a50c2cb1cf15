// Matrix products: cuBLASLt's, else of any dtype by a tiled kernel: 64 by 64 results of a block, 4
// by 4 of a thread.
#include "core/dtype_switch.h"
#include "cuda/launch.h"
#include "cuda/libraries/cublaslt_matmul.h"
#include "ops/linalg/matmul.h"
#include "ops/traits.h"

namespace zeal {

namespace {

constexpr int kTile = 64, kDepth = 16, kThreads = 256;
constexpr int64_t kMaxBatch = 65535;  // of one launch

struct Operand {
  const void* data;
  bool turned, conjugate;
  // How far apart its matrices are, by the batch's dimensions.
  int64_t step[kMaxRank];
};

struct MatMulArgs {
  Operand a, b;
  void* out;
  int64_t m, n, k;
  int64_t first;  // matrix of the batch in this launch
  int batch_rank;
  int64_t batch[kMaxRank];
};

// Element (row, column) of op(x), whose stored form is [rows, columns] or [columns, rows].
template <class C, class T>
__device__ __forceinline__ C at(const Operand& x, const T* data, int64_t row, int64_t column,
                                int64_t rows, int64_t columns) {
  if (row >= rows || column >= columns) return C(0);
  const C v = static_cast<C>(x.turned ? data[column * rows + row] : data[row * columns + column]);
  if constexpr (is_complex_type<C>)
    return x.conjugate ? m::conj(v) : v;
  else
    return v;
}

template <class T, class R>
__global__ void __launch_bounds__(kThreads) matmul_kernel(const __grid_constant__ MatMulArgs p) {
  using C = compute_type<T>;
  __shared__ __align__(16) unsigned char memory[2 * kTile * kDepth * sizeof(C)];
  C* as = reinterpret_cast<C*>(memory);  // [kDepth, kTile]
  C* bs = as + kTile * kDepth;           // [kDepth, kTile]
  const T* a = static_cast<const T*>(p.a.data);
  const T* b = static_cast<const T*>(p.b.data);
  int64_t rest = p.first + blockIdx.z;
  R* out = static_cast<R*>(p.out) + rest * p.m * p.n;
  for (int d = p.batch_rank; d-- > 0;) {
    const int64_t i = rest % p.batch[d];
    rest /= p.batch[d];
    a += i * p.a.step[d];
    b += i * p.b.step[d];
  }
  // Blocks count through tiles of columns first, so that neighbours share rows of a.
  const int64_t across = (p.n + kTile - 1) / kTile;
  const int64_t row0 = blockIdx.x / across * kTile, column0 = blockIdx.x % across * kTile;
  const int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  C acc[4][4];
#pragma unroll
  for (auto& line : acc)
#pragma unroll
    for (C& v : line) v = C(0);
  for (int64_t k0 = 0; k0 < p.k; k0 += kDepth) {
    // Neighbouring threads read neighbours in memory, whichever way the operand lies.
    for (int i = threadIdx.x; i < kTile * kDepth; i += kThreads) {
      const int ar = p.a.turned ? i % kTile : i / kDepth, ac = p.a.turned ? i / kTile : i % kDepth;
      as[ac * kTile + ar] = at<C>(p.a, a, row0 + ar, k0 + ac, p.m, p.k);
      const int bc = p.b.turned ? i / kDepth : i % kTile, br = p.b.turned ? i % kDepth : i / kTile;
      bs[br * kTile + bc] = at<C>(p.b, b, k0 + br, column0 + bc, p.k, p.n);
    }
    __syncthreads();
#pragma unroll
    for (int k = 0; k < kDepth; ++k) {
      C x[4], y[4];
#pragma unroll
      for (int i = 0; i < 4; ++i) x[i] = as[k * kTile + ty + 16 * i];
#pragma unroll
      for (int j = 0; j < 4; ++j) y[j] = bs[k * kTile + tx + 16 * j];
#pragma unroll
      for (int i = 0; i < 4; ++i)
#pragma unroll
        for (int j = 0; j < 4; ++j) acc[i][j] = m::add(acc[i][j], m::mul(x[i], y[j]));
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < 4; ++i)
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      const int64_t row = row0 + ty + 16 * i, column = column0 + tx + 16 * j;
      if (row < p.m && column < p.n) out[row * p.n + column] = static_cast<R>(acc[i][j]);
    }
}

// The matrices of x along the batch's dimensions; 0 where x is repeated.
void set_steps(Operand& x, const Shape& shape, const Shape& out) {
  int64_t step = shape.back() * shape.back(2);
  for (int d = out.rank() - 2; d-- > 0;) {
    const int at = d - (out.rank() - shape.rank());
    const bool moves = at >= 0 && shape[at] != 1;
    x.step[d] = moves ? step : 0;
    if (moves) step *= shape[at];
  }
}

}  // namespace

void op::MatMul::cuda(KernelContext& k) {
  const auto& attrs = k.attrs<Attrs>();
  const Shape& out = k.out_shape();
  if (k.out().numel() == 0 || cuda::cublaslt_matmul(k)) return;
  MatMulArgs p{};
  p.a = {k.in(0).data(), attrs.turned_a(), attrs.adjoint_a, {}};
  p.b = {k.in(1).data(), attrs.turned_b(), attrs.adjoint_b, {}};
  p.out = k.out().data();
  p.m = out.back(2);
  p.n = out.back();
  p.k = attrs.turned_a() ? k.shape(0).back(2) : k.shape(0).back();
  set_steps(p.a, k.shape(0), out);
  set_steps(p.b, k.shape(1), out);
  int64_t batches = 1;
  for (int d = 0; d + 2 < out.rank(); ++d) batches *= p.batch[p.batch_rank++] = out[d];
  const int64_t tiles = cuda::blocks_for(p.m, kTile) * int64_t{cuda::blocks_for(p.n, kTile)};
  switch_dtype<def.dtypes>(k.dtype(), [&]<class T>() {
    auto start = [&]<class R>() {
      for (p.first = 0; p.first < batches; p.first += kMaxBatch)
        cuda::launch(k.stream(), matmul_kernel<T, R>,
                     {static_cast<unsigned>(tiles), 1,
                      static_cast<unsigned>(std::min(kMaxBatch, batches - p.first))},
                     {kThreads}, 0, p);
    };
    if constexpr (is_narrow_float<T>) {
      if (k.out().dtype() == DType::Float32) return start.template operator()<float>();
    }
    start.template operator()<T>();
  });
}

}  // namespace zeal
