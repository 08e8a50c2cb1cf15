#include "cpu/isa.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace zeal {

namespace {
Isa detect() {
  Isa best = Isa::Baseline;
#ifdef ZEAL_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("f16c")) {
    best = Isa::AVX2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
      best = Isa::AVX512;
  }
#endif
  const char* wish = std::getenv("ZEAL_ISA");
  if (wish)
    for (Isa isa : {Isa::Baseline, Isa::AVX2, Isa::AVX512})
      if (std::string_view(wish) == name_of(isa)) best = std::min(best, isa);
  return best;
}
}  // namespace

Isa best_isa() {
  static const Isa isa = detect();
  return isa;
}

const char* name_of(Isa isa) {
  return isa == Isa::AVX512 ? "avx512" : isa == Isa::AVX2 ? "avx2" : "baseline";
}

}  // namespace zeal
