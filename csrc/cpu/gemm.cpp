#include "cpu/gemm.h"

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "core/determinism.h"
#include "core/error.h"
#include "core/thread_pool.h"
#include "cpu/blas.h"
#include "cpu/gemm_kernels.h"

namespace zeal {

namespace {

// Up to here our own kernels beat a call of OpenBLAS.
constexpr int64_t kSmall = 256;                  // of each extent
constexpr int64_t kSmallWork = 32 * 32 * 32;     // of m * n * k
constexpr int64_t kSmallVector = 64 * 64;        // of m * n * k where m or n is 1
constexpr int64_t kThreadWork = 256 * 256 * 64;  // m * n * k that is worth a thread

const GemmKernels* g_kernels = &gemm_kernels_baseline;
std::atomic<bool> g_openblas{true};

[[gnu::constructor]] void choose() {
  g_kernels = &gemm_kernels(best_isa());
  const char* wish = std::getenv("ZEAL_OPENBLAS");
  if (wish && std::strcmp(wish, "0") == 0) g_openblas = false;
}

template <class T>
struct Kernels;
template <>
struct Kernels<float> {
  static constexpr auto small = &GemmKernels::small_f32;
  static constexpr auto blocked = &GemmKernels::blocked_f32;
  static constexpr auto dots = &GemmKernels::dots_f32;
  static constexpr auto gemm = &Blas::sgemm;
  static constexpr auto gemv = &Blas::sgemv;
};
template <>
struct Kernels<double> {
  static constexpr auto small = &GemmKernels::small_f64;
  static constexpr auto blocked = &GemmKernels::blocked_f64;
  static constexpr auto dots = &GemmKernels::dots_f64;
  static constexpr auto gemm = &Blas::dgemm;
  static constexpr auto gemv = &Blas::dgemv;
};

template <class T>
void clear(const GemmArgs<T>& g) {
  for (int64_t i = 0; i < g.m; ++i) std::fill_n(g.c + i * g.ldc, g.n, T(0));
}

// OpenBLAS counts in 32 bits.
template <class T>
const Blas* blas_for(const GemmArgs<T>& g) {
  int64_t most = std::max({g.m, g.n, g.k, g.lda, g.ldb, g.ldc});
  if (most > INT_MAX || !g_openblas.load(std::memory_order_relaxed)) return nullptr;
  return blas();
}

// The part of the product in rows [i, i + m) and columns [j, j + n) of c.
template <class T>
GemmArgs<T> part(GemmArgs<T> g, int64_t i, int64_t m, int64_t j, int64_t n) {
  g.a += g.ta ? i : i * g.lda;
  g.b += g.tb ? j * g.ldb : j;
  g.c += i * g.ldc + j;
  g.m = m;
  g.n = n;
  return g;
}

// Calls f(part) for tiles of c, on several threads where that pays. The order in which an element
// of c is summed depends on the tiles only at their odd ends. For determinism they are cut as for
// kFixedThreads, however many there are.
constexpr int64_t kFixedThreads = 8;

template <class T, class F>
void in_tiles(const GemmArgs<T>& g, F f) {
  double work = static_cast<double>(g.m) * static_cast<double>(g.n) * static_cast<double>(g.k);
  const bool fixed = op_determinism();
  int64_t threads = fixed ? kFixedThreads : num_threads();
  if (work < 2.0 * kThreadWork || (!fixed && (threads == 1 || in_parallel()))) return f(g);
  // About four tiles a thread, of 64 rows and 128 columns at the least, nearly square.
  int64_t tiles = std::min<int64_t>(4 * threads, static_cast<int64_t>(work / kThreadWork));
  int64_t rows = g.m, cols = g.n;
  auto count = [](int64_t n, int64_t step) { return (n - 1) / step + 1; };
  while (count(g.m, rows) * count(g.n, cols) < tiles) {
    if (rows >= cols && rows > 64)
      rows = (rows / 2 + 15) & ~int64_t{15};
    else if (cols > 128)
      cols = (cols / 2 + 63) & ~int64_t{63};
    else if (rows > 64)
      rows = (rows / 2 + 15) & ~int64_t{15};
    else
      break;
  }
  int64_t across = count(g.n, cols);
  parallel_for(count(g.m, rows) * across, 1, [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; ++t) {
      int64_t i = t / across * rows, j = t % across * cols;
      f(part(g, i, std::min(rows, g.m - i), j, std::min(cols, g.n - j)));
    }
  });
}

struct FreeAligned {
  void operator()(void* p) const { std::free(p); }
};

void* workspace() {
  static thread_local std::unique_ptr<void, FreeAligned> memory;
  if (!memory) memory.reset(std::aligned_alloc(64, kGemmWorkspaceBytes));
  if (!memory) fail(Code::ResourceExhausted, "out of memory for a matrix product");
  return memory.get();
}

// One row or one column of c, when that is a run through a matrix: y[len] = matrix x.
template <class T>
void by_vector(const GemmArgs<T>& g) {
  // n == 1: c = op(a) b, with the column b; m == 1: c' = op(b)' a', with the row a.
  bool column = g.n == 1;
  const T* matrix = column ? g.a : g.b;
  int64_t ld = column ? g.lda : g.ldb;
  bool turned = column ? g.ta : !g.tb;  // is the matrix stored as [k, len]?
  int64_t len = column ? g.m : g.n;
  const T* x = column ? g.b : g.a;
  int64_t incx = column ? (g.tb ? 1 : g.ldb) : (g.ta ? g.lda : 1);
  int64_t incy = column ? g.ldc : 1;
  const Blas* b = g.m * g.n * g.k > kSmallVector ? blas_for(g) : nullptr;
  if (b && !g.accumulate) clear(g);  // a beta of zero would keep NaN in some versions
  auto run = [&](int64_t begin, int64_t end) {
    const T* mat = matrix + (turned ? begin : begin * ld);
    T* y = g.c + begin * incy;
    int64_t n = end - begin;
    if (b) {
      int rows = static_cast<int>(turned ? g.k : n), cols = static_cast<int>(turned ? n : g.k);
      (b->*Kernels<T>::gemv)(Blas::RowMajor, turned ? Blas::Transposed : Blas::NoTrans, rows, cols,
                             T(1), mat, static_cast<int>(ld), x, static_cast<int>(incx), T(1), y,
                             static_cast<int>(incy));
    } else if (!turned) {
      if (incx == 1)
        return (g_kernels->*Kernels<T>::dots)(n, g.k, mat, ld, x, y, incy, g.accumulate);
      std::vector<T> dense(static_cast<size_t>(g.k));
      for (int64_t p = 0; p < g.k; ++p) dense[static_cast<size_t>(p)] = x[p * incx];
      (g_kernels->*Kernels<T>::dots)(n, g.k, mat, ld, dense.data(), y, incy, g.accumulate);
    } else if (incy == 1) {  // as the product of a row and a matrix
      GemmArgs<T> row{true, false, 1, n, g.k, x, incx, mat, ld, y, n, g.accumulate};
      (g_kernels->*Kernels<T>::small)(row);
    } else {
      GemmArgs<T> rest{true, g.tb, n, 1, g.k, mat, ld, x, g.ldb, y, incy, g.accumulate};
      (g_kernels->*Kernels<T>::blocked)(rest, workspace());
    }
  };
  const int64_t grain = std::max<int64_t>(64, 262144 / g.k);
  constexpr int64_t kVectorWeight = 4;
  if (!op_determinism()) return parallel_for(len, grain, run, kVectorWeight);
  const int64_t chunk = chunk_size(len, grain);
  parallel_for(
      num_chunks(len, grain), 1,
      [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) run(i * chunk, std::min(len, (i + 1) * chunk));
      },
      kVectorWeight);
}

