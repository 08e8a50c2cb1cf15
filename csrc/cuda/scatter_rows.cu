// Scattering rows: sorted by row, cut into chunks, a thread to each column of a chunk.
//
// Note [Scatter kernels]
// Sorting by row is stable, so that the updates of a row lie side by side in the order in which
// they came. A thread walks a chunk of 64 of them for one column. Rows that begin and end in the
// chunk are written at once. What belongs to a row from an earlier chunk is left in `head`, and the
// value of a row that goes on in the next one in `tail`; a second kernel joins tails with the heads
// behind them. So no two threads write one place, and sums are the same bits each time.
#include "cuda/scatter_rows.h"

#include <bit>

#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "cuda/sort.h"
#include "dispatch/box.h"
#include "ops/scalar/arith.h"
#include "ops/scalar/basic.h"

namespace zeal::cuda {

namespace {

constexpr int64_t kChunk = 64;

template <class K>
struct KeysOfRows {
  const int64_t* row;
  K* keys;
  uint32_t* order;
  int64_t rows;
  HOST_DEVICE void operator()(int64_t i) const {
    keys[i] = static_cast<K>(row[i] < 0 ? rows : row[i]);  // those passed over come last
    order[i] = static_cast<uint32_t>(i);
  }
};

// How updates join each other, and then the value of the table.
template <Combine kCombine, class C>
HOST_DEVICE C gathered(C a, C b) {
  if constexpr (kCombine == Combine::Set)
    return b;
  else if constexpr (kCombine == Combine::Add || kCombine == Combine::Subtract)
    return m::add(a, b);
  else if constexpr (kCombine == Combine::Multiply)
    return m::mul(a, b);
  else if constexpr (kCombine == Combine::Min)
    return m::minimum(a, b);
  else
    return m::maximum(a, b);
}
template <Combine kCombine, class C>
HOST_DEVICE C applied(C value, C update) {
  if constexpr (kCombine == Combine::Subtract)
    return m::sub(value, update);
  else
    return gathered<kCombine>(value, update);
}

template <Combine kCombine, class T, class K>
struct ScatterChunks {
  using C = std::conditional_t<is_narrow_float<T> && kCombine != Combine::Set, float, T>;
  T* table;
  const T* updates;
  const K* keys;
  const uint32_t* order;
  C *head, *tail;  // [chunks, inner]
  int64_t rows, n;
  Divider inner;

  HOST_DEVICE C update(int64_t u, int64_t j) const {
    return static_cast<C>(updates[static_cast<int64_t>(order[u]) * inner.by + j]);
  }
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    const int64_t begin = inner.divide(i, j) * kChunk;
    const int64_t end = begin + kChunk < n ? begin + kChunk : n;
    int64_t u = begin;
    if (begin > 0 && keys[begin - 1] == keys[begin]) {
      const K key = keys[u];
      C value = update(u, j);
      for (++u; u < end && keys[u] == key; ++u) value = gathered<kCombine>(value, update(u, j));
      head[i] = value;
    }
    while (u < end) {
      const K key = keys[u];
      if (static_cast<int64_t>(key) >= rows) return;
      T* const to = table + static_cast<int64_t>(key) * inner.by + j;
      C value = static_cast<C>(*to);
      for (; u < end && keys[u] == key; ++u) value = applied<kCombine>(value, update(u, j));
      if (u == end && end < n && keys[end] == key)
        tail[i] = value;
      else
        *to = static_cast<T>(value);
    }
  }
};

template <Combine kCombine, class T, class K>
struct JoinChunks {
  ScatterChunks<kCombine, T, K> a;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j;
    const int64_t begin = a.inner.divide(i, j) * kChunk;
    int64_t end = begin + kChunk;
    if (end >= a.n) return;
    const K key = a.keys[end - 1];
    if (static_cast<int64_t>(key) >= a.rows || a.keys[end] != key) return;
    // Does the row begin in this chunk? If not, the chunk in which it does takes care of it.
    if (begin > 0 && a.keys[begin - 1] == key) return;
    auto value = a.tail[i];
    for (int64_t at = i; end < a.n && a.keys[end] == key; end += kChunk) {
      at += a.inner.by;
      value = applied<kCombine>(value, a.head[at]);
      if (end + kChunk >= a.n || a.keys[end + kChunk - 1] != key) break;
    }
    a.table[static_cast<int64_t>(key) * a.inner.by + j] = static_cast<T>(value);
  }
};

