// Matrix products for one instruction set: a kernel that keeps a tile of c in registers, used
// straight on small matrices, and on packed panels of large ones.
#include "cpu/gemm_kernels.h"
#include "cpu/simd/vec.h"

namespace zeal {
namespace {

// Rows and vectors of a tile: as many accumulators as there are registers for.
inline constexpr int kRows = ZEAL_ISA_CODE(ZEAL_ISA) == 2   ? 8
                             : ZEAL_ISA_CODE(ZEAL_ISA) == 1 ? 6
                                                            : 4;
inline constexpr int kVectors = 2;
template <class T>
inline constexpr int kCols = kVectors * kVec<T>;

// The blocking: a panel of a, kBlockM x kBlockK, stays in the second-level cache; one of b,
// kBlockK x kBlockN, in the third.
inline constexpr int64_t kBlockK = 256;
inline constexpr int64_t kBlockM = 96;
template <class T>
inline constexpr int64_t kBlockN = 4096 / static_cast<int64_t>(sizeof(T));
static_assert((kBlockM + kBlockN<float>)*kBlockK * 4 <= kGemmWorkspaceBytes);
static_assert((kBlockM + kBlockN<double>)*kBlockK * 8 <= kGemmWorkspaceBytes);
static_assert(kBlockM % kRows == 0 && kBlockN<float> % kCols<float> == 0);

// c[R, N vectors] (+)= a[R, k] b[k, N vectors]; a's elements are (ra, ca) apart, b's rows rb. Of
// the last vector `last` elements count.
template <int R, int N, bool Partial, class T>
ZEAL_INLINE void tile(int64_t k, const T* a, int64_t ra, int64_t ca, const T* b, int64_t rb, T* c,
                      int64_t rc, bool accumulate, int last) {
  constexpr int w = kVec<T>;
  auto load = [last](const T* p, int j) __attribute__((always_inline)) {
    if (Partial && j == N - 1) return vec_load(p + j * w, last);
    return vec_load(p + j * w);
  };
  Vec<T> sum[R][N] = {};
  for (int64_t p = 0; p < k; ++p, a += ca, b += rb) {
    Vec<T> y[N];
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) y[j] = load(b, j);
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i) {
      Vec<T> x = vec_set(a[i * ra]);
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) sum[i][j] += x * y[j];
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < R; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) {
      T* out = c + i * rc;
      Vec<T> v = sum[i][j];
      if (accumulate) v += load(out, j);
      if (Partial && j == N - 1)
        vec_store(out + j * w, v, last);
      else
        vec_store(out + j * w, v);
    }
}

// A column of tiles: all m rows of N vectors.
template <int N, bool Partial, class T>
void column(int64_t m, int64_t k, const T* a, int64_t ra, int64_t ca, const T* b, int64_t rb, T* c,
            int64_t rc, bool accumulate, int last) {
  int64_t i = 0;
  for (; i + kRows <= m; i += kRows)
    tile<kRows, N, Partial>(k, a + i * ra, ra, ca, b, rb, c + i * rc, rc, accumulate, last);
  for (; i + 4 <= m; i += 4)
    tile<4, N, Partial>(k, a + i * ra, ra, ca, b, rb, c + i * rc, rc, accumulate, last);
  if (i + 2 <= m) {
    tile<2, N, Partial>(k, a + i * ra, ra, ca, b, rb, c + i * rc, rc, accumulate, last);
    i += 2;
  }
  if (i < m) tile<1, N, Partial>(k, a + i * ra, ra, ca, b, rb, c + i * rc, rc, accumulate, last);
}

