// The loops of a reduction for one instruction set, over vectors of its width; included by
// cpu/loops_body.h.
#pragma once
#include "cpu/loops.h"
#include "dispatch/reduce.h"
#include "ops/traits.h"

namespace zeal {
namespace {
namespace red {

#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
inline constexpr int kVectorBytes = 64;
#elif ZEAL_ISA_CODE(ZEAL_ISA) == 1
inline constexpr int kVectorBytes = 32;
#else
inline constexpr int kVectorBytes = 16;
#endif

template <class A, int N>
struct vector_of {
  typedef A type __attribute__((vector_size(N * sizeof(A))));
};
template <class A, int N>
using Vec = typename vector_of<A, N>::type;

template <int Size>
struct mask_int;
template <>
struct mask_int<1> {
  using type = int8_t;
};
template <>
struct mask_int<2> {
  using type = int16_t;
};
template <>
struct mask_int<4> {
  using type = int32_t;
};
template <>
struct mask_int<8> {
  using type = int64_t;
};

// A few values of a type that no vector register holds.
template <class A>
struct Few {
  A v[2];
};

// The reduction Op of elements of type T, in vectors of `Bytes`. With Mapped false, of
// accumulators.
template <class Op, class T, bool Mapped = true, int Bytes = kVectorBytes>
struct Reducer {
  using C = compute_type<T>;
  using A = lane_type<Op, T>;
  static constexpr bool kVector = std::is_arithmetic_v<A>;
  static constexpr int W = kVector ? Bytes / static_cast<int>(sizeof(A)) : 2;
  template <class B, bool = kVector>
  struct pack {
    using type = Vec<B, W>;
  };
  template <class B>
  struct pack<B, false> {
    using type = Few<B>;
  };
  using V = typename pack<A>::type;
  using In = std::conditional_t<Mapped, T, A>;
  static constexpr bool kRef = Mapped && HasRefMap<Op, C>;
  static constexpr bool kMap = kRef || (Mapped && HasMap<Op, C>);

  static ZEAL_INLINE A identity() { return static_cast<A>(Op::template identity<A>()); }
  static ZEAL_INLINE A join(A a, A b) { return static_cast<A>(Op::template combine<A>(a, b)); }
  static ZEAL_INLINE A map(C x, const C* ref) {
    if constexpr (kRef)
      return static_cast<A>(Op::template map<C>(x, *ref));
    else if constexpr (kMap)
      return static_cast<A>(Op::template map<C>(x));
    else
      return static_cast<A>(x);
  }
  static ZEAL_INLINE A get(In x, const C* ref) {
    if constexpr (Mapped)
      return map(static_cast<C>(x), ref);
    else
      return x;
  }

  template <class P>
  static ZEAL_INLINE P join_packs(P a, P b) {
    if constexpr (kVector) {
      return Op::combine(a, b);
    } else {
      P r;
      for (int l = 0; l < W; ++l) r.v[l] = join(a.v[l], b.v[l]);
      return r;
    }
  }

