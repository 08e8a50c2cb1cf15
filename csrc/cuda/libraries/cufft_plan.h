// Fourier transforms of contiguous arrays by cuFFT.
#pragma once
#include "core/shape.h"
#include "core/stream.h"

namespace zeal::cuda {

enum class FftKind { Complex, RealToComplex, ComplexToReal };

// Transforms `batch` arrays of `lengths` (one to three numbers, of the real array where one is
// real; none is 0), not scaled. `in` and `out` are contiguous and apart; ComplexToReal spoils `in`.
// `op` is named if cuFFT is missing. Complex numbers are transformed forward unless `inverse`.
void cufft_run(const char* op, Stream s, FftKind kind, bool is_double, const Shape& lengths,
               int64_t batch, void* in, void* out, bool inverse);

}  // namespace zeal::cuda
