// Looks at a record's members to tell its rung, its number of scalar inputs and its result's dtype.
#pragma once
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
  if constexpr (ScalarOf<Op, T>) return 1;
  else if constexpr (ScalarOf<Op, T, T>) return 2;
  else if constexpr (ScalarOf<Op, T, T, T>) return 3;
  else return 0;
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
concept IsReduction = requires { Op::combine(0.f, 0.f); } || requires { Op::combine(false, false); };
template <class Op>
concept IsView = requires(const KernelContext& k) { Op::view(k); };
template <class Op>
concept HasCpu = requires(KernelContext& k) { Op::cpu(k); };

template <class Op, class T>
constexpr auto scalar_result(typename attrs_of<Op>::type a, T x) {
  if constexpr (arity<Op> == 1) return call_scalar<Op>(a, x);
  else if constexpr (arity<Op> == 2) return call_scalar<Op>(a, x, x);
  else return call_scalar<Op>(a, x, x, x);
}
template <class Op, class T>
using result_type = decltype(scalar_result<Op>(typename attrs_of<Op>::type{}, T{}));

template <class Op>
constexpr OpRecord::Result result_rule() {
  using Result = OpRecord::Result;
  if constexpr (!IsElementwise<Op>) {
    return Result::Same;
  } else {
    using T = compute_type<ctype<first_of(Op::def.dtypes)>>;
    if constexpr (std::is_same_v<result_type<Op, T>, bool> && !std::is_same_v<T, bool>)
      return Result::Bool;
    else if constexpr ((Op::def.dtypes.bits & kComplex.bits) != 0 && !std::is_same_v<T, bool>) {
      if constexpr (std::is_same_v<result_type<Op, complex64>, float>) return Result::Real;
      else return Result::Same;
    } else
      return Result::Same;
  }
}

}  // namespace zeal
