// Distinct values and counts of values.
//
// Note [Distinct values]
// A stable sort brings equal values side by side, the first to appear in front. A scan over those
// that differ from the one before says where each run begins; a scan over the fronts, in the order
// of the input, numbers them by appearance.
#include "ops/array/unique.h"

#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/cast.h"
#include "cuda/each.h"
#include "cuda/scan.h"
#include "cuda/scatter_rows.h"
#include "cuda/sort.h"
#include "dispatch/box.h"
#include "dispatch/order_keys.h"

namespace zeal::cuda {
namespace {

// Equal values have equal keys; of complex numbers each part has one.
template <class T>
HOST_DEVICE uint64_t equality_key(T v, [[maybe_unused]] bool imaginary) {
  if constexpr (is_complex_type<T>)
    return key_of(imaginary ? v.imag() : v.real());
  else
    return key_of(v);
}

template <class T>
struct EqualityKeys {
  const T* x;
  uint64_t* keys;
  const uint32_t* order;  // null: as they come
  uint32_t* positions;
  bool imaginary;
  HOST_DEVICE void operator()(int64_t i) const {
    const uint32_t at = order ? order[i] : static_cast<uint32_t>(i);
    keys[i] = equality_key(x[at], imaginary);
    positions[i] = at;
  }
};

template <class T>
struct FindRuns {
  const T* x;
  const uint32_t* order;
  int64_t *runs, *fronts;
  HOST_DEVICE void operator()(int64_t i) const {
    const bool front = i == 0 || !(x[order[i]] == x[order[i - 1]]);
    runs[i] = front ? i : 0;
    fronts[order[i]] = front;
  }
};

template <class T>
struct NumberRuns {
  const T* x;
  const uint32_t* order;
  const int64_t *runs, *numbers;  // where each run begins; the numbers of fronts
  T* values;
  IndexArray where, counts;  // counts.data may be null
  int64_t n, distinct;
  HOST_DEVICE void operator()(int64_t i) const {
    const int64_t begin = runs[i], which = numbers[order[begin]];
    where.set(order[i], which);
    if (which >= distinct) return;  // the values have changed since they were counted
    if (i == begin) values[which] = x[order[i]];
    if (counts.data && (i + 1 == n || runs[i + 1] == i + 1)) counts.set(which, i + 1 - begin);
  }
};

template <class T>
void sort_equal(Stream s, const T* x, int64_t n, uint64_t* keys, uint32_t* order) {
  uint64_t* const sorted = keys + n;
  uint32_t* const positions = order + n;
  constexpr int parts = is_complex_type<T> ? 2 : 1;
  for (int part = 0; part < parts; ++part) {
    each(s, n, EqualityKeys<T>{x, keys, part ? order : nullptr, positions, part + 1 < parts});
    sort_pairs(s, keys, sorted, positions, order, n, static_cast<int>(8 * sizeof(T) / parts));
  }
}

void unique(KernelContext& k, bool with_counts) {
  const int64_t n = k.in().numel();
  if (n == 0) return;
  if (n > INT32_MAX) fail(Code::Unimplemented, "Unique of more than ", INT32_MAX, " on a GPU");
  const Stream s = k.stream();
  Scratch memory(s, static_cast<size_t>(n) * (4 * sizeof(int64_t) + 2 * sizeof(uint32_t)));
  auto* const keys = memory.data<uint64_t>();
  auto* const runs = reinterpret_cast<int64_t*>(keys + 2 * n);
  int64_t* const fronts = runs + n;
  auto* const order_memory = reinterpret_cast<uint32_t*>(fronts + n);
  const uint32_t* const order = order_memory;
  auto find = [&]<class T>() {
    sort_equal(s, k.in<T>(), n, keys, order_memory);
    each(s, n, FindRuns<T>{k.in<T>(), order, runs, fronts});
  };
  // What equals what does not depend on signs.
  if ((kInteger | kBool).contains(k.dtype()))
    switch_size(size_of(k.dtype()), [&]<class T>() {
      if constexpr (std::is_integral_v<T>) find.template operator()<T>();
    });
  else
    switch_dtype<kNumeric - kInteger>(k.dtype(), find);
  switch_size(size_of(k.dtype()), [&]<class T>() {
    const ScanShape line{.outer = 1, .n = n, .inner = 1};
    scan<MaxOf<int64_t>>(s, static_cast<const int64_t*>(runs), runs, line);
    ScanShape before = line;
    before.exclusive = true;
    scan<SumOf<int64_t>>(s, static_cast<const int64_t*>(fronts), fronts, before);
    const DType index = k.out(1).dtype();
    each(s, n,
         NumberRuns<T>{k.in<T>(),
                       order,
                       runs,
                       fronts,
                       k.out<T>(0),
                       {k.out(1).data(), index},
                       {with_counts ? k.out(2).data() : nullptr, index},
                       n,
                       k.out(0).numel()});
  });
}

template <class I>
struct CountValues {
  const I* x;
  int64_t* counts;
  int64_t n;
  Divider each;  // values of a row
  bool binary;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest;
    const int64_t row = each.divide(i, rest);
    const I v = x[i];
    if (!in_range(v, n)) return;
    int64_t* const to = counts + row * n + static_cast<int64_t>(v);
    if (binary)
      *to = 1;  // by whoever comes
    else
      atomic_add(to, int64_t{1});
  }
};

template <class I>
struct RowsOfValues {
  const I* x;
  int64_t* rows;
  int64_t n;
  Divider each;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest;
    const int64_t row = each.divide(i, rest);
    rows[i] = in_range(x[i], n) ? row * n + static_cast<int64_t>(x[i]) : -1;
  }
};