template <class T>
ZEAL_NOINLINE void large(const GemmArgs<T>& g) {
  if (g.m == 1 || g.n == 1) return by_vector(g);
  if (const Blas* b = blas_for(g)) {
    in_tiles(g, [b](const GemmArgs<T>& t) {
      (b->*Kernels<T>::gemm)(Blas::RowMajor, t.ta ? Blas::Transposed : Blas::NoTrans,
                             t.tb ? Blas::Transposed : Blas::NoTrans, static_cast<int>(t.m),
                             static_cast<int>(t.n), static_cast<int>(t.k), T(1), t.a,
                             static_cast<int>(t.lda), t.b, static_cast<int>(t.ldb),
                             T(t.accumulate ? 1 : 0), t.c, static_cast<int>(t.ldc));
    });
  } else {
    in_tiles(g, [](const GemmArgs<T>& t) { (g_kernels->*Kernels<T>::blocked)(t, workspace()); });
  }
}

template <class T>
ZEAL_INLINE void real(const GemmArgs<T>& g) {
  if (ZEAL_LIKELY(((g.m - 1) | (g.n - 1) | (g.k - 1)) >= 0)) {
    if ((g.m | g.n | g.k) < kSmall && g.m * g.n * g.k <= kSmallWork &&
        (!g.tb || g.k * g.n <= GemmKernels::kSmallB) && g.n != 1 && !(g.m == 1 && g.tb))
      return (g_kernels->*Kernels<T>::small)(g);
    return large(g);
  }
  if (g.m > 0 && g.n > 0 && !g.accumulate) clear(g);
}

