// Elements and slices addressed by coordinates.
#include "ops/array/scatter.h"

#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/each.h"
#include "cuda/scatter_rows.h"

namespace zeal::cuda {
namespace {

// Coordinates [batch, picks, depth] turned into rows of params [batch, dims..., inner].
struct Coordinates {
  int64_t batch, inner, block = 1;
  int depth;
  Divider picks;
  int64_t dim[kMaxRank], step[kMaxRank];

  Coordinates(const Shape& params, const Shape& indices, int64_t batch_dims)
      : depth(static_cast<int>(indices.back())) {
    const auto b = static_cast<int>(batch_dims);
    batch = indices.product(0, b);
    picks = Divider(indices.product(b, indices.rank() - 1));
    inner = params.product(b + depth, params.rank());
    for (int i = depth - 1; i >= 0; --i) {
      dim[i] = params[b + i];
      step[i] = block;
      block *= dim[i];
    }
  }
  int64_t count() const { return batch * picks.by; }

  // The row that coordinates number u address, or -1.
  template <class I>
  HOST_DEVICE int64_t row(const I* indices, int64_t u) const {
    int64_t rest, r = picks.divide(u, rest) * block;
    for (int i = 0; i < depth; ++i) {
      const auto at = static_cast<int64_t>(indices[u * depth + i]);
      if (!in_range(at, dim[i])) return -1;
      r += at * step[i];
    }
    return r;
  }
};

constexpr const char* kBadCoordinates = "indices[%d] do not index into the shape (first is %d)";

template <class I>
HOST_DEVICE void complain(const Reporter& report, const Coordinates& at, const I* indices,
                          int64_t u) {
  report(u, at.depth ? static_cast<long long>(indices[u * at.depth]) : 0);
}

template <class T, class I>
struct GatherSlices {
  Coordinates at;
  const T* from;
  T* to;
  const I* indices;
  Divider units;  // of a slice
  Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t unit;
    const int64_t u = units.divide(i, unit), row = at.row(indices, u);
    if (row >= 0)
      to[i] = from[row * units.by + unit];
    else if (unit == 0)
      complain(report, at, indices, u);
  }
};

// Rows are null where coordinates are only checked.
template <class I>
struct RowsOfCoordinates {
  Coordinates at;
  const I* indices;
  int64_t* rows;
  Reporter report;
  HOST_DEVICE void operator()(int64_t u) const {
    const int64_t row = at.row(indices, u);
    if (row < 0) complain(report, at, indices, u);
    if (rows) rows[u] = row;
  }
};

void find_rows(KernelContext& k, const Coordinates& at, int indices, int64_t* rows) {
  switch_dtype<kIndex>(k.dtype(indices), [&]<class I>() {
    each(k.stream(), at.count(),
         RowsOfCoordinates<I>{at, k.in<I>(indices), rows, reporter(k, kBadCoordinates)});
  });
}

void scatter(KernelContext& k, Combine combine, int indices, int updates, int64_t batch_dims = 0) {
  const Coordinates at(k.out_shape(), k.shape(indices), batch_dims);
  const int64_t n = at.count();
  if (n == 0) return;
  const Stream s = k.stream();
  Scratch rows(s, static_cast<size_t>(n) * sizeof(int64_t));
  find_rows(k, at, indices, rows.data<int64_t>());
  DType dtype = k.dtype(updates);
  if (dtype == DType::Bool && combine == Combine::Add) {  // or
    dtype = DType::UInt8;
    combine = Combine::Max;
  }
  scatter_rows(s, combine, dtype, k.out().data(), at.batch * at.block, k.in(updates).data(),
               rows.data<int64_t>(), n, at.inner);
}
void scatter_into_zeros(KernelContext& k, int indices, int updates, int64_t batch_dims = 0) {
  fill(k.stream(), k.out().data(), 0, k.out().bytes());
  scatter(k, Combine::Add, indices, updates, batch_dims);
}
void scatter_into_copy(KernelContext& k, Combine combine) {
  copy(k.stream(), k.out().data(), k.in().data(), k.in().bytes());
  scatter(k, combine, 1, 2);
}

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void GatherNd::cuda(KernelContext& k) {
  const Coordinates at(k.shape(), k.shape(1), k.attrs<Attrs>().batch_dims);
  if (at.count() == 0) return;
  if (at.inner == 0) return find_rows(k, at, 1, nullptr);
  const int64_t bytes = at.inner * static_cast<int64_t>(size_of(k.dtype()));
  Width width;
  width.sees(bytes);
  width.sees(k.in().data());
  width.sees(k.out().data());
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    switch_width(width.bytes(), [&]<class T>() {
      const int64_t units = bytes / int64_t{sizeof(T)};
      each(k.stream(), at.count() * units,
           GatherSlices<T, I>{at, k.in<T>(), k.out<T>(), k.in<I>(1), Divider(units),
                              reporter(k, kBadCoordinates)});
    });
  });
}

void GatherNdGrad::cuda(KernelContext& k) {
  scatter_into_zeros(k, 1, 0, k.attrs<Attrs>().batch_dims);
}
void ScatterNd::cuda(KernelContext& k) { scatter_into_zeros(k, 0, 1); }
void TensorScatterUpdate::cuda(KernelContext& k) { scatter_into_copy(k, Combine::Set); }
void TensorScatterAdd::cuda(KernelContext& k) { scatter_into_copy(k, Combine::Add); }
void TensorScatterSub::cuda(KernelContext& k) { scatter_into_copy(k, Combine::Subtract); }
void TensorScatterMin::cuda(KernelContext& k) { scatter_into_copy(k, Combine::Min); }
void TensorScatterMax::cuda(KernelContext& k) { scatter_into_copy(k, Combine::Max); }

}  // namespace zeal::op
