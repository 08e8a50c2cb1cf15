// Stops at the first call whose result has an infinity or a NaN.
#pragma once
#include "core/macros.h"

namespace zeal {

// On this thread, from now on or no longer: an op whose floating point output holds an infinity or
// a NaN raises InvalidArgumentError that names the op, in the backward pass as well.
ZEAL_API void set_check_numerics(bool on);

}  // namespace zeal
