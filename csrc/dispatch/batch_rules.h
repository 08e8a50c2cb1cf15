// The batching rules that many ops share; a record names one, or its own function, as `batch`.
#pragma once
#include <cstdint>

#include "core/macros.h"
#include "dispatch/op_def.h"

namespace zeal::batch {

// Element-wise ops, and others that broadcast all their inputs.
ZEAL_API void elementwise(BatchContext& c);
// Ops that combine elements along `axis` (or `axes`), all of them when absent.
ZEAL_API void reduction(BatchContext& c);
// Ops that treat the dimensions in front alike, or one after the other along the `axis` they name.
ZEAL_API void leading(BatchContext& c);
// The same for the inputs in the mask; the others must be one for all examples.
ZEAL_API void leading_inputs(BatchContext& c, uint32_t mask);
template <uint32_t kMask>
void leading_of(BatchContext& c) {
  leading_inputs(c, kMask);
}
// Ops whose inputs in the mask begin with the number of images, rows or sequences, which are
// independent: the examples join them. The others must be one for all examples.
ZEAL_API void fold_inputs(BatchContext& c, uint32_t mask);
template <uint32_t kMask>
void fold(BatchContext& c) {
  fold_inputs(c, kMask);
}
// Ops that only give the elements of input 0 another shape.
ZEAL_API void reshaped(BatchContext& c);
// Ops whose result depends on the input's shape alone.
ZEAL_API void shape_only(BatchContext& c);

// Ops that draw random numbers: one example after the other. From a `seed` each draws the same, as
// it would alone; from a `state` each draws others.
ZEAL_API void random(BatchContext& c);

// ---- What becomes of the ties of a spread input (Note [Spread values] in batch.h) ----

// The result has the input's elements, in another shape.
ZEAL_API void spread_reshape(Spread& s);
// The result has the input's shape, or what that broadcasts to.
ZEAL_API void spread_broadcast(Spread& s);
// The first dimension of all is of independent rows.
ZEAL_API void spread_rows(Spread& s);
// Sums along `axis`, as ReduceAttrs say.
ZEAL_API void spread_sum(Spread& s);

}  // namespace zeal::batch
