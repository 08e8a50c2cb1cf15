#include "ops/random/sobol.h"

#include <bit>
#include <cstddef>

namespace zeal {

namespace {

constexpr int kBits = kSobolBits;

// A primitive polynomial over GF(2), as bits, and the first direction integers of its dimension.
struct Dimension {
  uint32_t polynomial;
  std::array<uint32_t, 8> first;
  int degree() const { return std::bit_width(polynomial) - 1; }
};

// Of the second dimension and those after it: S. Joe and F. Y. Kuo, "Constructing Sobol sequences
// with better two-dimensional projections" (2008).
constexpr Dimension kDimensions[] = {
    {3, {1}},
    {7, {1, 3}},
    {11, {1, 3, 1}},
    {13, {1, 1, 1}},
    {19, {1, 1, 3, 3}},
    {25, {1, 3, 5, 13}},
    {37, {1, 1, 5, 5, 17}},
    {41, {1, 1, 5, 5, 5}},
    {47, {1, 1, 7, 11, 19}},
    {55, {1, 1, 5, 1, 1}},
    {59, {1, 1, 1, 3, 11}},
    {61, {1, 3, 5, 5, 31}},
    {67, {1, 3, 3, 9, 7, 49}},
    {91, {1, 1, 1, 15, 21, 21}},
    {97, {1, 3, 1, 13, 27, 49}},
    {103, {1, 1, 1, 15, 7, 5}},
    {109, {1, 3, 1, 15, 13, 25}},
    {115, {1, 1, 5, 5, 19, 61}},
    {131, {1, 3, 7, 11, 23, 15, 103}},
    {137, {1, 3, 7, 13, 13, 15, 69}},
    {143, {1, 1, 3, 13, 7, 35, 63}},
    {145, {1, 3, 5, 9, 1, 25, 53}},
    {157, {1, 3, 1, 13, 9, 35, 107}},
    {167, {1, 3, 1, 5, 27, 61, 31}},
    {171, {1, 1, 5, 11, 19, 41, 61}},
    {185, {1, 3, 5, 3, 3, 13, 69}},
    {191, {1, 1, 7, 13, 1, 19, 1}},
    {193, {1, 3, 7, 5, 13, 19, 59}},
    {203, {1, 1, 3, 9, 25, 29, 41}},
    {211, {1, 3, 5, 13, 23, 1, 55}},
    {213, {1, 3, 7, 3, 13, 59, 17}},
    {229, {1, 3, 1, 3, 5, 53, 69}},
    {239, {1, 1, 5, 5, 23, 33, 13}},
    {241, {1, 1, 7, 7, 1, 61, 123}},
    {247, {1, 1, 7, 9, 13, 61, 49}},
    {253, {1, 3, 3, 5, 3, 55, 33}},
    {285, {1, 3, 1, 15, 31, 13, 49, 245}},
    {299, {1, 3, 5, 15, 31, 59, 63, 97}},
    {301, {1, 3, 1, 11, 11, 11, 77, 249}},
};

}  // namespace

std::array<uint32_t, kBits> sobol_directions(int64_t dimension) {
  std::array<uint32_t, kBits> v{};
  if (dimension == 0) {
    for (int i = 0; i < kBits; ++i) v[static_cast<size_t>(i)] = 1u << (kBits - 1 - i);
    return v;
  }
  const Dimension& d = kDimensions[dimension - 1];
  const int s = d.degree();
  for (int i = 0; i < kBits; ++i) {
    uint32_t& x = v[static_cast<size_t>(i)];
    if (i < s) {
      x = d.first[static_cast<size_t>(i)] << (kBits - 1 - i);
      continue;
    }
    x = v[static_cast<size_t>(i - s)] ^ v[static_cast<size_t>(i - s)] >> s;
    for (int j = 1; j < s; ++j)
      if (d.polynomial >> (s - j) & 1) x ^= v[static_cast<size_t>(i - j)];
  }
  return v;
}

}  // namespace zeal
