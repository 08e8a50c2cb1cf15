// Pooling of float and double images, compiled once per instruction set; see pool_loops.h.
#pragma once
#include <cstdint>

#include "cpu/isa.h"
#include "ops/nn/pool_geometry.h"

namespace zeal {

template <class T>
struct PoolKernels {
  using G = const PoolGeometry&;
  // Output pixels [begin, end) of one image.
  void (*max)(G, const T* x, T* y, int64_t begin, int64_t end);
  void (*avg)(G, const T* x, T* y, int64_t begin, int64_t end);
  // All of one image; `room` for as many elements as there are channels.
  void (*max_grad)(G, const T* x, const T* y, const T* dy, T* dx, T* room);
  void (*max_grad_grad)(G, const T* x, const T* y, const T* d, T* out, T* room);
  void (*avg_grad)(G, const T* dy, T* dx);
};

struct PoolTables {
  PoolKernels<float> f32;
  PoolKernels<double> f64;
};
extern const PoolTables pool_tables_baseline;
#ifdef ZEAL_X86
extern const PoolTables pool_tables_avx2;
extern const PoolTables pool_tables_avx512;
#endif

}  // namespace zeal
