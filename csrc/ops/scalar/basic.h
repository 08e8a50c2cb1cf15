// The four rules of arithmetic for every dtype: signed integers wrap around instead of being
// undefined.
#pragma once
#include <type_traits>

#include "core/macros.h"
#include "ops/scalar/integer.h"

namespace zeal::m {

template <class T>
ZEAL_INLINE HOST_DEVICE T add(T x, T y) {
  if constexpr (std::is_integral_v<T>)
    return wrapping_add(x, y);
  else
    return x + y;
}
template <class T>
ZEAL_INLINE HOST_DEVICE T sub(T x, T y) {
  if constexpr (std::is_integral_v<T>)
    return wrapping_sub(x, y);
  else
    return x - y;
}
template <class T>
ZEAL_INLINE HOST_DEVICE T mul(T x, T y) {
  if constexpr (std::is_integral_v<T>)
    return wrapping_mul(x, y);
  else
    return x * y;
}
template <class T>
ZEAL_INLINE HOST_DEVICE T neg(T x) {
  if constexpr (std::is_integral_v<T>)
    return wrapping_neg(x);
  else
    return -x;
}

}  // namespace zeal::m