// y[cols, rows] = the transposed x[rows, cols]; y's rows are dense.
template <class T>
void transpose(int64_t rows, int64_t cols, const T* x, int64_t rx, T* y) {
  using V = Four<T>;
  int64_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    const T* in = x + i * rx;
    T* out = y + i;
    int64_t j = 0;
    for (; j + 4 <= cols; j += 4) {
      V a, b, c, d;
      __builtin_memcpy(&a, in + j, sizeof a);
      __builtin_memcpy(&b, in + j + rx, sizeof a);
      __builtin_memcpy(&c, in + j + 2 * rx, sizeof a);
      __builtin_memcpy(&d, in + j + 3 * rx, sizeof a);
      V ab0 = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      V ab1 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      V cd0 = __builtin_shufflevector(c, d, 0, 4, 1, 5);
      V cd1 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      a = __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5);
      b = __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7);
      c = __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5);
      d = __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7);
      __builtin_memcpy(out + j * rows, &a, sizeof a);
      __builtin_memcpy(out + (j + 1) * rows, &b, sizeof a);
      __builtin_memcpy(out + (j + 2) * rows, &c, sizeof a);
      __builtin_memcpy(out + (j + 3) * rows, &d, sizeof a);
    }
    for (; j < cols; ++j)
      for (int r = 0; r < 4; ++r) out[j * rows + r] = in[j + r * rx];
  }
  for (; i < rows; ++i)
    for (int64_t j = 0; j < cols; ++j) y[j * rows + i] = x[i * rx + j];
}

template <class T>
void small(const GemmArgs<T>& g) {
  constexpr int64_t w = kVec<T>;
  const T* b = g.b;
  int64_t rb = g.ldb;
  alignas(64) T turned[GemmKernels::kSmallB];
  if (g.tb) {  // b is stored [n, k]
    transpose(g.n, g.k, b, rb, turned);
    b = turned;
    rb = g.n;
  }
  int64_t ra = g.ta ? 1 : g.lda, ca = g.ta ? g.lda : 1;
  int64_t j = 0;
  for (; j + 2 * w <= g.n; j += 2 * w)
    column<2, false>(g.m, g.k, g.a, ra, ca, b + j, rb, g.c + j, g.ldc, g.accumulate, 0);
  int rest = static_cast<int>(g.n - j);
  if (rest > w)
    column<2, true>(g.m, g.k, g.a, ra, ca, b + j, rb, g.c + j, g.ldc, g.accumulate, rest - int(w));
  else if (rest == w)
    column<1, false>(g.m, g.k, g.a, ra, ca, b + j, rb, g.c + j, g.ldc, g.accumulate, 0);
  else if (rest > 0)
    column<1, true>(g.m, g.k, g.a, ra, ca, b + j, rb, g.c + j, g.ldc, g.accumulate, rest);
}

// Copies x[rows, cols], elements (r, c) apart, to panels of `width` columns, row after row; the
// last panel is filled up with zeros.
template <int width, class T>
void pack(int64_t rows, int64_t cols, const T* x, int64_t r, int64_t c, T* out) {
  for (int64_t j = 0; j < cols; j += width, x += width * c) {
    int64_t n = cols - j < width ? cols - j : width;
    if (n == width && c == 1) {
      for (int64_t p = 0; p < rows; ++p, out += width)
        for (int i = 0; i < width; ++i) out[i] = x[p * r + i];
    } else {
      for (int64_t i = 0; i < n; ++i)
        for (int64_t p = 0; p < rows; ++p) out[p * width + i] = x[p * r + i * c];
      for (int64_t i = n; i < width; ++i)
        for (int64_t p = 0; p < rows; ++p) out[p * width + i] = T(0);
      out += rows * width;
    }
  }
}

template <class T>
void blocked(const GemmArgs<T>& g, void* workspace) {
  constexpr int64_t w = kVec<T>, cols = kCols<T>;
  T* pa = static_cast<T*>(workspace);
  T* pb = pa + kBlockM * kBlockK;
  int64_t ra = g.ta ? 1 : g.lda, ca = g.ta ? g.lda : 1;
  int64_t rb = g.tb ? 1 : g.ldb, cb = g.tb ? g.ldb : 1;
  auto least = [](int64_t x, int64_t y) { return x < y ? x : y; };
  for (int64_t jc = 0; jc < g.n; jc += kBlockN<T>) {
    int64_t nb = least(kBlockN<T>, g.n - jc);
    for (int64_t pc = 0; pc < g.k; pc += kBlockK) {
      int64_t kb = least(kBlockK, g.k - pc);
      bool accumulate = g.accumulate || pc > 0;
      pack<kCols<T>>(kb, nb, g.b + pc * rb + jc * cb, rb, cb, pb);
      for (int64_t ic = 0; ic < g.m; ic += kBlockM) {
        int64_t mb = least(kBlockM, g.m - ic);
        pack<kRows>(kb, mb, g.a + ic * ra + pc * ca, ca, ra, pa);
        for (int64_t j = 0; j < nb; j += cols) {
          const T* b = pb + j * kb;
          int rest = static_cast<int>(least(cols, nb - j));
          for (int64_t i = 0; i < mb; i += kRows) {
            const T* a = pa + i * kb;
            T* c = g.c + (ic + i) * g.ldc + jc + j;
            if (rest == cols && mb - i >= kRows)
              tile<kRows, 2, false>(kb, a, 1, kRows, b, cols, c, g.ldc, accumulate, 0);
            else if (rest > w)
              column<2, true>(least(kRows, mb - i), kb, a, 1, kRows, b, cols, c, g.ldc, accumulate,
                              rest - int(w));
            else
              column<1, true>(least(kRows, mb - i), kb, a, 1, kRows, b, cols, c, g.ldc, accumulate,
                              rest);
          }
        }
      }
    }
  }
}

