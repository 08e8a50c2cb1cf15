// Real numbers as unsigned keys in the same order, and sorts of such keys.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/dtype_switch.h"

namespace zeal {

template <size_t Size>
using UnsignedOf = std::conditional_t<
    Size == 1, uint8_t,
    std::conditional_t<Size == 2, uint16_t, std::conditional_t<Size == 4, uint32_t, uint64_t>>>;

// Larger values have larger keys, and every NaN the largest of all. With ExactZero -0 comes before
// 0, and value_of() gives it back; without, both have one key.
template <bool ExactZero = false, class T>
ZEAL_INLINE UnsignedOf<sizeof(T)> key_of(T x) {
  using U = UnsignedOf<sizeof(T)>;
  constexpr U top = U(U(1) << (sizeof(T) * 8 - 1));
  if constexpr (std::is_integral_v<T>) {
    return static_cast<U>(static_cast<U>(x) ^ (std::is_signed_v<T> ? top : U(0)));
  } else {
    const U u = std::bit_cast<U>(x);
    const U key = static_cast<U>(u & top ? (ExactZero ? ~u : U(0) - u) : u | top);
    return x != x ? static_cast<U>(~U(0)) : key;
  }
}
// The value with an exact key.
template <class T>
ZEAL_INLINE T value_of(UnsignedOf<sizeof(T)> key) {
  using U = UnsignedOf<sizeof(T)>;
  constexpr U top = U(U(1) << (sizeof(T) * 8 - 1));
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<U>(key ^ (std::is_signed_v<T> ? top : U(0))));
  else
    return std::bit_cast<T>(static_cast<U>(key & top ? key ^ top : ~key));
}

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
