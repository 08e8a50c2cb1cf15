// Whether results must not depend on how many threads compute them.
#pragma once
#include "core/macros.h"

namespace zeal {

// Results are the same bits from run to run in any case. With this on they are so for any number of
// threads, too: products and the gradients of filters are then cut, or left whole, without regard
// to that number, which costs time. Of the process; off at first.
ZEAL_API void set_op_determinism(bool on);
ZEAL_API bool op_determinism();

}  // namespace zeal
