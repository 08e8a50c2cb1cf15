// Kernels of matrices and their diagonals.
#include "ops/array/diag.h"

#include <algorithm>
#include <cstring>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"

namespace zeal::op {

namespace {

// Calls f(element of the matrices, element of the diagonals) for the first of every diagonal of
// every matrix, with their length; the next ones follow at steps of columns + 1 and 1.
template <class F>
void each_diagonal(const Band& b, int64_t matrices, F f) {
  for (int64_t m = 0; m < matrices; ++m)
    for (int64_t d = b.upper; d >= b.lower; --d) {
      const int64_t first = std::max<int64_t>(-d, 0) * b.columns + std::max<int64_t>(d, 0);
      f(m * b.rows * b.columns + first, (m * b.count() + b.upper - d) * b.longest + b.offset(d),
        b.length(d));
    }
}

template <class T>
T padding(KernelContext& k) {
  return k.has(1) ? *k.in<T>(1) : T{};
}

void write_diagonals(KernelContext& k, const Band& b, int input) {
  const int64_t matrices = k.out().numel() / (b.rows * b.columns);
  switch_size(size_of(k.dtype()), [&]<class T>() {
    T* out = k.out<T>();
    const T* from = k.in<T>(input);
    each_diagonal(b, matrices, [&](int64_t to, int64_t at, int64_t n) {
      for (int64_t i = 0; i < n; ++i) out[to + i * (b.columns + 1)] = from[at + i];
    });
  });
}

}  // namespace

void MatrixDiagV3::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  switch_size(size_of(k.dtype()), [&]<class T>() {
    const T value = padding<T>(k);
    fill_elements(k.out().data(), &value, k.out().numel(), sizeof(T));
  });
  write_diagonals(k, band(a.k, k.out_shape(), a.align), 0);
}

void MatrixSetDiagV3::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  copy_bytes(k.out().data(), k.in().data(), k.in().bytes());
  write_diagonals(k, band(a.k, k.out_shape(), a.align), 1);
}

void MatrixDiagPartV3::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Band b = band(a.k, k.shape(), a.align);
  const int64_t matrices = k.out().numel() / (b.count() * b.longest);
  switch_size(size_of(k.dtype()), [&]<class T>() {
    const T value = padding<T>(k);
    T* out = k.out<T>();
    const T* from = k.in<T>();
    if (b.count() > 1) std::fill_n(out, k.out().numel(), value);
    each_diagonal(b, matrices, [&](int64_t at, int64_t to, int64_t n) {
      for (int64_t i = 0; i < n; ++i) out[to + i] = from[at + i * (b.columns + 1)];
    });
  });
}

void MatrixBandPart::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape& s = k.shape();
  const int64_t rows = s.back(2), columns = s.back(), all = s.product(0, s.rank() - 1);
  const auto element = static_cast<int64_t>(size_of(k.dtype()));
  parallel_for(all, rows_per_thread(columns * element), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t i = r % rows;
      const int64_t from = a.num_lower < 0 ? 0 : std::clamp<int64_t>(i - a.num_lower, 0, columns);
      const int64_t to =
          a.num_upper < 0 ? columns : std::clamp<int64_t>(i + a.num_upper + 1, from, columns);
      char* out = k.out<char>() + r * columns * element;
      const char* in = k.in<char>() + r * columns * element;
      std::memset(out, 0, static_cast<size_t>(from * element));
      std::memcpy(out + from * element, in + from * element,
                  static_cast<size_t>((to - from) * element));
      std::memset(out + to * element, 0, static_cast<size_t>((columns - to) * element));
    }
  });
}

}  // namespace zeal::op