  // The map of W elements, with one reference value for all or, if Each, one for each.
  template <bool Each>
  static ZEAL_INLINE V load(const In* p, const C* ref) {
    if constexpr (kVector && std::is_same_v<C, A>) {
      V v = load_vector(p);
      if constexpr (!kMap) {
        return v;
      } else if constexpr (kRef && VectorRefMap<Op, V>) {
        if constexpr (Each)
          return Op::map(v, load_acc(ref));
        else
          return Op::map(v, *ref - V{});
      } else if constexpr (!kRef && VectorMap<Op, V>) {
        return Op::map(v);
      } else {
        C x[W];
        A a[W];
        store(x, v);
        for (int l = 0; l < W; ++l) a[l] = map(x[l], ref + (Each ? l : 0));
        return load_acc(a);
      }
    } else if constexpr (kVector && !kMap) {
      return load_vector(p);
    } else {
      A a[W];
      for (int l = 0; l < W; ++l) a[l] = get(p[l], ref + (Each && kRef ? l : 0));
      return load_acc(a);
    }
  }
  static ZEAL_INLINE V load_vector(const In* p) {
    V v;
    if constexpr (std::is_same_v<In, BFloat16>) {
      Vec<uint16_t, W> h;
      __builtin_memcpy(&h, p, sizeof h);
      v = reinterpret_cast<V>(__builtin_convertvector(h, Vec<uint32_t, W>) << 16);
    } else if constexpr (std::is_same_v<In, Half>) {
      Vec<uint16_t, W> h;
      __builtin_memcpy(&h, p, sizeof h);
      using U = Vec<uint32_t, W>;
      U u = __builtin_convertvector(h, U);
      U magnitude = (u & 0x7fffu) << 13;
      U wide = reinterpret_cast<U>(reinterpret_cast<V>(magnitude) * 0x1p112f);
      wide = magnitude >= (0x7c00u << 13) ? magnitude | 0x7f800000u : wide;
      v = reinterpret_cast<V>(wide | (u & 0x8000u) << 16);
    } else if constexpr (std::is_same_v<In, bool> && !std::is_same_v<A, bool>) {
      Vec<uint8_t, W> h;
      __builtin_memcpy(&h, p, sizeof h);
      v = __builtin_convertvector(h, V);
    } else {
      static_assert(sizeof(In) == sizeof(A));
      __builtin_memcpy(&v, p, sizeof v);
    }
    return v;
  }
  static ZEAL_INLINE V load_acc(const A* p) {
    V v;
    __builtin_memcpy(static_cast<void*>(&v), p, sizeof v);
    return v;
  }
  static ZEAL_INLINE void store(A* p, V v) {
    __builtin_memcpy(static_cast<void*>(p), &v, sizeof v);
  }

  // v with the identity in all but its last `t` lanes.
  static ZEAL_INLINE V last(V v, int64_t t) {
    if constexpr (kVector) {
      using M = typename mask_int<sizeof(A)>::type;
      Vec<M, W> lane;
      for (int l = 0; l < W; ++l) lane[l] = static_cast<M>(l);
      return lane >= static_cast<M>(W - t) ? v : V{} + identity();
    } else {
      for (int l = 0; l < W - t; ++l) v.v[l] = identity();
      return v;
    }
  }

  template <int N>
  static ZEAL_INLINE A across(Vec<A, N> v) {
    if constexpr (N * sizeof(A) > 16) {
      using H = Vec<A, N / 2>;
      H halves[2];
      __builtin_memcpy(halves, &v, sizeof v);
      return across<N / 2>(join_packs(halves[0], halves[1]));
    } else {
      A a[N];
      __builtin_memcpy(a, &v, sizeof v);
      for (int w = N / 2; w > 0; w /= 2)
        for (int l = 0; l < w; ++l) a[l] = join(a[l], a[l + w]);
      return a[0];
    }
  }
  static ZEAL_INLINE A total(V v) {
    if constexpr (kVector)
      return across<W>(v);
    else
      return join(v.v[0], v.v[1]);
  }

  // ---- rows ------------------------------------------------------------------------------------

  static ZEAL_INLINE V join_eight(V a, V b, V c, V d, V e, V f, V g, V h) {
    return join_packs(join_packs(join_packs(a, b), join_packs(c, d)),
                      join_packs(join_packs(e, f), join_packs(g, h)));
  }

  // Memory gives more to loads of 32 bytes than to loads of 64 (36 GB/s beside 30 on an AMD Zen 4),
  // which leave the processor's own prefetching less time to run ahead. So what is `far`, in no
  // near cache, is read by half vectors; the results are the same to the bit.
  static constexpr bool kHalves = kVector && Bytes == 64 && std::is_same_v<In, A>;
  static constexpr int64_t kFar = 64 << 10;  // bytes
  static ZEAL_INLINE bool is_far(int64_t elements) {
    return kVector && std::is_same_v<In, A> && elements * static_cast<int64_t>(sizeof(In)) >= kFar;
  }

