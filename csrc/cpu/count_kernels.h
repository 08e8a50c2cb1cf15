// Counting the elements that are not zero, once per instruction set.
#pragma once
#include <cstdint>

#include "cpu/isa.h"

namespace zeal {

// How many of n elements have one of the bits of `mask`: all but the sign, so that -0.0 is zero and
// NaN is not.
using CountKernel = int64_t (*)(const void* x, uint64_t mask, int64_t n);

struct CountTable {
  CountKernel of_size[5];  // elements of 1, 2, 4, 8 and 16 bytes; the last are two words each
};
extern const CountTable count_table_baseline;
#ifdef ZEAL_X86
extern const CountTable count_table_avx2;
extern const CountTable count_table_avx512;
#endif

}  // namespace zeal
