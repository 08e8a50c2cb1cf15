// SIMD vectors of float and double of the instruction set in hand: loads and stores of a part.
// Arithmetic is the compiler's own on vector types; products that are added are fused.
#pragma once
#include <cstdint>

#include "core/macros.h"
#include "cpu/loops.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace zeal {
namespace {

inline constexpr int kVecBytes = ZEAL_ISA_CODE(ZEAL_ISA) == 2   ? 64
                                 : ZEAL_ISA_CODE(ZEAL_ISA) == 1 ? 32
                                                                : 16;
template <class T>
struct VecOf;
template <>
struct VecOf<float> {
  typedef float type __attribute__((vector_size(kVecBytes)));
};
template <>
struct VecOf<double> {
  typedef double type __attribute__((vector_size(kVecBytes)));
};
template <class T>
using Vec = typename VecOf<T>::type;
template <class T>
inline constexpr int kVec = kVecBytes / static_cast<int>(sizeof(T));

template <class T>
ZEAL_INLINE Vec<T> vec_load(const T* p) {
  Vec<T> v;
  __builtin_memcpy(&v, p, kVecBytes);
  return v;
}
template <class T>
ZEAL_INLINE void vec_store(T* p, Vec<T> v) {
  __builtin_memcpy(p, &v, kVecBytes);
}
// The larger of two, b where it is NaN.
template <class T>
ZEAL_INLINE Vec<T> vec_max(Vec<T> a, Vec<T> b) {
#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
  if constexpr (sizeof(T) == 4)
    return reinterpret_cast<Vec<T>>(
        _mm512_max_ps(reinterpret_cast<__m512>(a), reinterpret_cast<__m512>(b)));
  else
    return reinterpret_cast<Vec<T>>(
        _mm512_max_pd(reinterpret_cast<__m512d>(a), reinterpret_cast<__m512d>(b)));
#else
  return a > b ? a : b;
#endif
}

// Past the caches; p is aligned to a cache line. Who streams says vec_fence() at the end.
template <class T>
ZEAL_INLINE void vec_stream(T* p, Vec<T> v) {
#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
  _mm512_stream_si512(reinterpret_cast<__m512i*>(p), reinterpret_cast<__m512i>(v));
#elif ZEAL_ISA_CODE(ZEAL_ISA) == 1
  _mm256_stream_si256(reinterpret_cast<__m256i*>(p), reinterpret_cast<__m256i>(v));
#elif defined(__x86_64__)
  _mm_stream_si128(reinterpret_cast<__m128i*>(p), reinterpret_cast<__m128i>(v));
#else
  vec_store(p, v);
#endif
}
ZEAL_INLINE void vec_fence() {
#if defined(__x86_64__)
  _mm_sfence();
#endif
}
template <class T>
ZEAL_INLINE Vec<T> vec_set(T x) {
  return x - Vec<T>{};  // broadcasts, signed zeros and all
}

#if ZEAL_ISA_CODE(ZEAL_ISA) == 1
template <class T>
ZEAL_INLINE __m256i vec_mask(int n) {
  static constexpr int32_t ones[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  int words = n * static_cast<int>(sizeof(T) / 4);
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ones + 8 - words));
}
#endif

// The first n elements, 0 <= n <= kVec; the rest are zeros, or not stored.
template <class T>
ZEAL_INLINE Vec<T> vec_load(const T* p, int n) {
#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
  if constexpr (sizeof(T) == 4)
    return reinterpret_cast<Vec<T>>(
        _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << n) - 1), p));
  else
    return reinterpret_cast<Vec<T>>(_mm512_maskz_loadu_pd(static_cast<__mmask8>((1u << n) - 1), p));
#elif ZEAL_ISA_CODE(ZEAL_ISA) == 1
  if constexpr (sizeof(T) == 4)
    return reinterpret_cast<Vec<T>>(_mm256_maskload_ps(p, vec_mask<T>(n)));
  else
    return reinterpret_cast<Vec<T>>(_mm256_maskload_pd(p, vec_mask<T>(n)));
#else
  Vec<T> v{};
  for (int i = 0; i < kVec<T>; ++i)
    if (i < n) v[i] = p[i];
  return v;
#endif
}
template <class T>
ZEAL_INLINE void vec_store(T* p, Vec<T> v, int n) {
#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
  if constexpr (sizeof(T) == 4)
    _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1), reinterpret_cast<__m512>(v));
  else
    _mm512_mask_storeu_pd(p, static_cast<__mmask8>((1u << n) - 1), reinterpret_cast<__m512d>(v));
#elif ZEAL_ISA_CODE(ZEAL_ISA) == 1
  if constexpr (sizeof(T) == 4)
    _mm256_maskstore_ps(p, vec_mask<T>(n), reinterpret_cast<__m256>(v));
  else
    _mm256_maskstore_pd(p, vec_mask<T>(n), reinterpret_cast<__m256d>(v));
#else
  for (int i = 0; i < kVec<T>; ++i)
    if (i < n) p[i] = v[i];
#endif
}

// Four elements, whatever the instruction set.
template <class T>
struct FourOf {
  typedef T type __attribute__((vector_size(4 * sizeof(T))));
};
template <class T>
using Four = typename FourOf<T>::type;

// The sums of four vectors' elements.
template <class T>
ZEAL_INLINE void vec_sum4(Vec<T> a, Vec<T> b, Vec<T> c, Vec<T> d, Four<T>& sums) {
  if constexpr (kVec<T> == 2) {
    sums = Four<T>{a[0] + a[1], b[0] + b[1], c[0] + c[1], d[0] + d[1]};
  } else {
    auto fold = [](Vec<T> v) __attribute__((always_inline)) {
      Four<T> parts[kVec<T> / 4];
      __builtin_memcpy(parts, &v, kVecBytes);
      if constexpr (kVec<T> == 16)
        return (parts[0] + parts[2]) + (parts[1] + parts[3]);
      else if constexpr (kVec<T> == 8)
        return parts[0] + parts[1];
      else
        return parts[0];
    };
    Four<T> w = fold(a), x = fold(b), y = fold(c), z = fold(d);
    Four<T> wx = __builtin_shufflevector(w, x, 0, 4, 1, 5) +
                 __builtin_shufflevector(w, x, 2, 6, 3, 7);  // w02 x02 w13 x13
    Four<T> yz =
        __builtin_shufflevector(y, z, 0, 4, 1, 5) + __builtin_shufflevector(y, z, 2, 6, 3, 7);
    sums =
        __builtin_shufflevector(wx, yz, 0, 1, 4, 5) + __builtin_shufflevector(wx, yz, 2, 3, 6, 7);
  }
}

}  // namespace
}  // namespace zeal
