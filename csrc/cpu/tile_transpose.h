// Transposes one small square of elements in registers; the inner loop of 2-d transposition.
#pragma once
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/macros.h"
#include "cpu/box_copy.h"
#include "cpu/isa.h"

#ifdef ZEAL_X86
#include <emmintrin.h>
#endif

namespace zeal {

// Note [Square transposition]
// A square of kTile x kTile elements is one cache line wide and, transposed, one cache line high.
// It is read line by line, transposed in registers into a buffer, and written line by line, so each
// line is touched once, whatever the strides (those of powers of two would evict each other).
template <class T>
inline constexpr int kTile = sizeof(T) >= 16 ? 4 : 64 / static_cast<int>(sizeof(T));

namespace detail {
// N x N elements in N vectors of 16 bytes: log2(N) rounds that interleave row i with row i + N/2.
template <class T, int N>
struct SquareInRegisters {
  typedef T Vector __attribute__((vector_size(16), aligned(1), may_alias));

  template <int... I>
  static ZEAL_INLINE void interleave(Vector a, Vector b, Vector& low, Vector& high,
                                     std::integer_sequence<int, I...>) {
#if defined(__clang__)
    low = __builtin_shufflevector(a, b, ((I % 2) * N + I / 2)...);
    high = __builtin_shufflevector(a, b, ((I % 2) * N + (N + I) / 2)...);
#else
    low = __builtin_shuffle(a, b, Vector{T((I % 2) * N + I / 2)...});
    high = __builtin_shuffle(a, b, Vector{T((I % 2) * N + (N + I) / 2)...});
#endif
  }
  static ZEAL_INLINE void run(const char* from, int64_t from_row, char* to, int64_t to_row) {
    Vector r[N], s[N];
#pragma GCC unroll 16
    for (int i = 0; i < N; ++i) std::memcpy(&r[i], from + i * from_row, 16);
#pragma GCC unroll 4
    for (int round = N; round > 1; round /= 2) {
#pragma GCC unroll 8
      for (int i = 0; i < N / 2; ++i)
        interleave(r[i], r[i + N / 2], s[2 * i], s[2 * i + 1],
                   std::make_integer_sequence<int, N>{});
#pragma GCC unroll 16
      for (int i = 0; i < N; ++i) r[i] = s[i];
    }
#pragma GCC unroll 16
    for (int i = 0; i < N; ++i) std::memcpy(to + i * to_row, &r[i], 16);
  }
};
}  // namespace detail

// Writes a cache line, which `to` begins, past the caches where that can be done.
ZEAL_INLINE void stream_line(char* to, const char* from) {
#ifdef ZEAL_X86
  for (int i = 0; i < 64; i += 16)
    _mm_stream_si128(reinterpret_cast<__m128i*>(to + i),
                     _mm_load_si128(reinterpret_cast<const __m128i*>(from + i)));
#else
  std::memcpy(to, from, 64);
#endif
}
ZEAL_INLINE void stream_fence() {
#ifdef ZEAL_X86
  _mm_sfence();
#endif
}

// to[j][i] = from[i][j] for a full square: rows of `from` are from_row bytes apart and contiguous,
// so are the rows of `to`.
template <class T, bool PastCaches = false>
ZEAL_INLINE void transpose_square(const char* from, int64_t from_row, char* to, int64_t to_row) {
  constexpr int kSide = kTile<T>;
  constexpr int64_t kSize = sizeof(T), kLine = kSide * kSize;
  alignas(64) char buffer[kSide * kLine];
  if constexpr (sizeof(T) == 16) {
    for (int i = 0; i < kSide; ++i)
      for (int j = 0; j < kSide; ++j)
        std::memcpy(buffer + j * kLine + i * kSize, from + i * from_row + j * kSize, kSize);
  } else {
    constexpr int kBlock = 16 / static_cast<int>(sizeof(T));
#pragma GCC unroll 4
    for (int i = 0; i < kSide; i += kBlock)
#pragma GCC unroll 4
      for (int j = 0; j < kSide; j += kBlock)
        detail::SquareInRegisters<T, kBlock>::run(from + i * from_row + j * kSize, from_row,
                                                  buffer + j * kLine + i * kSize, kLine);
  }
#pragma GCC unroll 16
  for (int j = 0; j < kSide; ++j) {
    if constexpr (PastCaches)
      stream_line(to + j * to_row, buffer + j * kLine);
    else
      std::memcpy(to + j * to_row, buffer + j * kLine, kLine);
  }
}

// The same for a rectangle of n rows and m columns of `from`.
template <class T>
ZEAL_INLINE void transpose_edge(const char* from, int64_t from_row, char* to, int64_t to_row,
                                int64_t n, int64_t m) {
  for (int64_t j = 0; j < m; ++j)
    for (int64_t i = 0; i < n; ++i)
      std::memcpy(to + j * to_row + i * static_cast<int64_t>(sizeof(T)),
                  from + i * from_row + j * static_cast<int64_t>(sizeof(T)), sizeof(T));
}

}  // namespace zeal
