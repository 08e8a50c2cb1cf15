// Conversions of 16-bit floats, and copies past the caches, for one instruction set.
#include <cstring>

#include "cpu/half_convert.h"
#include "cpu/loops.h"

#ifdef ZEAL_X86
#include <immintrin.h>
#endif

namespace zeal {
namespace {

void widen_bfloat(const void* in, float* out, int64_t n) {
  const uint16_t* x = static_cast<const uint16_t*>(in);
  for (int64_t i = 0; i < n; ++i)
    out[i] = __builtin_bit_cast(float, static_cast<uint32_t>(x[i]) << 16);
}

void narrow_bfloat(const float* in, void* out, int64_t n) {
  uint16_t* y = static_cast<uint16_t*>(out);
  for (int64_t i = 0; i < n; ++i) {
    uint32_t u = __builtin_bit_cast(uint32_t, in[i]);
    uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1)) >> 16;
    uint32_t nan = ((u >> 16) & 0x8000u) | 0x7fc0u;
    y[i] = static_cast<uint16_t>((u & 0x7fffffffu) > 0x7f800000u ? nan : rounded);
  }
}

#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
void widen_half(const void* in, float* out, int64_t n) {
  const uint16_t* x = static_cast<const uint16_t*>(in);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16)
    _mm512_storeu_ps(out + i,
                     _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x + i))));
  if (i == n) return;
  const __mmask16 rest = static_cast<__mmask16>((1u << (n - i)) - 1);
  _mm512_mask_storeu_ps(out + i, rest, _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(rest, x + i)));
}

void narrow_half(const float* in, void* out, int64_t n) {
  uint16_t* y = static_cast<uint16_t*>(out);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(y + i),
                        _mm512_cvtps_ph(_mm512_loadu_ps(in + i), _MM_FROUND_TO_NEAREST_INT));
  if (i == n) return;
  const __mmask16 rest = static_cast<__mmask16>((1u << (n - i)) - 1);
  _mm256_mask_storeu_epi16(
      y + i, rest, _mm512_cvtps_ph(_mm512_maskz_loadu_ps(rest, in + i), _MM_FROUND_TO_NEAREST_INT));
}
#elif ZEAL_ISA_CODE(ZEAL_ISA) == 1
ZEAL_INLINE void widen8(const uint16_t* x, float* out) {
  _mm256_storeu_ps(out, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x))));
}
ZEAL_INLINE void narrow8(const float* x, uint16_t* out) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out),
                   _mm256_cvtps_ph(_mm256_loadu_ps(x), _MM_FROUND_TO_NEAREST_INT));
}

void widen_half(const void* in, float* out, int64_t n) {
  const uint16_t* x = static_cast<const uint16_t*>(in);
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) widen8(x + i, out + i);
  if (i == n) return;
  uint16_t rest[8] = {};
  float wide[8];
  std::memcpy(rest, x + i, static_cast<size_t>(n - i) * 2);
  widen8(rest, wide);
  std::memcpy(out + i, wide, static_cast<size_t>(n - i) * 4);
}

void narrow_half(const float* in, void* out, int64_t n) {
  uint16_t* y = static_cast<uint16_t*>(out);
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) narrow8(in + i, y + i);
  if (i == n) return;
  float rest[8] = {};
  uint16_t small[8];
  std::memcpy(rest, in + i, static_cast<size_t>(n - i) * 4);
  narrow8(rest, small);
  std::memcpy(y + i, small, static_cast<size_t>(n - i) * 2);
}
#else
void widen_half(const void* in, float* out, int64_t n) {
  const Half* x = static_cast<const Half*>(in);
  for (int64_t i = 0; i < n; ++i) out[i] = x[i];
}
void narrow_half(const float* in, void* out, int64_t n) {
  Half* y = static_cast<Half*>(out);
  for (int64_t i = 0; i < n; ++i) y[i] = in[i];
}
#endif

#if ZEAL_ISA_CODE(ZEAL_ISA) == 2
using Line = __m512i;
ZEAL_INLINE Line load(const char* p) { return _mm512_loadu_si512(p); }
ZEAL_INLINE void stream1(char* p, Line v) { _mm512_stream_si512(reinterpret_cast<Line*>(p), v); }
#elif ZEAL_ISA_CODE(ZEAL_ISA) == 1
using Line = __m256i;
ZEAL_INLINE Line load(const char* p) {
  return _mm256_loadu_si256(reinterpret_cast<const Line*>(p));
}
ZEAL_INLINE void stream1(char* p, Line v) { _mm256_stream_si256(reinterpret_cast<Line*>(p), v); }
#elif defined(ZEAL_X86)
using Line = __m128i;
ZEAL_INLINE Line load(const char* p) { return _mm_loadu_si128(reinterpret_cast<const Line*>(p)); }
ZEAL_INLINE void stream1(char* p, Line v) { _mm_stream_si128(reinterpret_cast<Line*>(p), v); }
#endif

#ifdef ZEAL_X86
ZEAL_INLINE void stream_lines(const char* x, char* y, int64_t bytes) {
  constexpr int64_t step = sizeof(Line);
  for (int64_t i = 0; i < bytes; i += 64)  // whole cache lines, or write buffers leave half full
    for (int64_t j = 0; j < 64; j += step) stream1(y + i + j, load(x + i + j));
}
void stream(const void* in, void* out, int64_t bytes) {
  const int64_t whole = bytes & ~int64_t{63};
  stream_lines(static_cast<const char*>(in), static_cast<char*>(out), whole);
  std::memcpy(static_cast<char*>(out) + whole, static_cast<const char*>(in) + whole,
              static_cast<size_t>(bytes - whole));
}
void fence() { _mm_sfence(); }
#else
ZEAL_INLINE void stream_lines(const char* x, char* y, int64_t bytes) {
  std::memcpy(y, x, static_cast<size_t>(bytes));
}
void stream(const void* in, void* out, int64_t bytes) {
  std::memcpy(out, in, static_cast<size_t>(bytes));
}
void fence() {}
#endif

void run_past_caches(ElementwiseLoop loop, std::span<const char*> in, char* out, int64_t n,
                     unsigned repeated, const void* attrs, int64_t in_size, int64_t out_size) {
  alignas(64) char block[kStreamBlock];
  const int64_t step = kStreamBlock / out_size, in_step = step * in_size;
  const void* const* args = reinterpret_cast<const void* const*>(in.data());
  int64_t at = 0;
  for (; at + step <= n; at += step, out += kStreamBlock) {
    loop(args, block, step, repeated, attrs);
    // The next block's inputs, while this block is written: before the loop they would be in its
    // way.
    for (size_t i = 0; i < in.size(); ++i)
      if (!(repeated >> i & 1))
        for (int64_t b = in_step; b < 2 * in_step; b += 64) __builtin_prefetch(in[i] + b);
    stream_lines(block, out, kStreamBlock);
    for (size_t i = 0; i < in.size(); ++i)
      if (!(repeated >> i & 1)) in[i] += in_step;
  }
  if (at < n) {
    loop(args, block, n - at, repeated, attrs);
    stream(block, out, (n - at) * out_size);
  }
  fence();
}

}  // namespace

#define ZEAL_NAME_(isa) move_kernels_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const MoveKernels ZEAL_NAME(ZEAL_ISA){
    widen_half, widen_bfloat, narrow_half, narrow_bfloat, stream, fence, run_past_caches};

}  // namespace zeal
