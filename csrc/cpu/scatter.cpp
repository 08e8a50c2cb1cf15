// Kernels that address elements and slices by coordinates.
#include "ops/array/scatter.h"

#include <cstring>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "cpu/index_check.h"
#include "cpu/scatter_rows.h"

namespace zeal::op {

namespace {

// Coordinates [batch, picks, depth] turned into rows of params [batch, dims..., inner].
struct Coordinates {
  int64_t batch, picks, inner, block = 1;
  int depth;
  int64_t dim[kMaxRank], step[kMaxRank];

  Coordinates(const Shape& params, const Shape& indices, int64_t batch_dims)
      : depth(static_cast<int>(indices.back())) {
    const auto b = static_cast<int>(batch_dims);
    batch = indices.product(0, b);
    picks = indices.product(b, indices.rank() - 1);
    inner = params.product(b + depth, params.rank());
    for (int i = depth - 1; i >= 0; --i) {
      dim[i] = params[b + i];
      step[i] = block;
      block *= dim[i];
    }
  }
  int64_t count() const { return batch * picks; }

  // The row that coordinates number u address, or -1.
  template <class I>
  int64_t row(const I* indices, int64_t u) const {
    int64_t r = 0;
    for (int i = 0; i < depth; ++i) {
      const I at = indices[u * depth + i];
      if (ZEAL_UNLIKELY(!in_range(at, dim[i]))) return -1;
      r += at * step[i];
    }
    return batch == 1 ? r : u / picks * block + r;
  }
};

template <class I>
void raise_bad(KernelContext& k, const BadIndex& bad, int input, const Coordinates& at) {
  if (ZEAL_LIKELY(!bad)) return;
  Shape where = k.shape(input), params;
  where.erase(where.rank() - 1);
  Ints saw;
  std::copy_n(k.in<I>(input) + bad.position() * at.depth, at.depth, saw.resize(at.depth));
  for (int i = 0; i < at.depth; ++i) params.push_back(at.dim[i]);
  k.fail("indices", position_text(bad.position(), where), " = ", saw, " does not index into shape ",
         params);
}

// The rows that input `input` addresses; InvalidArgument names the first that is out of range.
Tensor rows_of(KernelContext& k, int input, const Coordinates& at) {
  Tensor rows = Tensor::empty(DType::Int64, {at.count()});
  switch_dtype<kIndex>(k.dtype(input), [&]<class I>() {
    BadIndex bad;
    for (int64_t u = 0; u < at.count(); ++u) {
      const int64_t r = at.row(k.in<I>(input), u);
      if (ZEAL_UNLIKELY(r < 0)) bad.at(u);
      rows.data<int64_t>()[u] = r;
    }
    raise_bad<I>(k, bad, input, at);
  });
  return rows;
}

void scatter(KernelContext& k, Combine combine, int indices, int updates, int64_t batch_dims = 0) {
  const Coordinates at(k.out_shape(), k.shape(indices), batch_dims);
  const Tensor rows = rows_of(k, indices, at);
  DType dtype = k.dtype(updates);
  if (dtype == DType::Bool && combine == Combine::Add) {  // or
    dtype = DType::UInt8;
    combine = Combine::Max;
  }
  scatter_rows(combine, dtype, k.out().data(), at.batch * at.block, k.in(updates).data(),
               rows.data<int64_t>(), at.count(), at.inner);
}
void scatter_into_zeros(KernelContext& k, int indices, int updates, int64_t batch_dims = 0) {
  std::memset(k.out().data(), 0, k.out().bytes());
  scatter(k, Combine::Add, indices, updates, batch_dims);
}
void scatter_into_copy(KernelContext& k, Combine combine) {
  copy_bytes(k.out().data(), k.in().data(), k.in().bytes());
  scatter(k, combine, 1, 2);
}

}  // namespace

void GatherNd::cpu(KernelContext& k) {
  const Coordinates at(k.shape(), k.shape(1), k.attrs<Attrs>().batch_dims);
  const int64_t bytes = at.inner * static_cast<int64_t>(size_of(k.dtype()));
  const char* from = k.in<char>();
  char* to = k.out<char>();
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    const I* indices = k.in<I>(1);
    BadIndex bad;
    parallel_for(at.count(), rows_per_thread(bytes + 8 * at.depth),
                 [&](int64_t begin, int64_t end) {
                   for (int64_t u = begin; u < end; ++u) {
                     const int64_t row = at.row(indices, u);
                     if (ZEAL_LIKELY(row >= 0))
                       std::memcpy(to + u * bytes, from + row * bytes, static_cast<size_t>(bytes));
                     else
                       bad.at(u);
                   }
                 });
    raise_bad<I>(k, bad, 1, at);
  });
}

void GatherNdGrad::cpu(KernelContext& k) {
  scatter_into_zeros(k, 1, 0, k.attrs<Attrs>().batch_dims);
}
void ScatterNd::cpu(KernelContext& k) { scatter_into_zeros(k, 0, 1); }
void TensorScatterUpdate::cpu(KernelContext& k) { scatter_into_copy(k, Combine::Set); }
void TensorScatterAdd::cpu(KernelContext& k) { scatter_into_copy(k, Combine::Add); }
void TensorScatterSub::cpu(KernelContext& k) { scatter_into_copy(k, Combine::Subtract); }
void TensorScatterMin::cpu(KernelContext& k) { scatter_into_copy(k, Combine::Min); }
void TensorScatterMax::cpu(KernelContext& k) { scatter_into_copy(k, Combine::Max); }

}  // namespace zeal::op
