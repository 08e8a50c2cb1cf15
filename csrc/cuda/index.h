// Index arithmetic of kernels, compiled for the host as well so that the tests can check it.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/macros.h"
#include "ops/scalar/outline.h"

namespace zeal::cuda {

// Division of n < 2^31 by the same number again and again: a multiplication and a shift. With
// 2^shift >= d and multiplier = 2^32 (2^shift - d) / d + 1, n / d is (n m / 2^32 + n) / 2^shift.
struct FastDiv {
  uint32_t divisor = 1, multiplier = 1, shift = 0;

  FastDiv() = default;
  explicit FastDiv(uint32_t d) : divisor(d) {
    while (shift < 31 && (uint32_t{1} << shift) < d) ++shift;
    multiplier =
        static_cast<uint32_t>(((uint64_t{1} << 32) * ((uint64_t{1} << shift) - d)) / d + 1);
  }
  HOST_DEVICE uint32_t quotient(uint32_t n) const {
#ifdef __CUDA_ARCH__
    return (__umulhi(n, multiplier) + n) >> shift;
#else
    return (static_cast<uint32_t>(static_cast<uint64_t>(n) * multiplier >> 32) + n) >> shift;
#endif
  }
  // Divides n and leaves the remainder.
  HOST_DEVICE uint32_t divide(uint32_t n, uint32_t& remainder) const {
    uint32_t q = quotient(n);
    remainder = n - q * divisor;
    return q;
  }
};

// V elements that are read and written at once, up to 16 bytes.
template <class T, int V>
struct alignas(sizeof(T) * V < 16 ? sizeof(T) * V : 16) Pack {
  T v[V];
};

inline bool is_aligned(const void* p, size_t bytes) {
  return (reinterpret_cast<uintptr_t>(p) & (bytes - 1)) == 0;
}

}  // namespace zeal::cuda
