// Attributes: an op's Attrs struct, described field by field so that bindings can fill it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "core/dtype.h"
#include "core/ints.h"
#include "core/shape.h"

namespace zeal {

// "SAME", "VALID", or explicit pairs (before, after) for every dimension.
struct Padding {
  enum Kind : uint8_t { Valid, Same, Explicit } kind = Valid;
  Ints pads;
};

// One of a list of strings; `EnumText<E>::text` holds them in the enumerators' order: "NHWC,NCHW".
template <class E>
struct EnumText;

enum class AttrKind : uint8_t {
  Bool,
  Int,
  Float,
  Number,
  DType,
  Ints,
  Shape,
  Enum,
  Padding,
  OptInt,
  OptFloat,
  OptDType,
  OptInts,
  OptShape,
};

// A real number that has kept what the user wrote, for attributes compared with integer tensors.
struct Number {
  double value = 0;
};

template <class T>
constexpr AttrKind attr_kind() {
  if constexpr (std::is_same_v<T, bool>)
    return AttrKind::Bool;
  else if constexpr (std::is_same_v<T, int64_t>)
    return AttrKind::Int;
  else if constexpr (std::is_same_v<T, double>)
    return AttrKind::Float;
  else if constexpr (std::is_same_v<T, Number>)
    return AttrKind::Number;
  else if constexpr (std::is_same_v<T, DType>)
    return AttrKind::DType;
  else if constexpr (std::is_same_v<T, Ints>)
    return AttrKind::Ints;
  else if constexpr (std::is_same_v<T, Shape>)
    return AttrKind::Shape;
  else if constexpr (std::is_same_v<T, Padding>)
    return AttrKind::Padding;
  else if constexpr (std::is_same_v<T, std::optional<int64_t>>)
    return AttrKind::OptInt;
  else if constexpr (std::is_same_v<T, std::optional<double>>)
    return AttrKind::OptFloat;
  else if constexpr (std::is_same_v<T, std::optional<DType>>)
    return AttrKind::OptDType;
  else if constexpr (std::is_same_v<T, std::optional<Ints>>)
    return AttrKind::OptInts;
  else if constexpr (std::is_same_v<T, std::optional<Shape>>)
    return AttrKind::OptShape;
  else {
    static_assert(std::is_enum_v<T> && sizeof(T) == 1,
                  "an op's attribute must be bool, int64_t, double, Number, DType, Ints, Shape, "
                  "Padding, an optional of these, or a one-byte enum with an EnumText");
    return AttrKind::Enum;
  }
}

struct AttrField {
  std::string_view name;
  uint16_t offset;
  AttrKind kind;
  const char* choices;  // of an Enum
};

template <class T>
constexpr AttrField attr_field(std::string_view name, size_t offset) {
  const char* choices = nullptr;
  if constexpr (std::is_enum_v<T> && !std::is_same_v<T, DType>) choices = EnumText<T>::text;
  return {name, static_cast<uint16_t>(offset), attr_kind<T>(), choices};
}

// Names the fields of an op's Attrs: `ZEAL_ATTRS(Attrs, axis, keepdims)` inside the record.
#define ZEAL_ATTRS(A, ...) static constexpr AttrField fields[] = {ZEAL_MAP_(A, __VA_ARGS__)}
#define ZEAL_FIELD_(A, f) attr_field<decltype(A::f)>(#f, offsetof(A, f))
#define ZEAL_MAP_(A, ...) ZEAL_CAT_(ZEAL_MAP, ZEAL_COUNT_(__VA_ARGS__))(A, __VA_ARGS__)
#define ZEAL_COUNT_(...) ZEAL_NTH_(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
#define ZEAL_NTH_(a, b, c, d, e, f, g, h, i, j, k, l, n, ...) n
#define ZEAL_CAT_(a, b) ZEAL_CAT2_(a, b)
#define ZEAL_CAT2_(a, b) a##b
#define ZEAL_MAP1(A, x) ZEAL_FIELD_(A, x)
#define ZEAL_MAP2(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP1(A, __VA_ARGS__)
#define ZEAL_MAP3(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP2(A, __VA_ARGS__)
#define ZEAL_MAP4(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP3(A, __VA_ARGS__)
#define ZEAL_MAP5(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP4(A, __VA_ARGS__)
#define ZEAL_MAP6(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP5(A, __VA_ARGS__)
#define ZEAL_MAP7(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP6(A, __VA_ARGS__)
#define ZEAL_MAP8(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP7(A, __VA_ARGS__)
#define ZEAL_MAP9(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP8(A, __VA_ARGS__)
#define ZEAL_MAP10(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP9(A, __VA_ARGS__)
#define ZEAL_MAP11(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP10(A, __VA_ARGS__)
#define ZEAL_MAP12(A, x, ...) ZEAL_FIELD_(A, x), ZEAL_MAP11(A, __VA_ARGS__)

// An Attrs type with its type erased: how to make, copy and drop one in raw memory.
struct AttrsType {
  size_t size = 0;
  bool trivial = true;                 // copied by memcpy, never destroyed
  void (*construct)(void*) = nullptr;  // with its defaults
  void (*copy)(void*, const void*) = nullptr;
  void (*destroy)(void*) = nullptr;
  const void* defaults = nullptr;
  std::span<const AttrField> fields{};
};
inline constexpr size_t kMaxAttrsSize = 512;

template <class A>
inline const A kDefaultAttrs{};

template <class Op>
constexpr AttrsType make_attrs_type() {
  if constexpr (requires { typename Op::Attrs; }) {
    using A = typename Op::Attrs;
    static_assert(sizeof(A) <= kMaxAttrsSize, "an op's Attrs must fit kMaxAttrsSize bytes");
    static_assert(alignof(A) <= 16);
    static_assert(
        requires { Op::fields; },
        "an op with Attrs must list their fields: ZEAL_ATTRS(Attrs, ...)");
    return {.size = sizeof(A),
            .trivial = std::is_trivially_copyable_v<A> && std::is_trivially_destructible_v<A>,
            .construct = [](void* p) { new (p) A{}; },
            .copy = [](void* p, const void* q) { new (p) A(*static_cast<const A*>(q)); },
            .destroy = [](void* p) { static_cast<A*>(p)->~A(); },
            .defaults = &kDefaultAttrs<A>,
            .fields = Op::fields};
  } else {
    return {};
  }
}

}  // namespace zeal
