// Real numbers as unsigned keys in the same order.
#pragma once
#include <bit>
#include <cstdint>
#include <type_traits>

#include "core/dtype_switch.h"

namespace zeal {

template <size_t Size>
using UnsignedOf = std::conditional_t<
    Size == 1, uint8_t,
    std::conditional_t<Size == 2, uint16_t, std::conditional_t<Size == 4, uint32_t, uint64_t>>>;

// Larger values have larger keys, and every NaN the largest of all. With ExactZero -0 comes before
// 0, and value_of() gives it back; without, both have one key.
template <bool ExactZero = false, class T>
ZEAL_INLINE HOST_DEVICE UnsignedOf<sizeof(T)> key_of(T x) {
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
ZEAL_INLINE HOST_DEVICE T value_of(UnsignedOf<sizeof(T)> key) {
  using U = UnsignedOf<sizeof(T)>;
  constexpr U top = U(U(1) << (sizeof(T) * 8 - 1));
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<U>(key ^ (std::is_signed_v<T> ? top : U(0))));
  else
    return std::bit_cast<T>(static_cast<U>(key & top ? key ^ top : ~key));
}

}  // namespace zeal
