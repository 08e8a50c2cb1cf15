// Sorting, and what is found by order: see Note [Order] in ops/array/order.h.
//
// Note [Sorting lines]
// All lines are sorted at once: by keys that begin with the line's number where 64 bits have room
// for it, else by value first and then, stably, by line.
#include "ops/array/order.h"

#include <bit>

#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "cuda/sort.h"
#include "dispatch/box.h"
#include "dispatch/order_keys.h"

namespace zeal::cuda {
namespace {

// The lines of a tensor along an axis: n elements, `step` apart. Position p is element p % n of
// line p / n.
struct Lines {
  int64_t count;
  Divider n, step;
  Lines(const Shape& s, int64_t axis_) {
    const int axis = front_axis(axis_, s.rank());
    n = Divider(s[axis]);
    step = Divider(s.product(axis + 1, s.rank()));
    count = s.product(0, axis) * step.by;
  }
  int64_t total() const { return count * n.by; }
  HOST_DEVICE int64_t place(int64_t line, int64_t i) const {
    int64_t rest;
    const int64_t outer = step.divide(line, rest);
    return (outer * n.by + i) * step.by + rest;
  }
};

template <class T, bool Exact>
struct KeysOf {
  Lines l;
  const T* x;
  uint64_t* keys;
  uint32_t* order;
  bool descending, with_line;
  HOST_DEVICE void operator()(int64_t p) const {
    using U = UnsignedOf<sizeof(T)>;
    int64_t i;
    const int64_t line = l.n.divide(p, i);
    U key = key_of<Exact>(x[l.place(line, i)]);
    if (descending) key = static_cast<U>(~key);
    uint64_t all = key;
    if constexpr (sizeof(U) < 8)
      if (with_line) all |= static_cast<uint64_t>(line) << (8 * sizeof(U));
    keys[p] = all;
    order[p] = static_cast<uint32_t>(p);
  }
};

struct LinesOf {
  Lines l;
  const uint32_t* order;
  uint32_t* lines;
  HOST_DEVICE void operator()(int64_t p) const {
    int64_t i;
    lines[p] = static_cast<uint32_t>(l.n.divide(order[p], i));
  }
};

// Memory for sorting all lines; `order` has the position of each in the end.
struct SortedLines {
  Scratch memory;
  const uint32_t* order = nullptr;

  SortedLines(Stream s, int64_t n) : memory(s, static_cast<size_t>(n) * 24 + 64) {}
};

template <bool Exact, class T>
void sort_lines(Stream s, const Lines& l, const T* x, bool descending, SortedLines& out) {
  const int64_t n = l.total();
  if (n > INT32_MAX)
    fail(Code::Unimplemented, "sorting more than ", INT32_MAX, " elements on a GPU");
  constexpr int bits = 8 * static_cast<int>(sizeof(T));
  auto* const keys = out.memory.data<uint64_t>();
  uint64_t* const sorted = keys + n;
  auto* const positions = reinterpret_cast<uint32_t*>(sorted + n);
  uint32_t* const order = positions + n;
  const bool with_line = l.count > 1 && sizeof(T) < 8;
  each(s, n, KeysOf<T, Exact>{l, x, keys, positions, descending, with_line});
  const int line_bits = with_line ? std::bit_width(static_cast<uint64_t>(l.count - 1)) : 0;
  sort_pairs(s, keys, sorted, positions, order, n, bits + line_bits);
  out.order = order;
  if (l.count == 1 || with_line) return;
  // `keys` has room for the lines' numbers, before and after.
  auto* const lines = reinterpret_cast<uint32_t*>(keys);
  each(s, n, LinesOf{l, order, lines});
  sort_pairs(s, lines, lines + n, order, positions, n,
             std::bit_width(static_cast<uint64_t>(l.count - 1)));
  out.order = positions;
}

struct PutPlaces {
  Lines l;
  const uint32_t* order;
  int32_t* out;
  HOST_DEVICE void operator()(int64_t p) const {
    int64_t i, from;
    const int64_t line = l.n.divide(p, i);
    l.n.divide(order[p], from);
    out[l.place(line, i)] = static_cast<int32_t>(from);
  }
};

template <class T>
struct PutSorted {
  Lines l;
  const uint32_t* order;
  const T* x;
  T* out;
  bool descending;
  HOST_DEVICE void operator()(int64_t p) const {
    int64_t i, from;
    const int64_t line = l.n.divide(p, i);
    l.n.divide(order[p], from);
    out[l.place(line, descending ? l.n.by - 1 - i : i)] = x[l.place(line, from)];
  }
};

template <class T>
struct PutFirst {
  Lines l;  // whose elements are neighbours
  const uint32_t* order;
  const T* x;
  T* values;
  IndexArray indices;
  Divider k;
  HOST_DEVICE void operator()(int64_t p) const {
    int64_t i;
    const int64_t line = k.divide(p, i), from = order[line * l.n.by + i];
    values[p] = x[from];
    indices.set(p, from - line * l.n.by);
  }
};

// Where a value could be put in before its equals in a sorted row, or behind them.
template <class T>
struct Bounds {
  const T *sorted, *values;
  IndexArray out;
  bool upper;
  int64_t n;
  Divider m;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest;
    const T* const row = sorted + m.divide(i, rest) * n;
    const T v = values[i];
    int64_t low = 0, left = n;
    while (left > 0) {
      const int64_t half = left / 2;
      const T here = row[low + half];
      if (upper ? !(v < here) : here < v) {
        low += half + 1;
        left -= half + 1;
      } else {
        left = half;
      }
    }
    out.set(i, low);
  }
};

void search(KernelContext& k, bool upper) {
  const int64_t n = k.shape(0)[1];
  const Divider m(k.shape(1)[1]);
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    each(k.stream(), k.out().numel(),
         Bounds<T>{k.in<T>(0), k.in<T>(1), {k.out().data(), k.out().dtype()}, upper, n, m});
  });
}

