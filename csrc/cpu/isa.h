// Which of the compiled instruction sets this CPU has.
#pragma once
#include <cstdint>

#include "core/macros.h"

#if defined(__x86_64__)
#define ZEAL_X86 1
#endif

namespace zeal {

enum class Isa : uint8_t { Baseline, AVX2, AVX512 };

// The best set, or what the environment variable ZEAL_ISA (baseline, avx2, avx512) lowers it to.
ZEAL_API Isa best_isa();
ZEAL_API const char* name_of(Isa isa);

}  // namespace zeal
