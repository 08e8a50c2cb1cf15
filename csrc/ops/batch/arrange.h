// Small helpers of batching rules: lists of integers and the order of dimensions.
#pragma once
#include <algorithm>
#include <numeric>

#include "ops/array/transpose.h"

namespace zeal {

// `v` with `first` before it.
inline Ints with_first(int64_t first, const Ints& v) {
  Ints out;
  int64_t* to = out.resize(v.size() + 1);
  *to = first;
  std::ranges::copy(v, to + 1);
  return out;
}

// `t` with its dimension `from` moved to the place `to`.
inline Tensor moved(const Tensor& t, int from, int to) {
  if (from == to) return t;
  Ints perm;
  int64_t* p = perm.resize(static_cast<size_t>(t.rank()));
  std::iota(p, p + t.rank(), 0);
  if (from < to)
    std::rotate(p + from, p + from + 1, p + to + 1);
  else
    std::rotate(p + to, p + from, p + from + 1);
  return ops::transpose(t, {.perm = perm});
}

}  // namespace zeal
