// Size classes: steps of 64 bytes up to 512, then eight per doubling, so at most 1/8 is slack.
#pragma once
#include <bit>
#include <cstddef>

namespace zeal {

constexpr int size_class(size_t bytes) {
  if (bytes <= 512) return static_cast<int>((bytes - (bytes != 0)) / 64);
  size_t last = bytes - 1;
  int e = static_cast<int>(std::bit_width(last)) - 1;  // 2^e <= last < 2^(e+1), e >= 9
  return (e - 8) * 8 + static_cast<int>(last >> (e - 3) & 7);
}

constexpr size_t class_bytes(int c) {
  if (c < 8) return static_cast<size_t>(c + 1) * 64;
  return static_cast<size_t>(c % 8 + 9) << (c / 8 + 5);
}

inline constexpr int kSizeClasses = size_class(size_t{1} << 62) + 1;

}  // namespace zeal
