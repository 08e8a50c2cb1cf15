// How a value and an update of it are combined, by scatters and segment reductions.
#pragma once
#include <cstdint>

namespace zeal {

enum class Combine : uint8_t { Set, Add, Subtract, Multiply, Min, Max };

}  // namespace zeal
