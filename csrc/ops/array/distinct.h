// Distinct values in order of appearance.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/dtype_switch.h"

namespace zeal {

// What equal values share: 0 for both zeros, else their bits.
template <class T>
uint64_t hash_of(T v) {
  if constexpr (is_complex_type<T>) {
    return hash_of(v.real()) * 31 + hash_of(v.imag());
  } else {
    if (v == T(0)) return 0;
    uint64_t bits = 0;
    std::memcpy(&bits, &v, sizeof v);
    bits *= 0x9e3779b97f4a7c15u;
    return bits ^ bits >> 29;
  }
}

// Writes the distinct ones of n values and returns their number; calls each(i, which) for every
// element. NaN equals nothing, so every NaN is one.
template <class T, class F>
int64_t find_distinct(const T* x, int64_t n, T* values, F each) {
  // Open addressing over positions in `values`; at most half full.
  const uint64_t mask = std::bit_ceil(static_cast<uint64_t>(2 * n + 2)) - 1;
  std::vector<int64_t> slots(mask + 1, -1);
  int64_t found = 0;
  for (int64_t i = 0; i < n; ++i) {
    uint64_t at = (hash_of(x[i]) * 0x9e3779b97f4a7c15u >> 20) & mask;
    while (slots[at] >= 0 && !(values[slots[at]] == x[i])) at = (at + 1) & mask;
    if (slots[at] >= 0) {
      each(i, slots[at]);
      continue;
    }
    values[found] = x[i];
    if (x[i] == x[i]) slots[at] = found;
    each(i, found++);
  }
  return found;
}

}  // namespace zeal
