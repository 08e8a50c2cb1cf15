// Conversion between element types on the device.
#pragma once
#include "core/dtype.h"
#include "core/stream.h"

namespace zeal::cuda {

// to[i] = from[i] for n elements, as convert() of core/dtype_switch.h does it.
void cast_elements(Stream s, DType from, const void* in, DType to, void* out, int64_t n);

}  // namespace zeal::cuda
