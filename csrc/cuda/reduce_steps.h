// What a reduction does with elements, partial results and results, on every device.
#pragma once
#include "cuda/reduce.h"
#include "ops/traits.h"

namespace zeal::cuda {

template <class Op, class T>
struct ReduceSteps {
  using C = compute_type<T>;
  using A = lane_type<Op, T>;
  static constexpr bool kRef = HasRefMap<Op, C>;
  static constexpr int V = sizeof(T) <= 2 ? 8 : 16 / sizeof(T);  // of a pack along a row
  static constexpr int W = sizeof(T) <= 4 ? 4 : 16 / sizeof(T);  // columns of a thread

  static ZEAL_INLINE HOST_DEVICE A identity() { return static_cast<A>(Op::template identity<A>()); }
  static ZEAL_INLINE HOST_DEVICE A join(A a, A b) {
    return static_cast<A>(Op::template combine<A>(a, b));
  }
  static ZEAL_INLINE HOST_DEVICE C reference(const ReduceArgs& a, int64_t result) {
    if constexpr (kRef)
      return static_cast<const C*>(a.ref)[result];
    else
      return C{};
  }
  static ZEAL_INLINE HOST_DEVICE A map(T value, [[maybe_unused]] C ref) {
    const C x = static_cast<C>(value);
    if constexpr (kRef)
      return static_cast<A>(Op::template map<C>(x, ref));
    else if constexpr (HasMap<Op, C>)
      return static_cast<A>(Op::template map<C>(x));
    else
      return static_cast<A>(x);
  }
  // Writes a result, or part number `part` of it.
  static ZEAL_INLINE HOST_DEVICE void put(const ReduceArgs& a, int64_t result, uint32_t part,
                                          A value) {
    if (a.parts > 1) {
      static_cast<A*>(a.out)[part * a.results + result] = value;
      return;
    }
    using F = acc_type<Op, T>;
    using R = reduce_result<Op, T>;
    const F total = static_cast<F>(value);
    R* out = static_cast<R*>(a.out) + result;
    if constexpr (requires { Op::finish(total, a.count); })
      *out = static_cast<R>(Op::finish(total, a.count));
    else
      *out = static_cast<R>(total);
  }
};

}  // namespace zeal::cuda
