// Runs of 16-bit floats to float32 and back.
#pragma once
#include <cstdint>

#include "core/dtype.h"

namespace zeal {

inline void widen(const void* in, DType dtype, float* out, int64_t n) {
  if (dtype == DType::Float16) {
    const Half* x = static_cast<const Half*>(in);
    for (int64_t i = 0; i < n; ++i) out[i] = x[i];
  } else {
    const BFloat16* x = static_cast<const BFloat16*>(in);
    for (int64_t i = 0; i < n; ++i) out[i] = x[i];
  }
}

inline void narrow(const float* in, DType dtype, void* out, int64_t n) {
  if (dtype == DType::Float16) {
    Half* y = static_cast<Half*>(out);
    for (int64_t i = 0; i < n; ++i) y[i] = in[i];
  } else {
    BFloat16* y = static_cast<BFloat16*>(out);
    for (int64_t i = 0; i < n; ++i) y[i] = in[i];
  }
}

}  // namespace zeal
