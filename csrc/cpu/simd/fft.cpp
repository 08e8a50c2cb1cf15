// The loops of Fourier transforms for one instruction set: butterflies, and the way in and out.
#include "cpu/fft_kernels.h"

#include <algorithm>

#include "cpu/simd/fft_butterfly.h"

namespace zeal {
namespace {

// How a V is loaded: all of it, or its first n elements.
struct All {
  template <class V, class T>
  ZEAL_INLINE V get(const T* p) const {
    return fft_get<V>(p);
  }
};
struct Some {
  int n;
  template <class V, class T>
  ZEAL_INLINE V get(const T* p) const {
    return vec_load<T>(p, n);
  }
};

// One butterfly with its twiddles, on values of V; `w` gives the twiddle of output k.
template <class T, class V, int R, class W, class Load = All>
ZEAL_INLINE void step(const T* xr, const T* xi, int64_t apart, const T* roots, V* r, V* i, W w,
                      Load load = {}) {
  for (int k = 0; k < R; ++k) {
    r[k] = load.template get<V>(xr + k * apart);
    i[k] = load.template get<V>(xi + k * apart);
  }
  butterfly<R>(r, i, roots);
  for (int k = 1; k < R; ++k) {
    const auto [wr, wi] = w(k);
    const V t = r[k] * wr - i[k] * wi;
    i[k] = r[k] * wi + i[k] * wr;
    r[k] = t;
  }
}
template <class V>
struct Twiddle {
  V re, im;
};

// Runs of s < kVec neighbours: vectors reach over several of them.
template <class T, int R>
void pass_short(const FftStage<T>& st, int64_t s, const FftPlanes<T>& p) {
  const int64_t n = st.m * s;
  for (int64_t t = 0; t < n;) {
    const bool whole = n - t >= kVec<T>;
    const int64_t width = whole ? kVec<T> : 1;
    T r[R][kVec<T>], i[R][kVec<T>];
    if (whole) {
      Vec<T> vr[R], vi[R];
      step<T, Vec<T>, R>(p.re + t, p.im + t, n, st.roots, vr, vi, [&](int k) {
        return Twiddle<Vec<T>>{fft_get<Vec<T>>(st.re + (k - 1) * n + t),
                               fft_get<Vec<T>>(st.im + (k - 1) * n + t)};
      });
      for (int k = 0; k < R; ++k) fft_put(r[k], vr[k]), fft_put(i[k], vi[k]);
    } else {
      T vr[R], vi[R];
      step<T, T, R>(p.re + t, p.im + t, n, st.roots, vr, vi, [&](int k) {
        return Twiddle<T>{st.re[(k - 1) * n + t], st.im[(k - 1) * n + t]};
      });
      for (int k = 0; k < R; ++k) r[k][0] = vr[k], i[k][0] = vi[k];
    }
    for (int64_t j = 0; j < width;) {
      const int64_t a = (t + j) / s, q = (t + j) % s, run = std::min(s - q, width - j);
      for (int k = 0; k < R; ++k) {
        const int64_t to = s * (R * a + k) + q;
        for (int64_t u = 0; u < run; ++u) {
          p.re2[to + u] = r[k][j + u];
          p.im2[to + u] = i[k][j + u];
        }
      }
      j += run;
    }
    t += width;
  }
}

template <class T, int R>
void pass_of(const FftStage<T>& st, int64_t s, const FftPlanes<T>& p) {
  if (s < kVec<T> && st.spread == s) return pass_short<T, R>(st, s, p);
  const int64_t apart = s * st.m, table = st.m * st.spread;
  for (int64_t a = 0; a < st.m; ++a) {
    T wr[R], wi[R];
    for (int k = 1; k < R; ++k) {
      wr[k] = st.re[(k - 1) * table + a * st.spread];
      wi[k] = st.im[(k - 1) * table + a * st.spread];
    }
    const T *xr = p.re + s * a, *xi = p.im + s * a;
    T *yr = p.re2 + s * R * a, *yi = p.im2 + s * R * a;
    const auto w = [&](int k) { return Twiddle<T>{wr[k], wi[k]}; };
    int64_t q = 0;
    for (; q + kVec<T> <= s; q += kVec<T>) {
      Vec<T> r[R], i[R];
      step<T, Vec<T>, R>(xr + q, xi + q, apart, st.roots, r, i, w);
      for (int k = 0; k < R; ++k) fft_put(yr + s * k + q, r[k]), fft_put(yi + s * k + q, i[k]);
    }
    if (const int rest = static_cast<int>(s - q); rest > 1) {
      Vec<T> r[R], i[R];
      step<T, Vec<T>, R>(xr + q, xi + q, apart, st.roots, r, i, w, Some{rest});
      for (int k = 0; k < R; ++k) {
        vec_store(yr + s * k + q, r[k], rest);
        vec_store(yi + s * k + q, i[k], rest);
      }
    } else if (rest == 1) {
      T r[R], i[R];
      step<T, T, R>(xr + q, xi + q, apart, st.roots, r, i, w);
      for (int k = 0; k < R; ++k) yr[s * k + q] = r[k], yi[s * k + q] = i[k];
    }
  }
}

template <class T>
void pass(const FftStage<T>& st, int64_t s, const FftPlanes<T>& p) {
  switch (st.radix) {
    case 2:
      return pass_of<T, 2>(st, s, p);
    case 3:
      return pass_of<T, 3>(st, s, p);
    case 4:
      return pass_of<T, 4>(st, s, p);
    case 5:
      return pass_of<T, 5>(st, s, p);
    case 7:
      return pass_of<T, 7>(st, s, p);
    case 11:
      return pass_of<T, 11>(st, s, p);
    default:
      return pass_of<T, 13>(st, s, p);
  }
}

template <class T>
void multiply(T* __restrict re, T* __restrict im, const T* __restrict wr, const T* __restrict wi,
              int64_t n, int64_t lanes) {
  if (lanes == 1) {
    for (int64_t j = 0; j < n; ++j) {
      const T t = re[j] * wr[j] - im[j] * wi[j];
      im[j] = re[j] * wi[j] + im[j] * wr[j];
      re[j] = t;
    }
    return;
  }
  for (int64_t j = 0; j < n; ++j, re += lanes, im += lanes)
    for (int64_t l = 0; l < lanes; ++l) {
      const T t = re[l] * wr[j] - im[l] * wi[j];
      im[l] = re[l] * wi[j] + im[l] * wr[j];
      re[l] = t;
    }
}

// With a = Z[k] and b = conj(Z[m - k]): the even numbers have the spectrum (a + b) / 2, the odd
// ones (a - b) / 2i, which the twiddle moves to their places.
template <class T>
void unpack(T* re, T* im, const T* wr, const T* wi, int64_t m, int64_t lanes) {
  for (int64_t k = 0; k <= m / 2; ++k) {
    T *ar = re + k * lanes, *ai = im + k * lanes;
    T *br = re + (m - k) * lanes, *bi = im + (m - k) * lanes;
    if (k == 0) {
      for (int64_t l = 0; l < lanes; ++l) {
        br[l] = ar[l] - ai[l];
        ar[l] += ai[l];
        ai[l] = bi[l] = 0;
      }
      continue;
    }
    const T c = wr[k] / 2, s = wi[k] / 2;
#pragma GCC ivdep
    for (int64_t l = 0; l < lanes; ++l) {
      const T er = (ar[l] + br[l]) / 2, ei = (ai[l] - bi[l]) / 2;
      const T dr = ai[l] + bi[l], di = br[l] - ar[l];
      const T tr = dr * c - di * s, ti = dr * s + di * c;
      ar[l] = er + tr;
      ai[l] = ei + ti;
      br[l] = er - tr;
      bi[l] = ti - ei;
    }
  }
}

// Z[k] = (X[k] + conj X[m-k]) + i (X[k] - conj X[m-k]) / w^k: twice what unpack() takes.
template <class T>
void pack(T* re, T* im, const T* wr, const T* wi, int64_t m, int64_t lanes) {
  for (int64_t k = 0; k <= m / 2; ++k) {
    T *ar = re + k * lanes, *ai = im + k * lanes;
    T *br = re + (m - k) * lanes, *bi = im + (m - k) * lanes;
    if (k == 0) {
      for (int64_t l = 0; l < lanes; ++l) {
        ai[l] = ar[l] - br[l];
        ar[l] += br[l];
      }
      continue;
    }
    const T c = wr[k], s = wi[k];
#pragma GCC ivdep
    for (int64_t l = 0; l < lanes; ++l) {
      const T er = ar[l] + br[l], ei = ai[l] - bi[l];
      const T dr = ar[l] - br[l], di = ai[l] + bi[l];
      const T tr = dr * c + di * s, ti = di * c - dr * s;
      ar[l] = er - ti;
      ai[l] = ei + tr;
      br[l] = er + ti;
      bi[l] = tr - ei;
    }
  }
}

// f(j, l) for a matrix of rows by lanes, in small squares where neither order is the memory's.
template <class F>
ZEAL_INLINE void over(int64_t rows, int64_t lanes, int64_t row, int64_t lane, F f) {
  if (lanes == 1) {
    for (int64_t j = 0; j < rows; ++j) f(j, int64_t{0});
  } else if (lane < row) {
    for (int64_t j = 0; j < rows; ++j)
      for (int64_t l = 0; l < lanes; ++l) f(j, l);
  } else {
    for (int64_t j0 = 0; j0 < rows; j0 += 16)
      for (int64_t l = 0; l < lanes; ++l)
        for (int64_t j = j0; j < std::min(rows, j0 + 16); ++j) f(j, l);
  }
}

template <class T>
void load(const T* __restrict x, int64_t row, int64_t lane, int64_t rows, int64_t lanes,
          T* __restrict re, T* __restrict im) {
  const auto put = [&](int64_t row_, int64_t lane_) {
    over(rows, lanes, row_, lane_, [=](int64_t j, int64_t l) {
      const T* v = x + j * row_ + l * lane_;
      re[j * lanes + l] = v[0];
      im[j * lanes + l] = v[1];
    });
  };
  row == 2 ? put(2, lane) : lane == 2 ? put(row, 2) : put(row, lane);
}

template <class T>
void store(const T* __restrict re, const T* __restrict im, int64_t rows, int64_t lanes, T scale,
           T* __restrict y, int64_t row, int64_t lane) {
  const auto put = [&](int64_t row_, int64_t lane_) {
    over(rows, lanes, row_, lane_, [=](int64_t j, int64_t l) {
      T* v = y + j * row_ + l * lane_;
      v[0] = re[j * lanes + l] * scale;
      v[1] = im[j * lanes + l] * scale;
    });
  };
  row == 2 ? put(2, lane) : lane == 2 ? put(row, 2) : put(row, lane);
}

template <class T>
constexpr FftKernels<T> kernels() {
  return {pass<T>, multiply<T>, unpack<T>, pack<T>, load<T>, store<T>};
}

}  // namespace

#define ZEAL_NAME_(isa) fft_tables_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const FftTables ZEAL_NAME(ZEAL_ISA){kernels<float>(), kernels<double>()};

}  // namespace zeal
