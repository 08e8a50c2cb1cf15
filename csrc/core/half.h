// 16- and 8-bit floating point storage types; they convert to and from float, rounding to even.
#pragma once
#include <bit>
#include <cstdint>

#include "core/macros.h"

namespace zeal {

namespace detail {
// Rounds |f| to a format with E exponent and M mantissa bits (IEEE layout). `max` is the largest
// finite pattern; `over` is what overflow and infinity become, `nan` the quiet NaN pattern.
template <int E, int M>
HOST_DEVICE inline uint32_t narrow_bits(float f, uint32_t max, uint32_t over, uint32_t nan) {
  uint32_t u = std::bit_cast<uint32_t>(f);
  uint32_t sign = (u >> 31) << (E + M);
  u &= 0x7fffffffu;
  if (u > 0x7f800000u) return sign | nan;
  constexpr int bias = (1 << (E - 1)) - 1;
  constexpr int shift = 23 - M;
  int exponent = static_cast<int>(u >> 23) - 127 + bias;
  uint32_t out;
  if (exponent <= 0) {  // subnormal in the target: let the FPU round at the right bit
    constexpr uint32_t magic = static_cast<uint32_t>(127 - bias + shift + 1) << 23;
    out = std::bit_cast<uint32_t>(std::bit_cast<float>(u) + std::bit_cast<float>(magic)) - magic;
  } else {
    uint32_t odd = (u >> shift) & 1;
    u += (static_cast<uint32_t>(bias - 127) << 23) + ((1u << (shift - 1)) - 1) + odd;
    out = u >> shift;
  }
  return sign | (out > max ? over : out);
}

template <int E, int M>
HOST_DEVICE inline float widen_bits(uint32_t h) {
  constexpr int bias = (1 << (E - 1)) - 1;
  constexpr float scale = std::bit_cast<float>(static_cast<uint32_t>(127 + 127 - bias) << 23);
  uint32_t sign = (h >> (E + M)) << 31;
  uint32_t mag = (h & ((1u << (E + M)) - 1)) << (23 - M);
  return std::bit_cast<float>(std::bit_cast<uint32_t>(std::bit_cast<float>(mag) * scale) | sign);
}
}  // namespace detail

struct Half {
  uint16_t bits = 0;
  Half() = default;
  HOST_DEVICE Half(float f) {
#ifdef __CUDA_ARCH__
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(f));
#else
    bits = static_cast<uint16_t>(detail::narrow_bits<5, 10>(f, 0x7bff, 0x7c00, 0x7e00));
#endif
  }
  HOST_DEVICE operator float() const {
#ifdef __CUDA_ARCH__
    float f;
    asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(bits));
    return f;
#else
    if ((bits & 0x7c00) == 0x7c00)
      return std::bit_cast<float>(static_cast<uint32_t>(bits & 0x8000) << 16 | 0x7f800000u |
                                  static_cast<uint32_t>(bits & 0x3ff) << 13);
    return detail::widen_bits<5, 10>(bits);
#endif
  }
};

struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  HOST_DEVICE BFloat16(float f) {
#ifdef __CUDA_ARCH__
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(bits) : "f"(f));
#else
    uint32_t u = std::bit_cast<uint32_t>(f);
    bool is_nan = (u & 0x7fffffffu) > 0x7f800000u;
    uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1)) >> 16;
    bits = static_cast<uint16_t>(is_nan ? (u >> 16 & 0x8000u) | 0x7fc0u : rounded);
#endif
  }
  HOST_DEVICE operator float() const {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }
};

// No infinity; 448 is the largest value and overflow becomes NaN (as ml_dtypes and TensorFlow
// cast).
struct Float8E4M3FN {
  uint8_t bits = 0;
  Float8E4M3FN() = default;
  HOST_DEVICE Float8E4M3FN(float f)
      : bits(static_cast<uint8_t>(detail::narrow_bits<4, 3>(f, 0x7e, 0x7f, 0x7f))) {}
  HOST_DEVICE operator float() const {
    if ((bits & 0x7f) == 0x7f) return std::bit_cast<float>(0x7fc00000u | (bits & 0x80u) << 24);
    return detail::widen_bits<4, 3>(bits);
  }
};

struct Float8E5M2 {
  uint8_t bits = 0;
  Float8E5M2() = default;
  HOST_DEVICE Float8E5M2(float f)
      : bits(static_cast<uint8_t>(detail::narrow_bits<5, 2>(f, 0x7b, 0x7c, 0x7e))) {}
  HOST_DEVICE operator float() const {
    if ((bits & 0x7c) == 0x7c)
      return std::bit_cast<float>(static_cast<uint32_t>(bits & 0x80) << 24 |
                                  (bits & 3 ? 0x7fc00000u : 0x7f800000u));
    return detail::widen_bits<5, 2>(bits);
  }
};

}  // namespace zeal
