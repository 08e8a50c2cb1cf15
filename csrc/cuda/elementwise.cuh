// The kernel that every element-wise op gets from its scalar(); see Note [Element-wise kernels].
#pragma once
#include "cuda/elementwise.h"
#include "ops/traits.h"

namespace zeal::cuda {

// An op's attributes as a kernel's parameter; empty where it has none.
template <class Op>
using AttrsOf = typename attrs_of<Op>::type;

// What an op writes of inputs of type T: 16-bit floats come back as they came.
template <class Op, class T>
struct elementwise_result {
  using C = compute_type<T>;
  using R = result_type<Op, C>;
  using type = std::conditional_t<std::is_same_v<R, C>, T, R>;
};

// Elements of a pack: 16 bytes of the wider of input and output, four of bytes and 16-bit integers.
template <class T, class R>
constexpr int pack_width() {
  constexpr int size = sizeof(T) > sizeof(R) ? sizeof(T) : sizeof(R);
  if constexpr (size <= 2 && !is_narrow_float<T>)
    return 4;
  else
    return 16 / size;
}

template <class Op, class T, int... I>
__device__ __forceinline__ auto element(const AttrsOf<Op>& attrs, const T (&x)[sizeof...(I)],
                                        std::integer_sequence<int, I...>) {
  using C = compute_type<T>;
  return call_scalar<Op>(attrs, static_cast<C>(x[I])...);
}

template <class Op, class T>
__global__ void __launch_bounds__(kElementwiseThreads)
    elementwise_kernel(const __grid_constant__ ElementwiseArgs a, const AttrsOf<Op> attrs) {
  using R = typename elementwise_result<Op, T>::type;
  constexpr int N = arity<Op>;
  constexpr int V = pack_width<T, R>();
  const auto mine = ThreadElements::of<V>(a, blockIdx.x, threadIdx.x);
  if (mine.first >= a.n) return;
  T x[V][N];
  uint32_t at[N];
  if (mine.packed) {
    a.place(mine.first, at);
#pragma unroll
    for (int i = 0; i < N; ++i) {
      const T* in = static_cast<const T*>(a.in[i]) + at[i];
      if (a.repeated >> i & 1) {
        const T value = a.immediate >> i & 1 ? *reinterpret_cast<const T*>(a.value[i]) : *in;
#pragma unroll
        for (int v = 0; v < V; ++v) x[v][i] = value;
      } else {
        const auto pack = *reinterpret_cast<const Pack<T, V>*>(in);
#pragma unroll
        for (int v = 0; v < V; ++v) x[v][i] = pack.v[v];
      }
    }
  } else {
#pragma unroll
    for (int v = 0; v < V; ++v) {
      const uint32_t e = mine.first + v * mine.step;
      a.place(e < a.n ? e : mine.first, at);  // what lies beyond is computed twice and not kept
#pragma unroll
      for (int i = 0; i < N; ++i)
        x[v][i] = a.immediate >> i & 1 ? *reinterpret_cast<const T*>(a.value[i])
                                       : static_cast<const T*>(a.in[i])[at[i]];
    }
  }
  if constexpr (Refuses<Op, T>) {
    bool refused = false;
#pragma unroll
    for (int v = 0; v < V; ++v) refused |= Op::refuses(x[v][N - 1]);
    if (refused) a.report();
  }
  Pack<R, V> out;
#pragma unroll
  for (int v = 0; v < V; ++v)
    out.v[v] = static_cast<R>(element<Op>(attrs, x[v], std::make_integer_sequence<int, N>{}));
  R* to = static_cast<R*>(a.out) + mine.first;
  if (mine.packed) {
    *reinterpret_cast<Pack<R, V>*>(to) = out;
  } else {
#pragma unroll
    for (int v = 0; v < V; ++v)
      if (mine.first + v * mine.step < a.n) to[v * mine.step] = out.v[v];
  }
}

template <class Op>
struct Elementwise {
  template <DType D, class Table>
  static void put(Table& table) {
    using T = ctype<D>;
    if constexpr (Op::def.dtypes.contains(D)) {
      auto& slot = table.of[static_cast<int>(D)];
      slot.function = reinterpret_cast<const void*>(&elementwise_kernel<Op, T>);
      slot.width = pack_width<T, typename elementwise_result<Op, T>::type>();
    }
  }
  static const ElementwiseTable& table() {
    static const ElementwiseTable made = [] {
      ElementwiseTable t{};
#define X(e, type, n) put<DType::e>(t);
      ZEAL_FOR_EACH_DTYPE(X)
#undef X
      if constexpr (requires { Op::refusal; }) t.refusal = Op::refusal;
      return t;
    }();
    return made;
  }
  static void kernel(KernelContext& k) { elementwise(k, table()); }
};

}  // namespace zeal::cuda
