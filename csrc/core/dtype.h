// Element types: the enum, their sizes and names, sets of them, and the C++ type behind each.
#pragma once
#include <bit>
#include <complex>
#include <cstddef>
#include <cstdint>

#include "core/half.h"

namespace zeal {

enum class DType : uint8_t {
  Bool,
  UInt8,
  Int8,
  UInt16,
  Int16,
  UInt32,
  Int32,
  UInt64,
  Int64,
  Float16,
  BFloat16,
  Float32,
  Float64,
  Complex64,
  Complex128,
  Float8E4M3FN,
  Float8E5M2,
};
inline constexpr int kNumDTypes = 17;

using complex64 = std::complex<float>;
using complex128 = std::complex<double>;

// X(enumerator, C++ type, name)
#define ZEAL_FOR_EACH_DTYPE(X)                   \
  X(Bool, bool, "bool")                          \
  X(UInt8, uint8_t, "uint8")                     \
  X(Int8, int8_t, "int8")                        \
  X(UInt16, uint16_t, "uint16")                  \
  X(Int16, int16_t, "int16")                     \
  X(UInt32, uint32_t, "uint32")                  \
  X(Int32, int32_t, "int32")                     \
  X(UInt64, uint64_t, "uint64")                  \
  X(Int64, int64_t, "int64")                     \
  X(Float16, Half, "float16")                    \
  X(BFloat16, BFloat16, "bfloat16")              \
  X(Float32, float, "float32")                   \
  X(Float64, double, "float64")                  \
  X(Complex64, complex64, "complex64")           \
  X(Complex128, complex128, "complex128")        \
  X(Float8E4M3FN, Float8E4M3FN, "float8_e4m3fn") \
  X(Float8E5M2, Float8E5M2, "float8_e5m2")

inline constexpr uint8_t kDTypeSizes[kNumDTypes] = {
#define X(e, t, n) sizeof(t),
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
};
inline constexpr const char* kDTypeNames[kNumDTypes] = {
#define X(e, t, n) n,
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
};

constexpr size_t size_of(DType d) { return kDTypeSizes[static_cast<int>(d)]; }
constexpr const char* name_of(DType d) {
  return static_cast<int>(d) < kNumDTypes ? kDTypeNames[static_cast<int>(d)] : "no dtype";
}

template <class T>
struct DTypeOf;
template <DType D>
struct CTypeOf;
#define X(e, t, n)                           \
  template <>                                \
  struct DTypeOf<t> {                        \
    static constexpr DType value = DType::e; \
  };                                         \
  template <>                                \
  struct CTypeOf<DType::e> {                 \
    using type = t;                          \
  };
ZEAL_FOR_EACH_DTYPE(X)
#undef X
template <class T>
inline constexpr DType dtype_of = DTypeOf<T>::value;
template <DType D>
using ctype = typename CTypeOf<D>::type;

// A set of dtypes in one word, as op records state them: `kFloating | kComplex`.
struct DTypeSet {
  uint32_t bits = 0;
  constexpr bool contains(DType d) const { return (bits >> static_cast<int>(d)) & 1; }
  constexpr DTypeSet operator|(DTypeSet o) const { return {bits | o.bits}; }
  constexpr DTypeSet operator-(DTypeSet o) const { return {bits & ~o.bits}; }
  constexpr bool operator==(const DTypeSet&) const = default;
  constexpr int count() const { return std::popcount(bits); }
};
template <class... D>
constexpr DTypeSet dtype_set(D... d) {
  return {((1u << static_cast<int>(d)) | ... | 0u)};
}

inline constexpr DTypeSet kBool = dtype_set(DType::Bool);
inline constexpr DTypeSet kSignedInt =
    dtype_set(DType::Int8, DType::Int16, DType::Int32, DType::Int64);
inline constexpr DTypeSet kUnsignedInt =
    dtype_set(DType::UInt8, DType::UInt16, DType::UInt32, DType::UInt64);
inline constexpr DTypeSet kInteger = kSignedInt | kUnsignedInt;
inline constexpr DTypeSet kHalf = dtype_set(DType::Float16, DType::BFloat16);
inline constexpr DTypeSet kFloating = kHalf | dtype_set(DType::Float32, DType::Float64);
inline constexpr DTypeSet kComplex = dtype_set(DType::Complex64, DType::Complex128);
inline constexpr DTypeSet kFloat8 = dtype_set(DType::Float8E4M3FN, DType::Float8E5M2);
inline constexpr DTypeSet kReal = kInteger | kFloating;
inline constexpr DTypeSet kNumeric = kReal | kComplex;
inline constexpr DTypeSet kIndex = dtype_set(DType::Int32, DType::Int64);
inline constexpr DTypeSet kAny = kNumeric | kBool | kFloat8;

constexpr bool is_floating(DType d) { return kFloating.contains(d); }
constexpr bool is_complex(DType d) { return kComplex.contains(d); }
constexpr bool is_integer(DType d) { return kInteger.contains(d); }
// Can a gradient flow through values of this dtype?
constexpr bool is_differentiable(DType d) { return (kFloating | kComplex).contains(d); }
// The real dtype behind a complex one; other dtypes are their own.
constexpr DType real_of(DType d) {
  return d == DType::Complex64 ? DType::Float32 : d == DType::Complex128 ? DType::Float64 : d;
}

}  // namespace zeal
