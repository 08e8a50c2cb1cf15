// The loops of topics for one instruction set. The build includes this once for a few topics, after
// their headers and with ZEAL_ISA defined, and then says ZEAL_LOOPS_OF(topic) for each.
//
// Everything but the install functions has internal linkage, and scalar() is force-inlined: the
// linker must never hand code for a newer CPU to an older one.
#pragma once
#include "cpu/loops.h"
#include "cpu/reduce_body.h"
#include "ops/traits.h"

namespace zeal {
namespace {

// Are loops for T compiled for this instruction set? Rare dtypes get the baseline's only.
template <class T>
constexpr bool wanted() {
  return ZEAL_ISA_IS_BASELINE || std::is_same_v<T, float> || std::is_same_v<T, double> ||
         std::is_same_v<T, int32_t> || std::is_same_v<T, int64_t> || std::is_same_v<T, bool>;
}

// A copy, so that stores through `out` cannot be thought to change it; empty where there are none.
template <class Op>
typename attrs_of<Op>::type attrs_at(const void* p) {
  if constexpr (requires { typename Op::Attrs; })
    return *static_cast<const typename Op::Attrs*>(p);
  else
    return {};
}

// An attribute that chooses between formulas would keep a loop from being vectorised. Such an op
// has
//   template <class Run> static void with_attrs(const Attrs& a, Run run);
// which calls run() with constants in the attribute's place.
template <class Op, class Run>
ZEAL_INLINE void with_attrs(const void* p, Run run) {
  const auto at = attrs_at<Op>(p);
  if constexpr (requires { Op::with_attrs(at, run); })
    Op::with_attrs(at, run);
  else
    run(at);
}

// Of small numbers some functions of float cost a fraction. Such an op has
//   static float scalar_near(float x);
// which is scalar(x), to the bit, where |x| < kNear; it runs over the blocks that are all so.
template <class Op, class T>
concept HasNear = std::is_same_v<T, float> && requires(float x) { Op::scalar_near(x); };

inline bool all_below(const float* a, int64_t n, float bound) {
  uint32_t most = 0;  // of the numbers' bits without the sign; NaN's are more than any number's
  for (int64_t i = 0; i < n; ++i) {
    const uint32_t u = __builtin_bit_cast(uint32_t, a[i]) & 0x7fffffff;
    most = u > most ? u : most;
  }
  return most < __builtin_bit_cast(uint32_t, bound);
}

template <class Op>
void loop_by_nearness(const float* a, float* o, int64_t n) {
  constexpr int64_t kBlock = 1024;
  for (int64_t at = 0; at < n; at += kBlock, a += kBlock, o += kBlock) {
    const int64_t m = n - at < kBlock ? n - at : kBlock;
    if (all_below(a, m, Op::kNear)) {
#pragma GCC ivdep
      for (int64_t i = 0; i < m; ++i) o[i] = Op::scalar_near(a[i]);
    } else {
#pragma GCC ivdep
      for (int64_t i = 0; i < m; ++i) o[i] = Op::scalar(a[i]);
    }
  }
}

template <class Op, class T>
void loop1(const void* const* in, void* out, int64_t n, unsigned, const void* attrs) {
  const T* a = static_cast<const T*>(in[0]);
  auto* o = static_cast<result_type<Op, T>*>(out);
  if constexpr (HasNear<Op, T>) return loop_by_nearness<Op>(a, o, n);
  with_attrs<Op>(attrs, [&](const auto& at) ZEAL_INLINE_LAMBDA {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) o[i] = call_scalar<Op>(at, a[i]);
  });
}

// An op may compute more cheaply by the value of an operand that is one for all:
//   template <class T, class Run> static void with_right(T y, Run run);
// calls run() with the function of x; with_left(x, run) and, of three, with_rest(y, z, run)
// likewise.
template <class Op, class T>
void loop2(const void* const* in, void* out, int64_t n, unsigned repeated, const void* attrs) {
  const T* a = static_cast<const T*>(in[0]);
  const T* b = static_cast<const T*>(in[1]);
  auto* o = static_cast<result_type<Op, T>*>(out);
  with_attrs<Op>(attrs, [&](const auto& at) ZEAL_INLINE_LAMBDA {
    if (repeated == 0) {
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) o[i] = call_scalar<Op>(at, a[i], b[i]);
    } else if (repeated == 2) {
      const T y = *b;
      auto run = [&](auto f) ZEAL_INLINE_LAMBDA {
#pragma GCC ivdep
        for (int64_t i = 0; i < n; ++i) o[i] = f(a[i]);
      };
      if constexpr (requires { Op::with_right(y, run); })
        Op::with_right(y, run);
      else
        run([&](T x) ZEAL_INLINE_LAMBDA { return call_scalar<Op>(at, x, y); });
    } else if (repeated == 1) {
      const T x = *a;
      auto run = [&](auto f) ZEAL_INLINE_LAMBDA {
#pragma GCC ivdep
        for (int64_t i = 0; i < n; ++i) o[i] = f(b[i]);
      };
      if constexpr (requires { Op::with_left(x, run); })
        Op::with_left(x, run);
      else
        run([&](T y) ZEAL_INLINE_LAMBDA { return call_scalar<Op>(at, x, y); });
    } else {
      const auto value = call_scalar<Op>(at, *a, *b);
      for (int64_t i = 0; i < n; ++i) o[i] = value;
    }
  });
}

