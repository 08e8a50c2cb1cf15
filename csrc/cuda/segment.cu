// Segment reductions: scatters into a table that starts from the right value.
#include "ops/array/segment.h"

#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/cast.h"
#include "cuda/each.h"
#include "cuda/scatter_rows.h"
#include "dispatch/box.h"
#include "ops/array/segment_start.h"

namespace zeal::cuda {
namespace {

constexpr const char* kBadSegment = "segment_ids[%d] = %d is out of range [0, %d)";

// The segment of every row of data; -1 leaves a row out. Null where they are only checked.
template <class I>
struct SegmentsOf {
  const I* ids;
  int64_t* rows;
  int64_t segments;
  Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    const auto id = static_cast<int64_t>(ids[i]);
    if (id >= segments) report(i, id, segments);
    if (rows) rows[i] = id < 0 || id >= segments ? -1 : id;
  }
};

void find_segments(KernelContext& k, int64_t segments, int64_t* rows) {
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    each(k.stream(), k.in(1).numel(),
         SegmentsOf<I>{k.in<I>(1), rows, segments, reporter(k, kBadSegment)});
  });
}

struct MarkSeen {
  const int64_t* rows;
  unsigned char* seen;
  HOST_DEVICE void operator()(int64_t i) const {
    if (rows[i] >= 0) seen[rows[i]] = 1;
  }
};

template <class T>
struct FillEmpty {
  const unsigned char* seen;
  T* out;
  T empty;
  Divider inner;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    if (!seen[inner.divide(i, j)]) out[i] = empty;
  }
};

void reduce_segments(KernelContext& k, Combine combine, bool zero_if_empty) {
  const int64_t results = k.out().numel(), n = k.in(1).numel(), segments = k.out_shape()[0];
  const Stream s = k.stream();
  Scratch memory(s, static_cast<size_t>(n) * sizeof(int64_t) + static_cast<size_t>(segments) + 1);
  auto* const rows = memory.data<int64_t>();
  find_segments(k, segments, rows);
  if (results == 0) return;
  const int64_t inner = results / segments;
  const bool extremum = combine == Combine::Max || combine == Combine::Min;
  auto* const seen = reinterpret_cast<unsigned char*>(rows + n);
  if (extremum) {
    fill(s, seen, 0, static_cast<size_t>(segments));
    each(s, n, MarkSeen{rows, seen});
  }
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    const SegmentStart<T> start(combine, zero_if_empty);
    fill_elements(s, k.out().data(), &start.first, results, sizeof(T));
    scatter_rows(s, combine, k.dtype(), k.out().data(), segments, k.in().data(), rows, n, inner);
    if (extremum) each(s, results, FillEmpty<T>{seen, k.out<T>(), start.empty, Divider(inner)});
  });
}

template <class T, class I>
struct GatherSegments {
  const T* from;
  T* to;
  const I* ids;
  int64_t n;
  Divider units;
  Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t unit;
    const int64_t row = units.divide(i, unit);
    const auto id = static_cast<int64_t>(ids[row]);
    if (id >= n && unit == 0) report(row, id, n);
    to[i] = id < 0 || id >= n ? T{} : from[id * units.by + unit];
  }
};

// Divides the sums by how many of the ids, which ascend, are the segment's.
template <class T, class Sum, class I>
struct Means {
  const Sum* sums;
  T* out;
  const I* ids;
  int64_t n;
  Divider inner;
  HOST_DEVICE int64_t first_not_below(int64_t id) const {
    int64_t low = 0, high = n;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (static_cast<int64_t>(ids[middle]) < id)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    const int64_t s = inner.divide(i, j), count = first_not_below(s + 1) - first_not_below(s);
    out[i] = count ? segment_mean<T>(sums[i], count) : T(0);
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void SegmentGather::cuda(KernelContext& k) {
  const int64_t n = k.shape()[0];
  if (k.out().numel() == 0) return find_segments(k, n, nullptr);
  const int64_t bytes = static_cast<int64_t>(k.out().bytes()) / k.in(1).numel();
  Width width;
  width.sees(bytes);
  width.sees(k.in().data());
  width.sees(k.out().data());
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    switch_width(width.bytes(), [&]<class T>() {
      const int64_t units = bytes / int64_t{sizeof(T)};
      each(k.stream(), k.in(1).numel() * units,
           GatherSegments<T, I>{k.in<T>(), k.out<T>(), k.in<I>(1), n, Divider(units),
                                reporter(k, kBadSegment)});
    });
  });
}

void UnsortedSegmentSum::cuda(KernelContext& k) { reduce_segments(k, Combine::Add, false); }
void UnsortedSegmentProd::cuda(KernelContext& k) { reduce_segments(k, Combine::Multiply, false); }
void UnsortedSegmentMax::cuda(KernelContext& k) { reduce_segments(k, Combine::Max, false); }
void UnsortedSegmentMin::cuda(KernelContext& k) { reduce_segments(k, Combine::Min, false); }
void SegmentSum::cuda(KernelContext& k) { reduce_segments(k, Combine::Add, false); }
void SegmentProd::cuda(KernelContext& k) { reduce_segments(k, Combine::Multiply, false); }
void SegmentMax::cuda(KernelContext& k) { reduce_segments(k, Combine::Max, true); }
void SegmentMin::cuda(KernelContext& k) { reduce_segments(k, Combine::Min, true); }

void SegmentMean::cuda(KernelContext& k) {
  const int64_t results = k.out().numel(), n = k.in(1).numel(), segments = k.out_shape()[0];
  if (results == 0) return;
  const Stream s = k.stream();
  // Sums of 16-bit floats are divided before they are rounded.
  const bool narrow = kHalf.contains(k.dtype());
  const DType wide = narrow ? DType::Float32 : k.dtype();
  const size_t size = size_of(wide);
  Scratch rows(s, static_cast<size_t>(n) * sizeof(int64_t));
  find_segments(k, segments, rows.data<int64_t>());
  Scratch sums(s, static_cast<size_t>(results) * size);
  fill(s, sums.data(), 0, static_cast<size_t>(results) * size);
  const int64_t elements = k.in().numel();
  Scratch floats(s, narrow ? static_cast<size_t>(elements) * size : 1);
  if (narrow) cast_elements(s, k.dtype(), k.in().data(), wide, floats.data(), elements);
  const int64_t inner = results / segments;
  scatter_rows(s, Combine::Add, wide, sums.data(), segments, narrow ? floats.data() : k.in().data(),
               rows.data<int64_t>(), n, inner);
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    using Sum = std::conditional_t<is_narrow_float<T>, float, T>;
    switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
      each(s, results,
           Means<T, Sum, I>{sums.data<Sum>(), k.out<T>(), k.in<I>(1), n, Divider(inner)});
    });
  });
}

}  // namespace zeal::op
