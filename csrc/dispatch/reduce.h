// The seam between a reduction's combine() and the loops that a device runs it with.
#pragma once
#include <cstdint>
#include <optional>

#include "core/ints.h"
#include "dispatch/contexts.h"

namespace zeal {

// The attributes of every reduction: axes counted from either end, all of them when absent.
struct ReduceAttrs {
  std::optional<Ints> axis;
  bool keepdims = false;
};

// A set of axes, bit d for axis d.
using AxisMask = uint32_t;
// The axes that `axis` names; an InvalidArgument of the op when one is out of range or named twice.
ZEAL_API AxisMask reduced_axes(const InferContext& c, const std::optional<Ints>& axis, int rank);
// The same for attributes that infer has accepted.
ZEAL_API AxisMask reduced_axes(const std::optional<Ints>& axis, int rank);
// `shape` without the axes of `mask`, or with extent 1 in their place.
ZEAL_API Shape reduced_shape(const Shape& shape, AxisMask mask, bool keepdims);
// The number of elements that make one of the result.
ZEAL_API int64_t reduced_count(const Shape& shape, AxisMask mask);
// The axes along which a tensor of shape `small` was repeated to get `large`.
ZEAL_API AxisMask broadcast_axes(const Shape& small, const Shape& large);

// Shape rules over ReduceAttrs: one output of T, of the real dtype behind T, of bool, of int64.
ZEAL_API void reduced(InferContext& c);
ZEAL_API void reduced_real(InferContext& c);
ZEAL_API void reduced_to_int64(InferContext& c);

// Note [Reduction loops]
// A reduction runs over accumulators, whose type is the op's own (float for 16-bit floats). The
// input is seen as extents that are kept and reduced in turn; these loops do the innermost two:
//   rows     acc[r] = in[r, 0] + ... + in[r, n - 1]         in: [rows, n]
//   columns  acc[j] = in[0, j] + ... + in[n - 1, j]         in: [n, width], rows `stride` apart
//   fold     the same over accumulators (`ref` is not read)
//   finish   the results from the accumulators; null where these are the results already
// All sums are in blocks, so that rounding errors grow with the logarithm of n or nearly so.
// An op whose map() takes a second value gets that of the result's place from `ref`, an array of
// float where the input is of 16-bit floats, else of the input's type.
struct ReduceLoops {
  using Columns = void (*)(const void* in, const void* ref, void* acc, int64_t n, int64_t stride,
                           int64_t width);
  void (*rows)(const void* in, const void* ref, void* acc, int64_t rows, int64_t n);
  Columns columns, fold;
  void (*finish)(const void* acc, void* out, int64_t n, int64_t count);
  void (*identity)(void* acc, int64_t n);
  int64_t in_size, acc_size, ref_size;
};

// The CPU kernel of every op that has identity() and combine() and no kernel of its own.
void reduce_cpu(KernelContext& k);
// Reduces `in` over the axes of `mask` into `out`, with the loops of `op`. `ref` as above.
void reduce_cpu(const OpRecord& op, const TensorImpl& in, AxisMask mask, TensorImpl& out,
                const void* ref = nullptr);
// The same without finish(): into accumulators, of which there is one per result.
void accumulate_cpu(const OpRecord& op, const TensorImpl& in, AxisMask mask, void* acc,
                    const void* ref = nullptr);

}  // namespace zeal