// Without OpenBLAS, a complex product is four real ones.
template <class R>
void split(const GemmArgs<std::complex<R>>& g, bool conj_a, bool conj_b) {
  auto size = [](int64_t rows, int64_t cols) { return static_cast<size_t>(rows * cols); };
  int64_t rows_a = g.ta ? g.k : g.m, cols_a = g.ta ? g.m : g.k;
  int64_t rows_b = g.tb ? g.n : g.k, cols_b = g.tb ? g.k : g.n;
  std::vector<R> are(size(rows_a, cols_a)), aim(are.size()), neg(are.size());
  std::vector<R> bre(size(rows_b, cols_b)), bim(bre.size());
  std::vector<R> cre(size(g.m, g.n)), cim(cre.size());
  size_t at = 0;
  for (int64_t i = 0; i < rows_a; ++i)
    for (int64_t j = 0; j < cols_a; ++j, ++at) {
      are[at] = g.a[i * g.lda + j].real();
      aim[at] = conj_a ? -g.a[i * g.lda + j].imag() : g.a[i * g.lda + j].imag();
      neg[at] = -aim[at];
    }
  at = 0;
  for (int64_t i = 0; i < rows_b; ++i)
    for (int64_t j = 0; j < cols_b; ++j, ++at) {
      bre[at] = g.b[i * g.ldb + j].real();
      bim[at] = conj_b ? -g.b[i * g.ldb + j].imag() : g.b[i * g.ldb + j].imag();
    }
  auto product = [&](const std::vector<R>& a, const std::vector<R>& b, std::vector<R>& c,
                     bool add) {
    gemm(g.ta, g.tb, g.m, g.n, g.k, a.data(), cols_a, b.data(), cols_b, c.data(), g.n, add);
  };
  product(are, bre, cre, false);
  product(neg, bim, cre, true);
  product(are, bim, cim, false);
  product(aim, bre, cim, true);
  at = 0;
  for (int64_t i = 0; i < g.m; ++i)
    for (int64_t j = 0; j < g.n; ++j, ++at) {
      std::complex<R>& out = g.c[i * g.ldc + j];
      std::complex<R> v(cre[at], cim[at]);
      out = g.accumulate ? out + v : v;
    }
}

