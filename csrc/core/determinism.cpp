#include "core/determinism.h"

#include <atomic>

namespace zeal {

namespace {
std::atomic<bool> g_on{false};
}

void set_op_determinism(bool on) { g_on.store(on, std::memory_order_relaxed); }
bool op_determinism() { return g_on.load(std::memory_order_relaxed); }

}  // namespace zeal
