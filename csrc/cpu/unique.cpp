// Kernels that find distinct values and count them.
#include "ops/array/unique.h"

#include <bit>
#include <cstring>
#include <vector>

#include "cpu/index_check.h"
#include "ops/scalar/basic.h"

namespace zeal::op {

namespace {

// What two equal values share: 0 for both zeros, else their bits.
template <class T>
uint64_t hash_of(T v) {
  if constexpr (is_complex_type<T>) {
    return hash_of(v.real()) * 31 + hash_of(v.imag());
  } else {
    if (v == T(0)) return 0;
    uint64_t bits = 0;
    std::memcpy(&bits, &v, sizeof v);
    bits *= 0x9e3779b97f4a7c15u;
    return bits ^ bits >> 29;
  }
}

// Open addressing over positions in the list of values; at most half full.
template <class T, class I>
int64_t find_distinct(const T* x, int64_t n, T* values, I* where, I* counts) {
  const uint64_t mask = std::bit_ceil(static_cast<uint64_t>(2 * n + 2)) - 1;
  std::vector<int64_t> slots(mask + 1, -1);
  int64_t found = 0;
  for (int64_t i = 0; i < n; ++i) {
    uint64_t at = (hash_of(x[i]) * 0x9e3779b97f4a7c15u >> 20) & mask;
    while (slots[at] >= 0 && !(values[slots[at]] == x[i])) at = (at + 1) & mask;
    if (slots[at] < 0) {
      values[found] = x[i];
      counts[found] = 0;
      // A NaN equals nothing and would only lengthen the walks of others.
      if (x[i] == x[i]) slots[at] = found;
      where[i] = static_cast<I>(found++);
    } else {
      where[i] = static_cast<I>(slots[at]);
    }
    ++counts[where[i]];
  }
  return found;
}

}  // namespace

void UniqueRoom::cpu(KernelContext& k) {
  switch_dtype<kNumeric | kBool>(k.dtype(), [&]<class T>() {
    switch_dtype<kIndex>(k.out(1).dtype(), [&]<class I>() {
      *k.out<int64_t>(3) =
          find_distinct(k.in<T>(), k.in().numel(), k.out<T>(0), k.out<I>(1), k.out<I>(2));
    });
  });
}

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
