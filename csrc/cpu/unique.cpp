// Kernels that find distinct values and count them.
#include "ops/array/unique.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "cpu/index_check.h"
#include "ops/array/distinct.h"
#include "ops/scalar/basic.h"

namespace zeal::op {

namespace {
void unique(KernelContext& k, bool with_counts) {
  switch_dtype<kNumeric | kBool>(k.dtype(), [&]<class T>() {
    switch_dtype<kIndex>(k.out(1).dtype(), [&]<class I>() {
      I* where = k.out<I>(1);
      I* counts = with_counts ? k.out<I>(2) : nullptr;
      if (counts) std::fill_n(counts, k.out(2).numel(), I(0));
      find_distinct(k.in<T>(), k.in().numel(), k.out<T>(0), [&](int64_t i, int64_t which) {
        where[i] = static_cast<I>(which);
        if (counts) ++counts[which];
      });
    });
  });
}
}  // namespace

void Unique::cpu(KernelContext& k) { unique(k, false); }
void UniqueWithCounts::cpu(KernelContext& k) { unique(k, true); }

void Bincount::cpu(KernelContext& k) {
  const bool rows = k.out_shape().rank() == 2, binary = k.attrs<Attrs>().binary_output;
  const int64_t n = k.out_shape().back(), count = rows ? k.shape()[0] : 1;
  if (k.out().numel() == 0) return;
  const int64_t each = k.in().numel() / count;
  std::memset(k.out().data(), 0, k.out().bytes());
  switch_dtype<kReal>(k.out().dtype(), [&]<class T>() {
    using Sum = std::conditional_t<is_narrow_float<T>, float, T>;
    std::vector<Sum> sums(static_cast<size_t>(n));
    switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
      for (int64_t r = 0; r < count; ++r) {
        std::fill(sums.begin(), sums.end(), Sum(0));
        for (int64_t i = r * each; i < (r + 1) * each; ++i) {
          const I v = k.in<I>()[i];
          if (!in_range(v, n)) continue;
          Sum& sum = sums[static_cast<size_t>(v)];
          if (binary)
            sum = Sum(1);
          else
            sum = m::add(sum, k.has(1) ? static_cast<Sum>(k.in<T>(1)[i]) : Sum(1));
        }
        for (int64_t i = 0; i < n; ++i)
          k.out<T>()[r * n + i] = static_cast<T>(sums[static_cast<size_t>(i)]);
      }
    });
  });
}

void UnravelIndex::cpu(KernelContext& k) {
  const Ints& dims = k.attrs<Attrs>().dims;
  const int64_t count = k.in().numel();
  int64_t n = 1;
  for (int64_t d : dims) n *= d;
  switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
    for (int64_t i = 0; i < count; ++i) {
      auto rest = static_cast<int64_t>(k.in<I>()[i]);
      if (!in_range(rest, n)) k.fail("index ", rest, " is out of bound as with dims ", dims);
      for (auto d = static_cast<int64_t>(dims.size()); d-- > 0; rest /= dims[d])
        k.out<I>()[d * count + i] = static_cast<I>(rest % dims[d]);
    }
  });
}

}  // namespace zeal::op
