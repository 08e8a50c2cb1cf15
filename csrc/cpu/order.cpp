// Kernels that sort, and that search what is sorted.
#include "ops/array/order.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "cpu/index_check.h"
#include "cpu/sort_keys.h"

namespace zeal::op {

namespace {

// The lines of a tensor along an axis: n elements, `step` apart.
struct Lines {
  int64_t count, n, step;
  Lines(const Shape& s, int64_t axis_) {
    const int axis = front_axis(axis_, s.rank());
    n = s[axis];
    step = s.product(axis + 1, s.rank());
    count = s.product(0, axis) * step;
  }
  int64_t start(int64_t line) const { return line / step * step * n + line % step; }
};

// Runs f(line, buffer) for every line, with a buffer for two lines of E per thread's share.
template <class E, class F>
void each_line(const Lines& l, F f) {
  if (l.count == 0 || l.n == 0) return;
  parallel_for(l.count, std::max<int64_t>(1, 4096 / l.n), [&](int64_t begin, int64_t end) {
    std::unique_ptr<E[]> buffer(new E[static_cast<size_t>(2 * l.n)]);
    for (int64_t i = begin; i < end; ++i) f(i, buffer.get());
  });
}

template <class T>
using Key = UnsignedOf<sizeof(T)>;

template <class I, class T>
void argsort(const Lines& l, const T* x, I* out, bool descending) {
  using E = Keyed<Key<T>>;
  each_line<E>(l, [&](int64_t line, E* a) {
    const int64_t start = l.start(line);
    for (int64_t i = 0; i < l.n; ++i) {
      const Key<T> key = key_of(x[start + i * l.step]);
      a[i] = {static_cast<Key<T>>(descending ? ~key : key), static_cast<decltype(E::index)>(i)};
    }
    sort_keys(a, a + l.n, l.n);
    for (int64_t i = 0; i < l.n; ++i) out[start + i * l.step] = static_cast<I>(a[i].index);
  });
}

// The first k of n elements in descending order, into `a`, which has room for 2 n.
template <class T>
void first_k(const T* x, int64_t n, int64_t k, Keyed<Key<T>>* a) {
  using E = Keyed<Key<T>>;
  auto element = [x](int64_t i) {
    return E{static_cast<Key<T>>(~key_of(x[i])), static_cast<decltype(E::index)>(i)};
  };
  if (k <= 64 && n > 4 * k) {
    // A heap of the best so far: most elements lose against its worst at once.
    for (int64_t i = 0; i < k; ++i) a[i] = element(i);
    std::make_heap(a, a + k);
    for (int64_t i = k; i < n; ++i) {
      const E e = element(i);
      if (ZEAL_LIKELY(!(e < a[0]))) continue;
      std::pop_heap(a, a + k);
      a[k - 1] = e;
      std::push_heap(a, a + k);
    }
    std::sort_heap(a, a + k);
    return;
  }
  for (int64_t i = 0; i < n; ++i) a[i] = element(i);
  if (2 * k < n) {
    std::nth_element(a, a + k, a + n);
    std::sort(a, a + k);
  } else {
    sort_keys(a, a + n, n);
  }
}

template <class Compare>
void search(KernelContext& k, Compare compare) {
  const int64_t rows = k.shape(0)[0], n = k.shape(0)[1], m = k.shape(1)[1];
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    switch_dtype<kIndex>(k.out().dtype(), [&]<class I>() {
      const T *sorted = k.in<T>(0), *values = k.in<T>(1);
      I* out = k.out<I>();
      const int64_t grain = 512;
      parallel_for(rows * m, grain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          const T* row = sorted + i / m * n;
          out[i] = static_cast<I>(compare(row, row + n, values[i]) - row);
        }
      });
    });
  });
}

}  // namespace

void Argsort::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Lines l(k.shape(), a.axis);
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    argsort(l, k.in<T>(), k.out<int32_t>(), a.direction == Direction::Descending);
  });
}

void Sort::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Lines l(k.shape(), a.axis);
  const bool descending = a.direction == Direction::Descending;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    const T* x = k.in<T>();
    T* out = k.out<T>();
    each_line<Key<T>>(l, [&](int64_t line, Key<T>* keys) {
      const int64_t start = l.start(line);
      for (int64_t i = 0; i < l.n; ++i) keys[i] = key_of<true>(x[start + i * l.step]);
      sort_keys(keys, keys + l.n, l.n);
      for (int64_t i = 0; i < l.n; ++i)
        out[start + i * l.step] = value_of<T>(keys[descending ? l.n - 1 - i : i]);
    });
  });
}

void TopKV2::cpu(KernelContext& k) {
  const Lines l(k.shape(), -1);
  const int64_t count = k.attrs<Attrs>().k;
  if (count == 0) return;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    switch_dtype<kIndex>(k.out(1).dtype(), [&]<class I>() {
      const T* x = k.in<T>();
      T* values = k.out<T>(0);
      I* indices = k.out<I>(1);
      using E = Keyed<Key<T>>;
      each_line<E>(l, [&](int64_t line, E* a) {
        const T* row = x + line * l.n;
        first_k(row, l.n, count, a);
        for (int64_t i = 0; i < count; ++i) {
          values[line * count + i] = row[a[i].index];
          indices[line * count + i] = static_cast<I>(a[i].index);
        }
      });
    });
  });
}

void LowerBound::cpu(KernelContext& k) {
  search(k, [](const auto* begin, const auto* end, auto v) {
    return std::lower_bound(begin, end, v);
  });
}
void UpperBound::cpu(KernelContext& k) {
  search(k, [](const auto* begin, const auto* end, auto v) {
    return std::upper_bound(begin, end, v);
  });
}

void InvertPermutation::cpu(KernelContext& k) {
  const int64_t n = k.in().numel();
  switch_dtype<kIndex>(k.dtype(), [&]<class I>() {
    const I* x = k.in<I>();
    I* y = k.out<I>();
    std::fill_n(y, n, I(-1));
    for (int64_t i = 0; i < n; ++i) {
      if (!in_range(x[i], n)) k.fail(x[i], " is not between 0 and ", n);
      if (y[x[i]] != -1) k.fail(x[i], " is duplicated in the input.");
      y[x[i]] = static_cast<I>(i);
    }
  });
}

void InTopKV2::cpu(KernelContext& k) {
  const int64_t rows = k.shape(1)[0], n = k.shape(1)[1], most = k.attrs<Attrs>().k;
  switch_dtype<kIndex>(k.dtype(0), [&]<class I>() {
    for (int64_t r = 0; r < rows; ++r) {
      const float* row = k.in<float>(1) + r * n;
      const I target = k.in<I>(0)[r];
      bool in = in_range(target, n) && std::isfinite(row[target]);
      int64_t larger = 0;
      for (int64_t i = 0; in && i < n; ++i) {
        in = std::isfinite(row[i]);
        larger += row[i] > row[target];
      }
      k.out<bool>()[r] = in && larger < most;
    }
  });
}

}  // namespace zeal::op
