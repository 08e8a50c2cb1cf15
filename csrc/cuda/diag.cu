// Matrices and their diagonals: each result knows which diagonal it lies on.
#include "ops/array/diag.h"

#include "cuda/each.h"
#include "dispatch/box.h"

namespace zeal::cuda {
namespace {

// Puts diagonals into matrices; elsewhere is what `other` has there, or the number at `padding`.
template <class T>
struct IntoMatrices {
  op::Band b;
  const T *diagonals, *other, *padding;
  T* out;
  Divider columns, rows;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t column, row;
    const int64_t m = rows.divide(columns.divide(i, column), row), d = column - row;
    if (d >= b.lower && d <= b.upper)
      out[i] = diagonals[(m * b.count() + b.upper - d) * b.longest + b.offset(d) +
                         (d >= 0 ? row : column)];
    else
      out[i] = other ? other[i] : padding ? *padding : T{};
  }
};

template <class T>
struct OutOfMatrices {
  op::Band b;
  const T *matrices, *padding;
  T* out;
  Divider longest, count;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t at, which;
    const int64_t m = count.divide(longest.divide(i, at), which), d = b.upper - which;
    at -= b.offset(d);
    if (at >= 0 && at < b.length(d)) {
      const int64_t row = at - (d < 0 ? d : 0), column = at + (d > 0 ? d : 0);
      out[i] = matrices[(m * b.rows + row) * b.columns + column];
    } else {
      out[i] = padding ? *padding : T{};
    }
  }
};

template <class T>
struct KeepBand {
  const T* x;
  T* y;
  int64_t lower, upper;
  Divider columns, rows;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t column, row;
    rows.divide(columns.divide(i, column), row);
    const bool kept = (lower < 0 || row - column <= lower) && (upper < 0 || column - row <= upper);
    y[i] = kept ? x[i] : T{};
  }
};

void write_diagonals(KernelContext& k, const op::Band& b, int diagonals, bool set) {
  switch_size(size_of(k.dtype()), [&]<class T>() {
    each(k.stream(), k.out().numel(),
         IntoMatrices<T>{b, k.in<T>(diagonals), set ? k.in<T>() : nullptr,
                         !set && k.has(1) ? k.in<T>(1) : nullptr, k.out<T>(), Divider(b.columns),
                         Divider(b.rows)});
  });
}

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void MatrixDiagV3::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel()) write_diagonals(k, band(a.k, k.out_shape(), a.align), 0, false);
}
void MatrixSetDiagV3::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel()) write_diagonals(k, band(a.k, k.out_shape(), a.align), 1, true);
}
void MatrixDiagPartV3::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Band b = band(a.k, k.shape(), a.align);
  switch_size(size_of(k.dtype()), [&]<class T>() {
    each(k.stream(), k.out().numel(),
         OutOfMatrices<T>{b, k.in<T>(), k.has(1) ? k.in<T>(1) : nullptr, k.out<T>(),
                          Divider(b.longest), Divider(b.count())});
  });
}
void MatrixBandPart::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& s = k.shape();
  switch_size(size_of(k.dtype()), [&]<class T>() {
    each(k.stream(), k.out().numel(),
         KeepBand<T>{k.in<T>(), k.out<T>(), a.num_lower, a.num_upper, Divider(s.back()),
                     Divider(s.back(2))});
  });
}

}  // namespace zeal::op