  // The first m elements joined into a vector; m > 0 is a multiple of 8 W.
  static ZEAL_INLINE V eights(const In* p, const C* r, int64_t m) {
    V a = load<false>(p, r), b = load<false>(p + W, r), c = load<false>(p + 2 * W, r),
      d = load<false>(p + 3 * W, r), e = load<false>(p + 4 * W, r), f = load<false>(p + 5 * W, r),
      g = load<false>(p + 6 * W, r), h = load<false>(p + 7 * W, r);
    for (int64_t i = 8 * W; i < m; i += 8 * W) {
      a = join_packs(a, load<false>(p + i, r));
      b = join_packs(b, load<false>(p + i + W, r));
      c = join_packs(c, load<false>(p + i + 2 * W, r));
      d = join_packs(d, load<false>(p + i + 3 * W, r));
      e = join_packs(e, load<false>(p + i + 4 * W, r));
      f = join_packs(f, load<false>(p + i + 5 * W, r));
      g = join_packs(g, load<false>(p + i + 6 * W, r));
      h = join_packs(h, load<false>(p + i + 7 * W, r));
    }
    return join_eight(a, b, c, d, e, f, g, h);
  }
  static ZEAL_INLINE V eights_by_halves(const In* p, const C* r, int64_t m) {
    using H = Reducer<Op, T, Mapped, Bytes / 2>;
    typename H::V half[16];
#pragma GCC unroll 16
    for (int j = 0; j < 16; ++j) half[j] = H::template load<false>(p + j * H::W, r);
    for (int64_t i = 8 * W; i < m; i += 8 * W)
#pragma GCC unroll 16
      for (int j = 0; j < 16; ++j)
        half[j] = H::join_packs(half[j], H::template load<false>(p + i + j * H::W, r));
    V v[8];
    static_assert(sizeof v == sizeof half);
    __builtin_memcpy(static_cast<void*>(v), half, sizeof v);
    return join_eight(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
  }

  // n >= W; meant for n up to kBlock or so.
  static ZEAL_INLINE V block(const In* p, const C* r, int64_t n, bool far) {
    V a;
    int64_t i = n & ~int64_t{8 * W - 1};
    if (i == 0) {
      a = load<false>(p, r);
      i = W;
    } else if constexpr (kHalves) {
      a = far ? eights_by_halves(p, r, i) : eights(p, r, i);
    } else {
      a = eights(p, r, i);
    }
    for (; i + W <= n; i += W) a = join_packs(a, load<false>(p + i, r));
    if (i < n) a = join_packs(a, last(load<false>(p + n - W, r), n - i));
    return a;
  }

  static constexpr int64_t kBlock = 32 * 8 * W;

  // Blocks joined pairwise: the stack holds the joined blocks of each power of two in their number.
  static V blocks(const In* p, const C* r, int64_t n, bool far) {
    V stack[64];
    int top = 0;
    int64_t done = 0;
    for (; n >= kBlock + W; p += kBlock, n -= kBlock) {
      V v = block(p, r, kBlock, far);
      for (int64_t b = ++done; !(b & 1); b >>= 1) v = join_packs(stack[--top], v);
      stack[top++] = v;
    }
    V v = block(p, r, n, far);
    while (top) v = join_packs(stack[--top], v);
    return v;
  }

  static ZEAL_INLINE A run(const In* p, const C* r, int64_t n, bool far) {
    if (n >= W) return total(n < kBlock + W ? block(p, r, n, far) : blocks(p, r, n, far));
    A a = get(p[0], r);
    if (n > 1) a = join(a, get(p[1], r));
    if (n > 2) a = join(a, get(p[2], r));
    for (int64_t i = 3; i < n; ++i) a = join(a, get(p[i], r));
    return a;
  }

  static void rows(const void* in, const void* ref, void* acc, int64_t rows, int64_t n) {
    const In* p = static_cast<const In*>(in);
    const C* f = static_cast<const C*>(ref);
    A* a = static_cast<A*>(acc);
    const bool far = is_far(rows * n);
    for (int64_t r = 0; r < rows; ++r) a[r] = run(p + r * n, f + (kRef ? r : 0), n, far);
  }

  // ---- columns ---------------------------------------------------------------------------------

  // Loads that go up line by line get twice as much from memory as loads in another order, which
  // the compiler is free to choose. This keeps v's load behind those before it.
  static ZEAL_INLINE void in_order(V& v) {
#ifdef __x86_64__
    if constexpr (kVector) asm volatile("" : "+v"(v));
#else
    (void)v;
#endif
  }
  template <bool InOrder>
  static ZEAL_INLINE V eight(const In* p, const C* r, int64_t s) {
    auto row = [&](int k) ZEAL_INLINE_LAMBDA {
      V v = load<true>(p + k * s, r);
      if constexpr (InOrder) in_order(v);
      return v;
    };
    if constexpr (InOrder) {
      V a = row(0), b = row(1), c = row(2), d = row(3), e = row(4), f = row(5), g = row(6),
        h = row(7);
      return join_eight(a, b, c, d, e, f, g, h);
    } else {
      return join_packs(join_packs(join_packs(row(0), row(1)), join_packs(row(2), row(3))),
                        join_packs(join_packs(row(4), row(5)), join_packs(row(6), row(7))));
    }
  }
  // W columns of n >= 1 rows. InOrder: there are no other columns.
  template <bool InOrder>
  static ZEAL_INLINE V down(const In* p, const C* r, int64_t n, int64_t stride) {
    V a;
    int64_t i;
    if (n >= 8) {
      a = eight<InOrder>(p, r, stride);
      for (i = 8; i + 8 <= n; i += 8) a = join_packs(a, eight<InOrder>(p + i * stride, r, stride));
    } else {
      a = load<true>(p, r);
      i = 1;
    }
    for (; i < n; ++i) a = join_packs(a, load<true>(p + i * stride, r));
    return a;
  }

  // Fewer columns than a vector has lanes: the other lanes read on into the next rows and are
  // dropped. The last rows, where that would leave the array, are done one by one.
  static void narrow(const In* p, const C* ref, A* acc, int64_t n, int64_t stride, int64_t width) {
    int64_t i = 0;
    for (int64_t j = 0; j < width; ++j) acc[j] = identity();
    if (!kRef && stride == width && 2 * width <= W && n >= 4 * W) {
      // W rows are one row of `width` vectors, whose columns then have to be added up.
      A wide[W * W / 2 + 1];
      columns(p, nullptr, wide, n / W, width * W, width * W);
      for (int l = 0; l < W; ++l)
        for (int64_t j = 0; j < width; ++j) acc[j] = join(acc[j], wide[l * width + j]);
      i = n / W * W;
    } else {
      C refs[W]{};
      if constexpr (kRef)
        for (int64_t j = 0; j < width; ++j) refs[j] = ref[j];
      const int64_t safe = n - (W - width + stride - 1) / stride;
      for (int64_t m; i < safe; i += m) {
        m = safe - i < 512 ? safe - i : 512;
        A some[W];
        store(some, down<true>(p + i * stride, refs, m, stride));
        for (int64_t j = 0; j < width; ++j) acc[j] = join(acc[j], some[j]);
      }
    }
    for (; i < n; ++i)
      for (int64_t j = 0; j < width; ++j)
        acc[j] = join(acc[j], get(p[i * stride + j], ref + (kRef ? j : 0)));
  }

  // Going down columns reads memory in an order that its prefetching does not follow. So the next
  // block comes into the second cache meanwhile, in the order of memory, a share with each vector.
  struct Ahead {
    int64_t bytes, share = 0;
    Ahead(int64_t n, int64_t stride, int64_t width, int64_t block)
        : bytes(block * width * static_cast<int64_t>(sizeof(In))) {
      if (is_far(n * width) && stride == width && width > W && bytes <= 256 << 10)
        share = (bytes / 64 * W + width - 1) / width * 64;
    }
    ZEAL_INLINE void of_vector(const In* p, int64_t k) const {
      const char* from = reinterpret_cast<const char*>(p) + bytes + k * share;
      for (int64_t b = 0; b < share; b += 64) __builtin_prefetch(from + b, 0, 2);
    }
  };

  // Rows are taken in blocks that stay in the first cache while each vector of columns goes down
  // them; of wide rows, eight are read side by side.
  static void columns(const void* in, const void* refs, void* out, int64_t n, int64_t stride,
                      int64_t width) {
    const In* p = static_cast<const In*>(in);
    const C* ref = static_cast<const C*>(refs);
    A* acc = static_cast<A*>(out);
    if (width < W) return narrow(p, ref, acc, n, stride, width);
    int64_t block = 16384 / (width * static_cast<int64_t>(sizeof(In))) & ~int64_t{7};
    block = block < 8 ? 8 : block > 512 ? 512 : block;
    const Ahead ahead(n, stride, width, block);
    for (int64_t i = 0; i < n; i += block, p += block * stride) {
      const int64_t m = n - i < block ? n - i : block;
      const C* r = ref;
      int64_t j = 0;
      for (; j + W <= width; j += W, r += kRef ? W : 0) {
        ahead.of_vector(p, j / W);
        V v = width == W ? down<true>(p, r, m, stride) : down<false>(p + j, r, m, stride);
        store(acc + j, i == 0 ? v : join_packs(load_acc(acc + j), v));
      }
      if (j == width) continue;
      A some[W];
      store(some, down<false>(p + width - W, ref + (kRef ? width - W : 0), m, stride));
      for (; j < width; ++j) {
        A a = some[j - (width - W)];
        acc[j] = i == 0 ? a : join(acc[j], a);
      }
    }
  }
};

template <class Op, class T>
void finish(const void* acc, void* out, int64_t n, int64_t count) {
  using A = acc_type<Op, T>;
  const A* a = static_cast<const A*>(acc);
  auto* o = static_cast<reduce_result<Op, T>*>(out);
  for (int64_t i = 0; i < n; ++i) {
    if constexpr (requires { Op::finish(a[i], count); })
      o[i] = static_cast<reduce_result<Op, T>>(Op::finish(a[i], count));
    else
      o[i] = static_cast<reduce_result<Op, T>>(a[i]);
  }
}

template <class Op, class T>
void identity(void* acc, int64_t n) {
  using A = lane_type<Op, T>;
  for (int64_t i = 0; i < n; ++i) static_cast<A*>(acc)[i] = Reducer<Op, T>::identity();
}

template <class Op, class T>
constexpr bool needs_finish() {
  using A = acc_type<Op, T>;
  return requires(A a) { Op::finish(a, int64_t{1}); } || !std::is_same_v<A, reduce_result<Op, T>>;
}

template <class Op, class T>
constexpr ReduceLoops loops_of{
    .rows = Reducer<Op, T>::rows,
    .columns = Reducer<Op, T>::columns,
    .fold = Reducer<Op, T, false>::columns,
    .finish = needs_finish<Op, T>() ? finish<Op, T> : nullptr,
    .identity = identity<Op, T>,
    .in_size = sizeof(T),
    .acc_size = sizeof(acc_type<Op, T>),
    .ref_size = HasRefMap<Op, compute_type<T>> ? sizeof(compute_type<T>) : 0};

}  // namespace red
}  // namespace
}  // namespace zeal