template <Combine kCombine, class T, class K>
void run(Stream s, T* table, int64_t rows, const T* updates, const K* keys, const uint32_t* order,
         int64_t n, int64_t inner) {
  using Kernel = ScatterChunks<kCombine, T, K>;
  using C = typename Kernel::C;
  const int64_t chunks = (n + kChunk - 1) / kChunk;
  Scratch memory(s, static_cast<size_t>(2 * chunks * inner) * sizeof(C));
  C* const head = memory.template data<C>();
  const Kernel kernel{table, updates, keys,          order, head, head + chunks * inner,
                      rows,  n,       Divider(inner)};
  each(s, chunks * inner, kernel);
  if (chunks > 1) each(s, chunks * inner, JoinChunks<kCombine, T, K>{kernel});
}

template <class K>
void scatter_as(Stream s, Combine combine, DType dtype, void* table, int64_t rows,
                const void* updates, const int64_t* row, int64_t n, int64_t inner) {
  const auto count = static_cast<size_t>(n);
  Scratch memory(s, count * 2 * (sizeof(K) + sizeof(uint32_t)));
  K* const keys = memory.template data<K>();
  K* const sorted = keys + n;
  auto* const positions = reinterpret_cast<uint32_t*>(sorted + n);
  uint32_t* const order = positions + n;
  each(s, n, KeysOfRows<K>{row, keys, positions, rows});
  sort_pairs(s, keys, sorted, positions, order, n, std::bit_width(static_cast<uint64_t>(rows)));
  auto go = [&]<Combine c, class T>() {
    run<c>(s, static_cast<T*>(table), rows, static_cast<const T*>(updates), sorted, order, n,
           inner);
  };
  if (combine == Combine::Set)
    return switch_size(size_of(dtype),
                       [&]<class T>() { go.template operator()<Combine::Set, T>(); });
  // Sums and products of integers wrap around, so that signs make no difference.
  auto modular = [&]<Combine c>() {
    constexpr DTypeSet others = kNumeric - kInteger;
    if (kInteger.contains(dtype))
      switch_size(size_of(dtype), [&]<class T>() {
        if constexpr (std::is_integral_v<T>) go.template operator()<c, T>();
      });
    else
      switch_dtype<others>(dtype, [&]<class T>() { go.template operator()<c, T>(); });
  };
  switch (combine) {
    case Combine::Add:
      return modular.template operator()<Combine::Add>();
    case Combine::Subtract:
      return modular.template operator()<Combine::Subtract>();
    case Combine::Multiply:
      return modular.template operator()<Combine::Multiply>();
    case Combine::Min:
      return switch_dtype<kReal>(dtype,
                                 [&]<class T>() { go.template operator()<Combine::Min, T>(); });
    default:
      return switch_dtype<kReal>(dtype,
                                 [&]<class T>() { go.template operator()<Combine::Max, T>(); });
  }
}

}  // namespace

void scatter_rows(Stream s, Combine combine, DType dtype, void* table, int64_t rows,
                  const void* updates, const int64_t* row, int64_t n, int64_t inner) {
  if (n == 0 || inner == 0 || rows == 0) return;
  if (n > INT32_MAX)
    fail(Code::Unimplemented, "scattering more than ", INT32_MAX, " rows on a GPU");
  if (rows < int64_t{UINT32_MAX})
    scatter_as<uint32_t>(s, combine, dtype, table, rows, updates, row, n, inner);
  else
    scatter_as<uint64_t>(s, combine, dtype, table, rows, updates, row, n, inner);
}

}  // namespace zeal::cuda
