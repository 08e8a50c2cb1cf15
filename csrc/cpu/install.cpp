// Runs when the library is loaded: puts the CPU's backend in its place, kernels and best loops in
// the ops' slots.
#include "core/backend.h"
#include "cpu/backend.h"
#include "cpu/isa.h"
#include "dispatch/registry.h"

namespace zeal {

#define ZEAL_OP(Type, function)
#define ZEAL_END(topic)
#define ZEAL_DECLARE_loops(topic)          \
  void install_loops_##topic##_baseline(); \
  void install_loops_##topic##_avx2();     \
  void install_loops_##topic##_avx512();
#define ZEAL_DECLARE_plain(topic)
#define ZEAL_TOPIC(room, topic, rung) ZEAL_DECLARE_##rung(topic)
#include "ops/ops.def"

namespace {

void install_loops(Isa best) {
  (void)best;
#define ZEAL_OP(Type, function)
#define ZEAL_END(topic)
#ifdef ZEAL_X86
#define ZEAL_INSTALL_loops(topic)                        \
  install_loops_##topic##_baseline();                    \
  if (best >= Isa::AVX2) install_loops_##topic##_avx2(); \
  if (best >= Isa::AVX512) install_loops_##topic##_avx512();
#else
#define ZEAL_INSTALL_loops(topic) install_loops_##topic##_baseline();
#endif
#define ZEAL_INSTALL_plain(topic)
#define ZEAL_TOPIC(room, topic, rung) ZEAL_INSTALL_##rung(topic)
#include "ops/ops.def"
}

[[gnu::constructor]] void install() {
  install_loops(best_isa());
  for (int i = 0; i < kNumOps; ++i)
    kOps[i]->slots->kernels[static_cast<int>(DeviceType::CPU)] = kOps[i]->cpu;
  install_backend(DeviceType::CPU, &cpu_backend);
  install_backend(DeviceType::Meta, &meta_backend);
}

}  // namespace
}  // namespace zeal
