// Calls a template with the C++ type of a run-time dtype, and converts single values between types.
#pragma once
#include <type_traits>

#include "core/dtype.h"
#include "core/error.h"

namespace zeal {

template <class T>
inline constexpr bool is_complex_type =
    std::is_same_v<T, complex64> || std::is_same_v<T, complex128>;
// Types stored narrow and computed as float.
template <class T>
inline constexpr bool is_narrow_float =
    std::is_same_v<T, Half> || std::is_same_v<T, BFloat16> || std::is_same_v<T, Float8E4M3FN> ||
    std::is_same_v<T, Float8E5M2>;
template <class T>
inline constexpr bool is_float_type = std::is_floating_point_v<T> || is_narrow_float<T>;

// f.operator()<T>() for the T behind `d`, if it is in `Allowed`; Unimplemented otherwise. Types
// outside `Allowed` are not instantiated, which keeps kernels small.
template <DTypeSet Allowed = kAny, class F>
decltype(auto) switch_dtype(DType d, F&& f) {
  switch (d) {
#define X(e, t, n)                            \
  case DType::e:                              \
    if constexpr (Allowed.contains(DType::e)) \
      return f.template operator()<t>();      \
    else                                      \
      break;
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
  }
  fail(Code::Unimplemented, "no kernel for dtype ", name_of(d));
}

// static_cast as TensorFlow's cast: complex to real drops the imaginary part, anything to bool is
// `!= 0`, and a float outside an integer's range saturates instead of being undefined.
template <class D, class S>
ZEAL_INLINE HOST_DEVICE D convert(S s) {
  if constexpr (std::is_same_v<D, S>) {
    return s;
  } else if constexpr (is_complex_type<S>) {
    if constexpr (is_complex_type<D>)
      return D(static_cast<typename D::value_type>(s.real()),
               static_cast<typename D::value_type>(s.imag()));
    else if constexpr (std::is_same_v<D, bool>)
      return s != S(0);
    else
      return convert<D>(s.real());
  } else if constexpr (is_narrow_float<S>) {
    return convert<D>(static_cast<float>(s));
  } else if constexpr (is_complex_type<D>) {
    return D(convert<typename D::value_type>(s));
  } else if constexpr (is_narrow_float<D>) {
    return D(static_cast<float>(s));
  } else if constexpr (std::is_same_v<D, bool>) {
    return s != S(0);
  } else if constexpr (std::is_floating_point_v<S> && std::is_integral_v<D>) {
    constexpr S lo = static_cast<S>(std::is_signed_v<D> ? -1 : 0) *
                     static_cast<S>(uint64_t{1} << (sizeof(D) * 8 - 1));
    constexpr S hi = static_cast<S>(uint64_t{1} << (sizeof(D) * 8 - 1)) *
                     static_cast<S>(std::is_signed_v<D> ? 1 : 2);
    constexpr D min = std::is_signed_v<D> ? D(uint64_t{1} << (sizeof(D) * 8 - 1)) : D(0);
    constexpr D max = static_cast<D>(~min);
    return s != s ? D(0) : s < lo ? min : s >= hi ? max : static_cast<D>(s);
  } else {
    return static_cast<D>(s);
  }
}
template <class D>
HOST_DEVICE D narrow(double v) {
  return convert<D>(v);
}

}  // namespace zeal
