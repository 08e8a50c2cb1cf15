// Kernels of segment reductions.
#include "ops/array/segment.h"

#include <cstring>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "cpu/index_check.h"
#include "cpu/scatter_rows.h"
#include "ops/array/segment_start.h"
#include "ops/scalar/basic.h"

namespace zeal::op {

namespace {

// The segment of every row of data; -1 leaves a row out.
Tensor segments_of(KernelContext& k, int64_t segments) {
  const int64_t n = k.in(1).numel();
  Tensor rows = Tensor::empty(DType::Int64, {n});
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    const I* ids = k.in<I>(1);
    for (int64_t i = 0; i < n; ++i) {
      if (ZEAL_UNLIKELY(ids[i] >= segments))
        k.fail("segment_ids", position_text(i, k.shape(1)), " = ", ids[i], " is out of range [0, ",
               segments, ")");
      rows.data<int64_t>()[i] = ids[i] < 0 ? -1 : static_cast<int64_t>(ids[i]);
    }
  });
  return rows;
}

// What segments start from, and what those without a row are in the end.
struct Start {
  Combine combine;
  bool zero_if_empty;
};

void reduce(KernelContext& k, Start start) {
  const int64_t segments = k.out_shape()[0];
  const Tensor rows = segments_of(k, segments);
  const int64_t n = rows.numel(), inner = segments ? k.out().numel() / segments : 0;
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    const auto [first, empty] = SegmentStart<T>(start.combine, start.zero_if_empty);
    fill_elements(k.out().data(), &first, k.out().numel(), sizeof(T));
    scatter_rows(start.combine, k.dtype(), k.out().data(), segments, k.in().data(),
                 rows.data<int64_t>(), n, inner);
    if (start.combine != Combine::Max && start.combine != Combine::Min) return;
    std::vector<bool> seen(static_cast<size_t>(segments));
    for (int64_t i = 0; i < n; ++i)
      if (const int64_t r = rows.data<int64_t>()[i]; r >= 0) seen[static_cast<size_t>(r)] = true;
    for (int64_t r = 0; r < segments; ++r)
      if (!seen[static_cast<size_t>(r)]) std::fill_n(k.out<T>() + r * inner, inner, empty);
  });
}

}  // namespace

void SegmentGather::cpu(KernelContext& k) {
  const int64_t n = k.shape()[0];
  const Tensor rows = segments_of(k, n);
  const int64_t bytes = n ? static_cast<int64_t>(k.in().bytes()) / n : 0;
  if (k.out().numel() == 0) return;
  if (n == 0) {  // all ids are negative
    std::memset(k.out().data(), 0, k.out().bytes());
    return;
  }
  parallel_for(rows.numel(), rows_per_thread(bytes), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t r = rows.data<int64_t>()[i];
      char* to = k.out<char>() + i * bytes;
      if (r < 0)
        std::memset(to, 0, static_cast<size_t>(bytes));
      else
        std::memcpy(to, k.in<char>() + r * bytes, static_cast<size_t>(bytes));
    }
  });
}

void UnsortedSegmentSum::cpu(KernelContext& k) { reduce(k, {Combine::Add, false}); }
void UnsortedSegmentProd::cpu(KernelContext& k) { reduce(k, {Combine::Multiply, false}); }
void UnsortedSegmentMax::cpu(KernelContext& k) { reduce(k, {Combine::Max, false}); }
void UnsortedSegmentMin::cpu(KernelContext& k) { reduce(k, {Combine::Min, false}); }
void SegmentSum::cpu(KernelContext& k) { reduce(k, {Combine::Add, false}); }
void SegmentProd::cpu(KernelContext& k) { reduce(k, {Combine::Multiply, false}); }
void SegmentMax::cpu(KernelContext& k) { reduce(k, {Combine::Max, true}); }
void SegmentMin::cpu(KernelContext& k) { reduce(k, {Combine::Min, true}); }

void SegmentMean::cpu(KernelContext& k) {
  const int64_t segments = k.out_shape()[0];
  if (k.out().numel() == 0) return;
  const int64_t inner = k.out().numel() / segments;
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    // Sums of 16-bit floats are divided before they are rounded.
    using Sum = std::conditional_t<is_narrow_float<T>, float, T>;
    std::vector<Sum> sum(static_cast<size_t>(inner));
    switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
      const I* ids = k.in<I>(1);
      const int64_t n = k.in(1).numel();
      const T* x = k.in<T>();
      int64_t i = 0;
      for (int64_t s = 0; s < segments; ++s) {
        std::fill(sum.begin(), sum.end(), Sum(0));
        int64_t count = 0;
        for (; i < n && ids[i] == s; ++i, ++count)
          for (int64_t j = 0; j < inner; ++j)
            sum[j] = m::add(sum[j], static_cast<Sum>(x[i * inner + j]));
        T* out = k.out<T>() + s * inner;
        for (int64_t j = 0; j < inner; ++j) out[j] = count ? segment_mean<T>(sum[j], count) : T(0);
      }
    });
  });
}

}  // namespace zeal::op