template <class R>
void complex(const GemmArgs<std::complex<R>>& g, bool conj_a, bool conj_b) {
  using C = std::complex<R>;
  if (g.m <= 0 || g.n <= 0) return;
  if (g.k <= 0) {
    if (!g.accumulate) clear(g);
    return;
  }
  if ((g.m | g.n | g.k) < 8) {  // multiplied by the textbook, without a look for infinities
    int64_t ra = g.ta ? 1 : g.lda, ca = g.ta ? g.lda : 1;
    int64_t rb = g.tb ? 1 : g.ldb, cb = g.tb ? g.ldb : 1;
    const R sa = conj_a ? -1 : 1, sb = conj_b ? -1 : 1;
    for (int64_t i = 0; i < g.m; ++i)
      for (int64_t j = 0; j < g.n; ++j) {
        R re = 0, im = 0;
        for (int64_t p = 0; p < g.k; ++p) {
          C x = g.a[i * ra + p * ca], y = g.b[p * rb + j * cb];
          re += x.real() * y.real() - sa * x.imag() * (sb * y.imag());
          im += x.real() * (sb * y.imag()) + sa * x.imag() * y.real();
        }
        C& out = g.c[i * g.ldc + j];
        out = g.accumulate ? out + C(re, im) : C(re, im);
      }
    return;
  }
  const Blas* b = blas_for(g);
  if (!b) return split<R>(g, conj_a, conj_b);
  auto f = std::is_same_v<R, float> ? b->cgemm : b->zgemm;
  auto flag = [](bool t, bool conj) {
    return t ? conj ? Blas::ConjTrans : Blas::Transposed : conj ? Blas::ConjNoTrans : Blas::NoTrans;
  };
  in_tiles(g, [&](const GemmArgs<C>& t) {
    const C one(1), zero(0);
    f(Blas::RowMajor, flag(t.ta, conj_a), flag(t.tb, conj_b), static_cast<int>(t.m),
      static_cast<int>(t.n), static_cast<int>(t.k), &one, t.a, static_cast<int>(t.lda), t.b,
      static_cast<int>(t.ldb), t.accumulate ? &one : &zero, t.c, static_cast<int>(t.ldc));
  });
}

template <class T, class F>
void integer(const GemmArgs<T>& g, F kernel) {
  if (g.m <= 0 || g.n <= 0) return;
  if (g.k <= 0) {
    if (!g.accumulate) clear(g);
    return;
  }
  in_tiles(g, [kernel](const GemmArgs<T>& t) { kernel(t); });
}

}  // namespace

void select_gemm(Isa isa, bool openblas) {
  g_kernels = &gemm_kernels(isa);
  g_openblas = openblas;
}

void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda,
          const float* b, int64_t ldb, float* c, int64_t ldc, bool accumulate) {
  real<float>({ta, tb, m, n, k, a, lda, b, ldb, c, ldc, accumulate});
}
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const double* a, int64_t lda,
          const double* b, int64_t ldb, double* c, int64_t ldc, bool accumulate) {
  real<double>({ta, tb, m, n, k, a, lda, b, ldb, c, ldc, accumulate});
}
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const std::complex<float>* a,
          int64_t lda, const std::complex<float>* b, int64_t ldb, std::complex<float>* c,
          int64_t ldc, bool accumulate, bool conj_a, bool conj_b) {
  complex<float>({ta, tb, m, n, k, a, lda, b, ldb, c, ldc, accumulate}, conj_a, conj_b);
}
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const std::complex<double>* a,
          int64_t lda, const std::complex<double>* b, int64_t ldb, std::complex<double>* c,
          int64_t ldc, bool accumulate, bool conj_a, bool conj_b) {
  complex<double>({ta, tb, m, n, k, a, lda, b, ldb, c, ldc, accumulate}, conj_a, conj_b);
}
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const int32_t* a, int64_t lda,
          const int32_t* b, int64_t ldb, int32_t* c, int64_t ldc, bool accumulate) {
  integer<int32_t>({ta, tb, m, n, k, a, lda, b, ldb, c, ldc, accumulate}, g_kernels->any_i32);
}
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const int64_t* a, int64_t lda,
          const int64_t* b, int64_t ldb, int64_t* c, int64_t ldc, bool accumulate) {
  integer<int64_t>({ta, tb, m, n, k, a, lda, b, ldb, c, ldc, accumulate}, g_kernels->any_i64);
}

}  // namespace zeal
