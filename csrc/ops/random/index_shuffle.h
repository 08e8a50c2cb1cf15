// A permutation that is a formula: where it sends an index, on any device.
#pragma once
#include <cstdint>

#include "core/philox.h"

namespace zeal {

// A permutation of the numbers of 2 * half bits: a Feistel network whose rounds take 32 bits of
// Philox, keyed by the seed.
HOST_DEVICE inline uint64_t permute(uint64_t x, int half, const uint64_t* seed, int64_t rounds) {
  const uint64_t mask = (uint64_t{1} << half) - 1;
  uint64_t left = x >> half, right = x & mask;
  for (int64_t r = 0; r < rounds; ++r) {
    const uint64_t key = seed[0] ^ (seed[1] << 32 | seed[1] >> 32);
    const PhiloxBlock b = philox({right, static_cast<uint64_t>(r) ^ seed[2] << 8, key});
    const uint64_t mixed = left ^ (b.word[0] & mask);
    left = right;
    right = mixed;
  }
  return left << half | right;
}

HOST_DEVICE inline uint64_t shuffled(uint64_t index, uint64_t max, const uint64_t* seed,
                                     int64_t rounds) {
  int half = 1;
  while (half < 32 && max >> (2 * half)) ++half;
  // Numbers beyond max are sent on: the walk ends, for it comes back to where it began.
  do index = permute(index, half, seed, rounds);
  while (index > max);
  return index;
}

}  // namespace zeal
