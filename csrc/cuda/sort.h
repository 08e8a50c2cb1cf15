// Stable sorts of keys on the device.
#pragma once
#include <cstdint>

#include "core/stream.h"

namespace zeal::cuda {

// Sorts n keys by their lowest `bits` bits, and the values with them; equal keys keep their order.
// The sorted ones go to the second array of each pair. n is below 2^31.
void sort_pairs(Stream s, const uint32_t* keys, uint32_t* sorted, const uint32_t* values,
                uint32_t* sorted_values, int64_t n, int bits);
void sort_pairs(Stream s, const uint64_t* keys, uint64_t* sorted, const uint32_t* values,
                uint32_t* sorted_values, int64_t n, int bits);

}  // namespace zeal::cuda
