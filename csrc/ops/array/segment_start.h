// What segments start from, and what those without a row are in the end.
#pragma once
#include <bit>
#include <limits>

#include "core/dtype_switch.h"
#include "dispatch/combine.h"

namespace zeal {

template <class T>
T lowest() {
  if constexpr (std::is_integral_v<T>)
    return std::numeric_limits<T>::min();
  else
    return T(-std::numeric_limits<float>::infinity());
}
template <class T>
T highest() {
  if constexpr (std::is_integral_v<T>)
    return std::numeric_limits<T>::max();
  else
    return T(std::numeric_limits<float>::infinity());
}
// The largest finite value; of a 16-bit float by its bits, which are all ones but the lowest
// exponent bit.
template <class T>
T largest_finite() {
  if constexpr (std::is_same_v<T, Half>)
    return std::bit_cast<T>(uint16_t{0x7bff});
  else if constexpr (std::is_same_v<T, BFloat16>)
    return std::bit_cast<T>(uint16_t{0x7f7f});
  else
    return std::numeric_limits<T>::max();
}

template <class T>
struct SegmentStart {
  T first = T(0), empty = T(0);

  SegmentStart(Combine combine, bool zero_if_empty) {
    if (combine == Combine::Multiply) first = empty = T(1);
    if constexpr (!is_complex_type<T>) {
      if (combine == Combine::Max) {
        first = lowest<T>();
        if constexpr (std::is_integral_v<T>)
          empty = first;
        else
          empty = T(
              -static_cast<std::conditional_t<is_narrow_float<T>, float, T>>(largest_finite<T>()));
      } else if (combine == Combine::Min) {
        first = highest<T>();
        empty = largest_finite<T>();
      }
    }
    if (zero_if_empty) empty = T(0);
  }
};

// The mean of `count` values; integers divide in 64 bits, where the count fits.
template <class T, class Sum>
HOST_DEVICE T segment_mean(Sum sum, int64_t count) {
  if constexpr (std::is_integral_v<T>) {
    using Wide = std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>;
    return static_cast<T>(static_cast<Wide>(sum) / static_cast<Wide>(count));
  } else {
    return static_cast<T>(sum / convert<Sum>(count));
  }
}

}  // namespace zeal