template <class I>
struct Invert {
  const I* x;
  I* y;  // filled with -1
  int64_t n;
  Reporter outside, twice;
  HOST_DEVICE void operator()(int64_t i) const {
    const I at = x[i];
    if (!in_range(at, n))
      outside(static_cast<long long>(at), n);
    else if (atomic_exchange(&y[at], static_cast<I>(i)) != I(-1))
      twice(static_cast<long long>(at));
  }
};

HOST_DEVICE inline bool finite(float x) { return x - x == 0.f; }

// A block to each row of predictions.
template <class I>
struct InFirst {
  const I* targets;
  const float* predictions;
  bool* out;
  int64_t n, most;
  struct Shared {
    int64_t larger[kEachThreads];
    bool good[kEachThreads];
  };
  HOST_DEVICE void operator()(const Block& b, Shared& s) const {
    const float* const row = predictions + b.index * n;
    const I target = targets[b.index];
    const bool in = in_range(target, n);
    b.threads([&](unsigned t) {
      int64_t larger = 0;
      bool good = true;
      for (int64_t i = t; in && i < n; i += kEachThreads) {
        good = good && finite(row[i]);
        larger += row[i] > row[target];
      }
      s.larger[t] = larger;
      s.good[t] = good;
    });
    for (unsigned half = kEachThreads / 2; half; half /= 2)
      b.threads([&](unsigned t) {
        if (t < half) {
          s.larger[t] += s.larger[t + half];
          s.good[t] = s.good[t] && s.good[t + half];
        }
      });
    b.threads([&](unsigned t) {
      if (t == 0) out[b.index] = in && s.good[0] && s.larger[0] < most;
    });
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;
using SortLines = zeal::cuda::Lines;

void Argsort::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const SortLines l(k.shape(), a.axis);
  if (l.total() == 0) return;
  SortedLines sorted(k.stream(), l.total());
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    sort_lines<false>(k.stream(), l, k.in<T>(), a.direction == Direction::Descending, sorted);
  });
  each(k.stream(), l.total(), PutPlaces{l, sorted.order, k.out<int32_t>()});
}

void Sort::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const SortLines l(k.shape(), a.axis);
  if (l.total() == 0) return;
  SortedLines sorted(k.stream(), l.total());
  switch_dtype<kReal>(
      k.dtype(), [&]<class T>() { sort_lines<true>(k.stream(), l, k.in<T>(), false, sorted); });
  switch_size(size_of(k.dtype()), [&]<class T>() {
    each(
        k.stream(), l.total(),
        PutSorted<T>{l, sorted.order, k.in<T>(), k.out<T>(), a.direction == Direction::Descending});
  });
}

void TopKV2::cuda(KernelContext& k) {
  const SortLines l(k.shape(), -1);
  const int64_t count = k.attrs<Attrs>().k;
  if (count == 0 || l.total() == 0) return;
  SortedLines sorted(k.stream(), l.total());
  switch_dtype<kReal>(
      k.dtype(), [&]<class T>() { sort_lines<false>(k.stream(), l, k.in<T>(), true, sorted); });
  switch_size(size_of(k.dtype()), [&]<class T>() {
    each(k.stream(), l.count * count,
         PutFirst<T>{l,
                     sorted.order,
                     k.in<T>(),
                     k.out<T>(0),
                     {k.out(1).data(), k.out(1).dtype()},
                     Divider(count)});
  });
}

void LowerBound::cuda(KernelContext& k) { search(k, false); }
void UpperBound::cuda(KernelContext& k) { search(k, true); }

void InvertPermutation::cuda(KernelContext& k) {
  const int64_t n = k.in().numel();
  fill(k.stream(), k.out().data(), 0xff, k.out().bytes());
  switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
    each(k.stream(), n,
         Invert<I>{k.in<I>(), k.out<I>(), n, reporter(k, "%d is not between 0 and %d"),
                   reporter(k, "%d is duplicated in the input.")});
  });
}

void InTopKV2::cuda(KernelContext& k) {
  const int64_t rows = k.shape(1)[0], n = k.shape(1)[1], most = k.attrs<Attrs>().k;
  switch_dtype<kIndex>(k.dtype(0), [&]<class I>() {
    each_block(k.stream(), rows, InFirst<I>{k.in<I>(0), k.in<float>(1), k.out<bool>(), n, most});
  });
}

}  // namespace zeal::op
