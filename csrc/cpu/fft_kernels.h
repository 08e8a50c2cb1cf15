// The inner loops of Fourier transforms, compiled once per instruction set (cpu/simd/fft.cpp).
//
// Several transforms run side by side: element j of lane l stands at [j * lanes + l], with real and
// imaginary parts in planes of their own, so that every loop is a loop over neighbours.
#pragma once
#include <cstdint>

#include "cpu/isa.h"

namespace zeal {

// One step of a transform, which leaves `m` transforms of its input's length / radix.
template <class T>
struct FftStage {
  int radix;
  int64_t m;
  int64_t spread;  // times that each twiddle stands in a row; see FftKernels::pass
  // exp(-2 pi i p k / (radix m)) at [(k - 1) * m * spread + p * spread], for k = 1 ... radix - 1
  const T *re, *im;
  const T* roots;  // exp(-2 pi i k / radix), as radix real parts and radix imaginary ones
};

// Where the data are, and as much room beside them.
template <class T>
struct FftPlanes {
  T *re, *im, *re2, *im2;
};

template <class T>
struct FftKernels {
  // From (re, im) to (re2, im2); `s` is lanes times the radices before. A run shorter than a vector
  // is taken together with its neighbours when stage.spread == s.
  void (*pass)(const FftStage<T>& stage, int64_t s, const FftPlanes<T>& p);
  // Multiplies row j of n by the complex number (wr[j], wi[j]).
  void (*multiply)(T* re, T* im, const T* wr, const T* wi, int64_t n, int64_t lanes);
  // Rows 0 ... m of the spectrum of 2 m real numbers, from that of the m complex numbers that they
  // make in pairs; and back, both in place. (wr, wi): exp(-2 pi i k / (2 m)).
  void (*unpack)(T* re, T* im, const T* wr, const T* wi, int64_t m, int64_t lanes);
  void (*pack)(T* re, T* im, const T* wr, const T* wi, int64_t m, int64_t lanes);
  // Planes from interleaved numbers and back; row j of lane l is at x[j * row + l * lane].
  void (*load)(const T* x, int64_t row, int64_t lane, int64_t rows, int64_t lanes, T* re, T* im);
  void (*store)(const T* re, const T* im, int64_t rows, int64_t lanes, T scale, T* y, int64_t row,
                int64_t lane);
};

struct FftTables {
  FftKernels<float> f32;
  FftKernels<double> f64;
};
extern const FftTables fft_tables_baseline;
#ifdef ZEAL_X86
extern const FftTables fft_tables_avx2;
extern const FftTables fft_tables_avx512;
#endif

}  // namespace zeal
