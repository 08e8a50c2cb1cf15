// The backends that need no driver: the host's CPUs, and the meta device, which has no memory.
#pragma once
#include "core/backend.h"

namespace zeal {

extern const Backend cpu_backend;
extern const Backend meta_backend;

}  // namespace zeal
