#include "cpu/half_convert.h"

namespace zeal {

const MoveKernels& move_kernels() {
#ifdef ZEAL_X86
  static const MoveKernels& best = best_isa() == Isa::AVX512 ? move_kernels_avx512
                                   : best_isa() == Isa::AVX2 ? move_kernels_avx2
                                                             : move_kernels_baseline;
  return best;
#else
  return move_kernels_baseline;
#endif
}

}  // namespace zeal
