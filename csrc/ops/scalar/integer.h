// Integer arithmetic with every case defined: wrapping, flooring division, powers, shifts.
#pragma once
#include <concepts>
#include <type_traits>

#include "core/macros.h"

namespace zeal::m {
namespace host {
// Arithmetic is done in an unsigned type at least as wide as int, so that nothing promotes to a
// signed one.
template <class T>
using Wide = std::conditional_t<(sizeof(T) < sizeof(unsigned)), unsigned, std::make_unsigned_t<T>>;
}  // namespace host

template <std::integral T>
ZEAL_INLINE HOST_DEVICE T wrapping_add(T a, T b) {
  using W = host::Wide<T>;
  return static_cast<T>(static_cast<W>(a) + static_cast<W>(b));
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T wrapping_sub(T a, T b) {
  using W = host::Wide<T>;
  return static_cast<T>(static_cast<W>(a) - static_cast<W>(b));
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T wrapping_mul(T a, T b) {
  using W = host::Wide<T>;
  return static_cast<T>(static_cast<W>(a) * static_cast<W>(b));
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T wrapping_neg(T a) {
  return wrapping_sub(T(0), a);
}

// Division. The caller has ruled out b == 0; the lowest number divided by -1 is itself.
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T truncdiv(T a, T b) {
  if constexpr (std::is_signed_v<T>)
    return b == T(-1) ? wrapping_neg(a) : static_cast<T>(a / b);
  else
    return static_cast<T>(a / b);
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T truncmod(T a, T b) {
  if constexpr (std::is_signed_v<T>)
    return b == T(-1) ? T(0) : static_cast<T>(a % b);
  else
    return static_cast<T>(a % b);
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T floordiv(T a, T b) {
  if constexpr (std::is_signed_v<T>) {
    if (b == T(-1)) return wrapping_neg(a);
    T q = static_cast<T>(a / b), r = static_cast<T>(a % b);
    return static_cast<T>(q - ((r != 0) & ((r < 0) != (b < 0))));
  } else {
    return static_cast<T>(a / b);
  }
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T floormod(T a, T b) {
  T r = truncmod(a, b);
  if constexpr (std::is_signed_v<T>)
    return (r != 0) & ((r < 0) != (b < 0)) ? wrapping_add(r, b) : r;
  else
    return r;
}

// a to the power n, wrapping. The caller has ruled out n < 0, which TensorFlow refuses.
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T pow(T a, T n) {
  using W = host::Wide<T>;
  W base = static_cast<W>(a), result = 1;
  for (auto e = static_cast<std::make_unsigned_t<T>>(n); e != 0;
       e = static_cast<decltype(e)>(e >> 1)) {
    result = (e & 1) ? result * base : result;
    base *= base;
  }
  return static_cast<T>(result);
}

// Shifts for any amount: TensorFlow clamps it to [0, width - 1].
template <std::integral T>
ZEAL_INLINE HOST_DEVICE unsigned shift_amount(T n) {
  constexpr unsigned top = sizeof(T) * 8 - 1;
  if constexpr (std::is_signed_v<T>) n = n < T(0) ? T(0) : n;
  return n > T(top) ? top : static_cast<unsigned>(n);
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T left_shift(T a, T n) {
  return static_cast<T>(static_cast<host::Wide<T>>(a) << shift_amount(n));
}
template <std::integral T>
ZEAL_INLINE HOST_DEVICE T right_shift(T a, T n) {
  return static_cast<T>(a >> shift_amount(n));
}
}  // namespace zeal::m
