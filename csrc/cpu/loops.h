// What the files that are compiled once per instruction set share.
#pragma once
#include "dispatch/elementwise.h"

#define ZEAL_ISA_CODE_baseline 0
#define ZEAL_ISA_CODE_avx2 1
#define ZEAL_ISA_CODE_avx512 2
#define ZEAL_ISA_CODE_(isa) ZEAL_ISA_CODE_##isa
#define ZEAL_ISA_CODE(isa) ZEAL_ISA_CODE_(isa)
#define ZEAL_ISA_IS_BASELINE (ZEAL_ISA_CODE(ZEAL_ISA) == 0)
