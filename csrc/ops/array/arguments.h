// How array ops read their arguments: lists of extents, axes and permutations, checked once.
#pragma once
#include "ops/record.h"

namespace zeal {

// The shape that a list of extents means.
inline Shape to_shape(const InferContext& c, const Ints& dims, const char* argument = "shape") {
  if (ZEAL_UNLIKELY(dims.size() > kMaxRank))
    c.fail("argument '", argument, "' may have at most ", kMaxRank, " entries, got ", dims.size());
  Shape out;
  for (int64_t d : dims) {
    if (ZEAL_UNLIKELY(d < 0))
      c.fail("argument '", argument, "' must have no negative entries, got ", dims);
    out.push_back(d);
  }
  return out;
}

inline Ints to_ints(const Shape& s) { return Ints(s.dims()); }

// An axis of a recorded call, counted from the front.
inline int front_axis(int64_t axis, int rank) {
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

}  // namespace zeal
