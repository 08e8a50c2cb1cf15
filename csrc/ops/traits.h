// Looks at a record's members to tell its rung, its number of scalar inputs and its result's dtype.
#pragma once
#include <concepts>
#include <type_traits>

#include "core/dtype_switch.h"
#include "dispatch/registry.h"

namespace zeal {

// The type in which an element of dtype T is computed: float for the 16-bit floats.
template <class T>
using compute_type = std::conditional_t<is_narrow_float<T>, float, T>;

template <class Op>
struct attrs_of {
  struct type {};
};
template <class Op>
  requires requires { typename Op::Attrs; }
struct attrs_of<Op> {
  using type = typename Op::Attrs;
};

// Calls Op::scalar with or without the attributes, as the op declares it.
template <class Op, class... T>
ZEAL_INLINE HOST_DEVICE auto call_scalar(const typename attrs_of<Op>::type& attrs, T... x) {
  if constexpr (requires { Op::scalar(x..., attrs); })
    return Op::scalar(x..., attrs);
  else
    return Op::scalar(x...);
}

template <class Op, class... T>
concept ScalarOf = requires(T... x) { Op::scalar(x...); } ||
                   requires(const typename attrs_of<Op>::type& a, T... x) { Op::scalar(x..., a); };

// The number of scalar()'s inputs; 0 when the op is not element-wise.
template <class Op, class T>
constexpr int scalar_arity() {
  if constexpr (ScalarOf<Op, T>)
    return 1;
  else if constexpr (ScalarOf<Op, T, T>)
    return 2;
  else if constexpr (ScalarOf<Op, T, T, T>)
    return 3;
  else
    return 0;
}

constexpr DType first_of(DTypeSet set) {
  // float32 stands for the rest where it is allowed: every op that has it treats the others alike
  if (set.contains(DType::Float32)) return DType::Float32;
  return static_cast<DType>(std::countr_zero(set.bits));
}

template <class Op>
inline constexpr int arity = scalar_arity<Op, compute_type<ctype<first_of(Op::def.dtypes)>>>();

template <class Op>
concept IsComposite = requires(Inputs in, const void* a, Outputs& out) { Op::body(in, a, out); };
template <class Op>
concept IsElementwise = (!IsComposite<Op>) && (arity<Op> > 0);
template <class Op>
concept IsReduction =
    requires { Op::combine(0.f, 0.f); } || requires { Op::combine(false, false); };
template <class Op>
concept IsView = requires(const KernelContext& k) { Op::view(k); };
// An element-wise op may refuse values of its last input:
//   template <std::integral T> static bool refuses(T y);
//   static constexpr const char* refusal = "...";    what the error says
template <class Op, class T>
concept Refuses = requires(T y) {
  { Op::refuses(y) } -> std::same_as<bool>;
};
template <class Op>
concept HasCpu = requires(KernelContext& k) { Op::cpu(k); };
// A kernel of its own for CUDA: static void cuda(KernelContext&), defined in csrc/cuda/.
template <class Op>
concept HasCuda = requires(KernelContext& k) { Op::cuda(k); };

// Note [Reductions]
// A record with `combine` and `identity` is a reduction. T below is never a 16-bit float.
//   template <class T> static T identity();
//   template <class T> static T combine(T a, T b);     also over vectors: operators and ?: only
//   template <class T> static A map(T x[, T ref]);     what is combined; x itself when absent; over
//                                                      vectors, unless it is constrained
//   template <class A> static R finish(A a, int64_t n);  of n combined values; `a` when absent
//   using Acc = A;   what is added up in, where it is neither T nor what the map gives
//   using Out = R;   the result's type, where it is neither T nor real
//   static constexpr bool modular = true;   combine wraps around: computed unsigned
template <class Op, class T>
concept HasMap = requires(T x) { Op::template map<T>(x); };
template <class Op, class T>
concept HasRefMap = requires(T x) { Op::template map<T>(x, x); };
template <class Op, class V>
concept VectorRefMap = requires(V v) {
  { Op::map(v, v) } -> std::same_as<V>;
};
template <class Op, class V>
concept VectorMap = requires(V v) {
  { Op::map(v) } -> std::same_as<V>;
};
template <class Op, class T>
struct acc_of {
  using type = compute_type<T>;
};
template <class Op, class T>
  requires HasMap<Op, compute_type<T>>
struct acc_of<Op, T> {
  using type = decltype(Op::template map<compute_type<T>>(compute_type<T>{}));
};
template <class Op, class T>
  requires HasRefMap<Op, compute_type<T>>
struct acc_of<Op, T> {
  using type = decltype(Op::template map<compute_type<T>>(compute_type<T>{}, compute_type<T>{}));
};
template <class Op, class T>
  requires requires { typename Op::Acc; }
struct acc_of<Op, T> {
  using type = typename Op::Acc;
};
// What the elements of dtype T are accumulated in.
template <class Op, class T>
using acc_type = typename acc_of<Op, T>::type;

template <class Op, class A>
struct lane_of {
  using type = A;
};
template <class Op>
struct lane_of<Op, bool> {
  using type = uint8_t;
};
template <class Op, class A>
  requires(std::is_integral_v<A> && std::is_signed_v<A> && requires { Op::modular; })
struct lane_of<Op, A> {
  using type = std::make_unsigned_t<A>;
};
// The same in vector registers: no bool, and unsigned where signed numbers may overflow.
template <class Op, class T>
using lane_type = typename lane_of<Op, acc_type<Op, T>>::type;

template <class Op, class T>
struct reduce_result_of {
  using type = T;
};
template <class Op, class T>
  requires(is_complex_type<T> && std::is_floating_point_v<acc_type<Op, T>>)
struct reduce_result_of<Op, T> {
  using type = acc_type<Op, T>;
};
template <class Op, class T>
  requires requires { typename Op::Out; }
struct reduce_result_of<Op, T> {
  using type = typename Op::Out;
};
template <class Op, class T>
using reduce_result = typename reduce_result_of<Op, T>::type;

template <class Op, class T>
constexpr auto scalar_result(typename attrs_of<Op>::type a, T x) {
  if constexpr (arity<Op> == 1)
    return call_scalar<Op>(a, x);
  else if constexpr (arity<Op> == 2)
    return call_scalar<Op>(a, x, x);
  else
    return call_scalar<Op>(a, x, x, x);
}
template <class Op, class T>
using result_type = decltype(scalar_result<Op>(typename attrs_of<Op>::type{}, T{}));

// The dtypes of an op's results, by T.
template <class Op>
constexpr auto result_table() {
  auto table = OpRecord::identity();
  if constexpr (IsElementwise<Op>) {
    auto put = [&]<DType D>() {
      if constexpr (Op::def.dtypes.contains(D)) {
        using T = compute_type<ctype<D>>;
        using R = result_type<Op, T>;
        if constexpr (!std::is_same_v<R, T>) table[static_cast<int>(D)] = dtype_of<R>;
      }
    };
#define X(e, t, n) put.template operator()<DType::e>();
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
  }
  return table;
}

}  // namespace zeal
