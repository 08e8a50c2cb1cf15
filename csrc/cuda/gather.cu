// Picking slices by index, and adding them back.
#include "ops/array/gather.h"

#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/each.h"
#include "cuda/scatter_rows.h"
#include "dispatch/box.h"

namespace zeal::cuda {
namespace {

constexpr const char* kBadIndex = "indices[%d] = %d is not in [0, %d)";

// T is as wide as rows and alignment allow; `units` of them make a row.
template <class T, class I>
struct GatherRows {
  const T* from;
  T* to;
  const I* indices;
  Divider units, picks, outer;
  int64_t n;
  Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t unit, pick, rest;
    const int64_t block = picks.divide(units.divide(i, unit), pick);
    const int64_t position = outer.divide(block, rest) * picks.by + pick;
    const auto index = static_cast<int64_t>(indices[position]);
    if (in_range(index, n))
      to[i] = from[(block * n + index) * units.by + unit];
    else if (unit == 0)
      report(position, index, n);
  }
};

// The row of the table that each pick of each block names; null where they are only checked.
template <class I>
struct RowsOf {
  const I* indices;
  int64_t* rows;
  Divider picks, outer;
  int64_t n;
  Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t pick, rest;
    const int64_t block = picks.divide(i, pick);
    const int64_t position = outer.divide(block, rest) * picks.by + pick;
    const auto index = static_cast<int64_t>(indices[position]);
    const bool good = in_range(index, n);
    if (!good) report(position, index, n);
    if (rows) rows[i] = good ? block * n + index : -1;
  }
};

void find_rows(KernelContext& k, const op::GatherPlan& p, int64_t* rows) {
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    each(k.stream(), p.batch * p.outer * p.picks,
         RowsOf<I>{k.in<I>(1), rows, Divider(p.picks), Divider(p.outer), p.n,
                   reporter(k, kBadIndex)});
  });
}

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void Gather::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const GatherPlan p(k.shape(), k.shape(1), axis_of(a, k.shape(1).rank()), a.batch_dims);
  const int64_t rows = p.batch * p.outer * p.picks;
  if (rows == 0) return;
  if (p.inner == 0) return find_rows(k, p, nullptr);
  const int64_t bytes = p.inner * static_cast<int64_t>(size_of(k.dtype()));
  Width width;
  width.sees(bytes);
  width.sees(k.in().data());
  width.sees(k.out().data());
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    switch_width(width.bytes(), [&]<class T>() {
      const int64_t units = bytes / int64_t{sizeof(T)};
      each(k.stream(), rows * units,
           GatherRows<T, I>{k.in<T>(), k.out<T>(), k.in<I>(1), Divider(units), Divider(p.picks),
                            Divider(p.outer), p.n, reporter(k, kBadIndex)});
    });
  });
}

void GatherGrad::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const GatherPlan p(k.out_shape(), k.shape(1), a.axis, a.batch_dims);
  const Stream s = k.stream();
  fill(s, k.out().data(), 0, k.out().bytes());
  const int64_t n = p.batch * p.outer * p.picks;
  if (n == 0) return;
  Scratch rows(s, static_cast<size_t>(n) * sizeof(int64_t));
  find_rows(k, p, rows.data<int64_t>());
  scatter_rows(s, Combine::Add, k.dtype(), k.out().data(), p.batch * p.outer * p.n, k.in().data(),
               rows.data<int64_t>(), n, p.inner);
}

}  // namespace zeal::op