// y[i] (+)= a[i, :] . x for R <= 4 rows.
template <int R, class T>
ZEAL_INLINE void dots_rows(int64_t k, const T* a, int64_t lda, const T* x, T* y, int64_t incy,
                           bool accumulate) {
  constexpr int w = kVec<T>;
  Vec<T> sum[4] = {};
  int64_t p = 0;
  for (; p + w <= k; p += w) {
    Vec<T> v = vec_load(x + p);
#pragma GCC unroll 4
    for (int i = 0; i < R; ++i) sum[i] += vec_load(a + i * lda + p) * v;
  }
  if (int rest = static_cast<int>(k - p)) {
    Vec<T> v = vec_load(x + p, rest);
#pragma GCC unroll 4
    for (int i = 0; i < R; ++i) sum[i] += vec_load(a + i * lda + p, rest) * v;
  }
  Four<T> total;
  vec_sum4<T>(sum[0], sum[1], sum[2], sum[3], total);
#pragma GCC unroll 4
  for (int i = 0; i < R; ++i) y[i * incy] = total[i] + (accumulate ? y[i * incy] : T(0));
}

template <class T>
void dots(int64_t m, int64_t k, const T* a, int64_t lda, const T* x, T* y, int64_t incy,
          bool accumulate) {
  int64_t i = 0;
  for (; i + 4 <= m; i += 4) dots_rows<4>(k, a + i * lda, lda, x, y + i * incy, incy, accumulate);
  for (; i < m; ++i) dots_rows<1>(k, a + i * lda, lda, x, y + i * incy, incy, accumulate);
}

// Integers, in unsigned arithmetic, where overflow is defined.
template <class S, class T>
void any(const GemmArgs<S>& g) {
  const T* a = reinterpret_cast<const T*>(g.a);
  const T* b = reinterpret_cast<const T*>(g.b);
  int64_t ra = g.ta ? 1 : g.lda, ca = g.ta ? g.lda : 1;
  for (int64_t i = 0; i < g.m; ++i) {
    T* c = reinterpret_cast<T*>(g.c) + i * g.ldc;
    if (!g.accumulate)
      for (int64_t j = 0; j < g.n; ++j) c[j] = 0;
    if (g.tb) {
      for (int64_t j = 0; j < g.n; ++j) {
        T sum = 0;
        for (int64_t p = 0; p < g.k; ++p) sum += a[i * ra + p * ca] * b[j * g.ldb + p];
        c[j] += sum;
      }
    } else {
      for (int64_t p = 0; p < g.k; ++p) {
        T x = a[i * ra + p * ca];
        const T* y = b + p * g.ldb;
        for (int64_t j = 0; j < g.n; ++j) c[j] += x * y[j];
      }
    }
  }
}

}  // namespace

#define ZEAL_NAME_(isa) gemm_kernels_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const GemmKernels ZEAL_NAME(ZEAL_ISA){
    .small_f32 = small<float>,
    .small_f64 = small<double>,
    .blocked_f32 = blocked<float>,
    .blocked_f64 = blocked<double>,
    .dots_f32 = dots<float>,
    .dots_f64 = dots<double>,
    .any_i32 = any<int32_t, uint32_t>,
    .any_i64 = any<int64_t, uint64_t>,
};

}  // namespace zeal
