// The direction numbers of Sobol's sequence.
#pragma once
#include <array>
#include <cstdint>

#include "core/macros.h"

namespace zeal {

inline constexpr int kSobolBits = 32;
// Those of one dimension, from 0 to 39. Point n of the sequence is the exclusive or of the numbers
// that are set in Gray's code of n; the origin is point 0.
ZEAL_API std::array<uint32_t, kSobolBits> sobol_directions(int64_t dimension);

}  // namespace zeal
