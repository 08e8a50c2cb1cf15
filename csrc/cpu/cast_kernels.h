// Loops that convert between element types, compiled once per instruction set.
#pragma once
#include <array>
#include <cstdint>

#include "core/dtype.h"
#include "cpu/isa.h"

namespace zeal {

using CastLoop = void (*)(const void* in, void* out, int64_t n);
// By dtype from and dtype to. The 8- and 16-bit floats are converted from and to float32 only; the
// tables for newer instruction sets hold the common pairs, and null for the rest.
using CastTable = std::array<std::array<CastLoop, kNumDTypes>, kNumDTypes>;

extern const CastTable cast_table_baseline;
#ifdef ZEAL_X86
extern const CastTable cast_table_avx2;
extern const CastTable cast_table_avx512;
#endif

}  // namespace zeal
