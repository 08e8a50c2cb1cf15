// Fourier transforms of a few elements, in place, on numbers or SIMD vectors of them.
#pragma once
#include "cpu/simd/vec.h"

namespace zeal {
namespace {

template <class V, class T>
ZEAL_INLINE V fft_get(const T* p) {
  V v;
  __builtin_memcpy(&v, p, sizeof(V));
  return v;
}
template <class V, class T>
ZEAL_INLINE void fft_put(T* p, const V& v) {
  __builtin_memcpy(p, &v, sizeof(V));
}

// r + i*j[k] becomes the sum over j of x[j] exp(-2 pi i j k / R). An odd R pairs x[j] with x[R -
// j], whose cosines agree and whose sines differ in sign; roots: R cosines, then R times -sin.
template <int R, class V, class T>
ZEAL_INLINE void butterfly(V* r, V* i, const T* roots) {
  if constexpr (R == 2) {
    const V a = r[0], b = i[0];
    r[0] = a + r[1], i[0] = b + i[1];
    r[1] = a - r[1], i[1] = b - i[1];
  } else if constexpr (R == 4) {
    const V ar = r[0] + r[2], ai = i[0] + i[2], br = r[0] - r[2], bi = i[0] - i[2];
    const V cr = r[1] + r[3], ci = i[1] + i[3], dr = r[1] - r[3], di = i[1] - i[3];
    r[0] = ar + cr, i[0] = ai + ci;
    r[1] = br + di, i[1] = bi - dr;
    r[2] = ar - cr, i[2] = ai - ci;
    r[3] = br - di, i[3] = bi + dr;
  } else {
    constexpr int H = R / 2;
    V sr[H], si[H], dr[H], di[H];
    const V xr = r[0], xi = i[0];
    for (int j = 0; j < H; ++j) {
      sr[j] = r[j + 1] + r[R - 1 - j], si[j] = i[j + 1] + i[R - 1 - j];
      dr[j] = r[j + 1] - r[R - 1 - j], di[j] = i[j + 1] - i[R - 1 - j];
      r[0] += sr[j], i[0] += si[j];
    }
    for (int k = 1; k <= H; ++k) {
      V cr = xr, ci = xi;
      V tr = dr[0] * roots[R + k], ti = di[0] * roots[R + k];
      for (int j = 0; j < H; ++j) {
        const int at = (j + 1) * k % R;
        cr += sr[j] * roots[at], ci += si[j] * roots[at];
        if (j > 0) tr += dr[j] * roots[R + at], ti += di[j] * roots[R + at];
      }
      r[k] = cr - ti, i[k] = ci + tr;
      r[R - k] = cr + ti, i[R - k] = ci - tr;
    }
  }
}

}  // namespace
}  // namespace zeal