template <class Op, class T>
void loop3(const void* const* in, void* out, int64_t n, unsigned repeated, const void* attrs) {
  const auto at = attrs_at<Op>(attrs);
  const T* a = static_cast<const T*>(in[0]);
  const T* b = static_cast<const T*>(in[1]);
  const T* c = static_cast<const T*>(in[2]);
  auto* o = static_cast<result_type<Op, T>*>(out);
  if (repeated == 0) {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) o[i] = call_scalar<Op>(at, a[i], b[i], c[i]);
  } else if (repeated == 6) {
    const T y = *b, z = *c;
    auto run = [&](auto f) ZEAL_INLINE_LAMBDA {
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) o[i] = f(a[i]);
    };
    if constexpr (requires { Op::with_rest(y, z, run); })
      Op::with_rest(y, z, run);
    else
      run([&](T x) ZEAL_INLINE_LAMBDA { return call_scalar<Op>(at, x, y, z); });
  } else if (repeated == 4) {
    const T z = *c;
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) o[i] = call_scalar<Op>(at, a[i], b[i], z);
  } else if (repeated == 2) {
    const T y = *b;
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) o[i] = call_scalar<Op>(at, a[i], y, c[i]);
  } else {
    const int64_t sa = !(repeated & 1), sb = !(repeated & 2), sc = !(repeated & 4);
    for (int64_t i = 0; i < n; ++i) o[i] = call_scalar<Op>(at, a[i * sa], b[i * sb], c[i * sc]);
  }
}

template <class Op, DType D>
void install_one() {
  using T = ctype<D>;
  if constexpr (Op::def.dtypes.contains(D) && std::is_same_v<T, compute_type<T>> && wanted<T>()) {
    constexpr int n = arity<Op>;
    ElementwiseLoop& slot = Record<Op>::slots.elementwise[static_cast<int>(D)];
    if constexpr (n == 1)
      slot = loop1<Op, T>;
    else if constexpr (n == 2)
      slot = loop2<Op, T>;
    else
      slot = loop3<Op, T>;
  } else if constexpr (D == DType::Float32 && !Op::def.dtypes.contains(D) &&
                       (Op::def.dtypes.bits & kHalf.bits) != 0) {
    static_assert(Op::def.dtypes.contains(DType::Float32),
                  "an op over float16 or bfloat16 must take float32, in which they are computed");
  }
}

template <class Op, DType D>
void install_reduction() {
  using T = ctype<D>;
  if constexpr (Op::def.dtypes.contains(D) && (wanted<T>() || kHalf.contains(D)))
    Record<Op>::slots.reduction[static_cast<int>(D)] = &red::loops_of<Op, T>;
}

template <class Op>
void install_op() {
  if constexpr (IsReduction<Op>) {
#define X(e, t, n) install_reduction<Op, DType::e>();
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
  } else if constexpr (IsElementwise<Op>) {
#define X(e, t, n) install_one<Op, DType::e>();
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
  }
}

template <class... Ops>
void install_all(OpList<Ops...>) {
  (install_op<Ops>(), ...);
}

}  // namespace

}  // namespace zeal

#define ZEAL_PASTE_(a, b, c) a##b##_##c
#define ZEAL_PASTE(a, b, c) ZEAL_PASTE_(a, b, c)
#define ZEAL_LOOPS_OF(name)                                                         \
  namespace zeal {                                                                  \
  void ZEAL_PASTE(install_loops_, name, ZEAL_ISA)() { install_all(topic::name{}); } \
  }
