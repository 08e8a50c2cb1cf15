// Element-wise ops: how a kernel's threads find their elements, and the driver that starts it.
//
// Note [Element-wise kernels]
// There is one kernel for each op and dtype. A thread computes one pack of V neighbours in the
// output, V elements of 16 bytes or fewer. Dimensions along which every input moves or repeats
// alike are one (Note [Broadcast by rows]); the last of them is the row. Where rows are whole packs
// and aligned, each input is read as a pack, or as one element where it repeats along the row.
// Otherwise a thread computes V single elements, 256 apart, so that neighbours are still read by
// neighbours. Indices are 32 bits wide: the driver cuts what is larger.
#pragma once
#include "core/dtype.h"
#include "cuda/index.h"
#include "cuda/report.h"
#include "dispatch/broadcast_rows.h"

namespace zeal::cuda {

inline constexpr uint32_t kElementwiseThreads = 256;

struct ElementwiseArgs {
  const void* in[kMaxElementwiseInputs];
  void* out;
  uint32_t n;          // elements of the output, below 2^31
  uint32_t repeated;   // bit i: input i is one element along the row
  uint32_t immediate;  // bit i: input i is the number in value[i]
  uint16_t packed;     // are rows read and written as packs?
  uint16_t rank;       // of the dimensions above the row
  FastDiv row;
  FastDiv extent[kMaxRank - 1];
  uint32_t stride[kMaxElementwiseInputs][kMaxRank - 1];
  Reporter report;
  alignas(16) unsigned char value[kMaxElementwiseInputs][16];

  // Where output element i finds each of the N inputs' elements.
  template <int N>
  HOST_DEVICE void place(uint32_t i, uint32_t (&at)[N]) const {
    uint32_t column = i, r = 0;
    if (rank) r = row.divide(i, column);
    for (int k = 0; k < N; ++k) at[k] = repeated >> k & 1 ? 0 : column;
    for (int d = rank; d-- > 0;) {
      uint32_t c = r;
      if (d) r = extent[d].divide(r, c);
      for (int k = 0; k < N; ++k) at[k] += c * stride[k][d];
    }
  }
};

// The elements of one thread: `first`, and each `step` further; as one pack if `packed`.
struct ThreadElements {
  uint32_t first, step;
  bool packed;

  template <int V>
  HOST_DEVICE static ThreadElements of(const ElementwiseArgs& a, uint32_t block, uint32_t thread) {
    const uint32_t tile = block * (kElementwiseThreads * V);
    if (!a.packed) return {tile + thread, kElementwiseThreads, false};
    const uint32_t first = tile + thread * V;
    return {first, 1, first + V <= a.n};  // the last pack of a single row may be cut
  }
};

// One op's kernels by dtype; `function` takes an ElementwiseArgs and the op's attributes.
struct ElementwiseTable {
  struct {
    const void* function;
    int width;  // V
  } of[kNumDTypes];
  const char* refusal;  // what is said of values that the op refuses
};

// The kernel of every element-wise op on CUDA.
void elementwise(KernelContext& k, const ElementwiseTable& table);

}  // namespace zeal::cuda