template <class I>
struct Unravel {
  const I* x;
  I* out;
  int64_t count, n;
  int dims;
  int64_t dim[32];
  Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    auto rest = static_cast<int64_t>(x[i]);
    if (!in_range(rest, n)) return report(rest, n);
    for (int d = dims; d-- > 0; rest /= dim[d]) out[d * count + i] = static_cast<I>(rest % dim[d]);
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void Unique::cuda(KernelContext& k) { unique(k, false); }
void UniqueWithCounts::cuda(KernelContext& k) { unique(k, true); }

void Bincount::cuda(KernelContext& k) {
  const bool rows = k.out_shape().rank() == 2, binary = k.attrs<Attrs>().binary_output;
  const int64_t n = k.out_shape().back(), results = k.out().numel(), values = k.in().numel();
  if (results == 0) return;
  const Stream s = k.stream();
  const Divider per_row(rows ? values / k.shape()[0] : values);
  const DType dtype = k.out().dtype();
  if (k.has(1) && !binary) {
    fill(s, k.out().data(), 0, k.out().bytes());
    if (values == 0) return;
    Scratch memory(s, static_cast<size_t>(values) * sizeof(int64_t));
    switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
      each(s, values, RowsOfValues<I>{k.in<I>(), memory.data<int64_t>(), n, per_row});
    });
    return scatter_rows(s, Combine::Add, dtype, k.out().data(), results, k.in(1).data(),
                        memory.data<int64_t>(), values, 1);
  }
  Scratch memory(s, static_cast<size_t>(results) * sizeof(int64_t));
  fill(s, memory.data(), 0, static_cast<size_t>(results) * sizeof(int64_t));
  switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
    each(s, values, CountValues<I>{k.in<I>(), memory.data<int64_t>(), n, per_row, binary});
  });
  cast_elements(s, DType::Int64, memory.data(), dtype, k.out().data(), results);
}

void UnravelIndex::cuda(KernelContext& k) {
  const Ints& dims = k.attrs<Attrs>().dims;
  const int64_t count = k.in().numel();
  int64_t n = 1;
  for (int64_t d : dims) n *= d;
  switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
    Unravel<I> f{k.in<I>(),
                 k.out<I>(),
                 count,
                 n,
                 static_cast<int>(dims.size()),
                 {},
                 reporter(k, "index %d is out of bound, there are %d")};
    if (dims.size() > 32) fail(Code::Unimplemented, "UnravelIndex of more than 32 dims on a GPU");
    for (size_t d = 0; d < dims.size(); ++d) f.dim[d] = dims[d];
    each(k.stream(), count, f);
  });
}

}  // namespace zeal::op
