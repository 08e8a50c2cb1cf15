// Sorts of unsigned keys (dispatch/order_keys.h).
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "dispatch/order_keys.h"

namespace zeal {

// A key and where it stood; ordered by both, which makes any sort stable.
template <class U>
struct Keyed {
  U key;
  std::conditional_t<sizeof(U) == 8, uint64_t, uint32_t> index;
  bool operator<(const Keyed& o) const { return key != o.key ? key < o.key : index < o.index; }
};

namespace detail {
template <class E>
auto radix_key(const E& e) {
  if constexpr (std::is_integral_v<E>)
    return e;
  else
    return e.key;
}
}  // namespace detail

// Sorts n elements, which are keys, or Keyed with ascending indices. `spare` has room for n more.
template <class E>
void sort_keys(E* a, E* spare, int64_t n) {
  using U = decltype(detail::radix_key(*a));
  if (n < 256) {
    std::sort(a, a + n);
    return;
  }
  // Least significant byte first; bytes that all elements share are passed over.
  constexpr int kBytes = sizeof(U);
  auto counts = std::make_unique<std::array<int64_t, 256>[]>(kBytes);
  for (int64_t i = 0; i < n; ++i) {
    const U key = detail::radix_key(a[i]);
#pragma GCC unroll 8
    for (int b = 0; b < kBytes; ++b) ++counts[b][static_cast<size_t>(key >> (8 * b) & 0xff)];
  }
  E *from = a, *to = spare;
#pragma GCC unroll 8
  for (int b = 0; b < kBytes; ++b) {
    std::array<int64_t, 256>& at = counts[b];
    const auto digit = [b](const E& e) {
      return static_cast<size_t>(detail::radix_key(e) >> (8 * b) & 0xff);
    };
    if (at[digit(from[0])] == n) continue;
    int64_t sum = 0;
    for (int64_t& c : at) sum += std::exchange(c, sum);
    for (int64_t i = 0; i < n; ++i) to[at[digit(from[i])]++] = from[i];
    std::swap(from, to);
  }
  if (from != a) std::copy_n(from, n, a);
}

}  // namespace zeal
