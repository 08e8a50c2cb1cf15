// Softmax over rows for one instruction set: a pass for the maximum, one for the exponentials and
// their sum, and one that scales; a row that fits the cache is read from memory once.
#include "cpu/softmax_kernels.h"

#include <limits>
#include <utility>

#include "cpu/simd/vec.h"
#include "ops/scalar/exp.h"
#include "ops/scalar/log.h"

namespace zeal {
namespace {

// Sums of so many elements are added up in one vector before they go to a double.
inline constexpr int64_t kBlock = 1024;

template <class T, class F>
ZEAL_INLINE Vec<T> map(Vec<T> v, F&& f) {
  T a[kVec<T>];
  vec_store(a, v);
  for (int i = 0; i < kVec<T>; ++i) a[i] = f(a[i]);
  return vec_load(a);
}
// e^v for v that is not positive, or NaN
template <class T>
ZEAL_INLINE Vec<T> exp_of(Vec<T> v) {
  v = vec_max<T>(vec_set(m::host::kExpLo<T>), v);
  return map<T>(v, [](T x) __attribute__((always_inline)) { return m::host::exp_core(x); });
}

// The first n elements, and `other` in place of the rest.
template <class T>
ZEAL_INLINE Vec<T> first(Vec<T> v, int n, T other) {
  Vec<T> index;
  for (int i = 0; i < kVec<T>; ++i) index[i] = T(i);
  return index < vec_set(T(n)) ? v : vec_set(other);
}

template <class T, int W>
using Lanes [[gnu::vector_size(W * sizeof(T))]] = T;

// All elements combined by f, halves first.
template <class T, int W, class F, size_t... I>
ZEAL_INLINE T fold(Lanes<T, W> v, F&& f, std::index_sequence<I...>) {
  if constexpr (W == 2) {
    return f(Lanes<T, 2>{v[0], v[0]}, Lanes<T, 2>{v[1], v[1]})[0];
  } else {
    Lanes<T, W / 2> low = __builtin_shufflevector(v, v, I...);
    Lanes<T, W / 2> high = __builtin_shufflevector(v, v, (W / 2 + I)...);
    return fold<T, W / 2>(f(low, high), f, std::make_index_sequence<W / 4>());
  }
}
template <class T, class F>
ZEAL_INLINE T fold(Vec<T> v, F&& f) {
  return fold<T, kVec<T>>(v, f, std::make_index_sequence<kVec<T> / 2>());
}
template <class T>
ZEAL_INLINE T sum_of(Vec<T> v) {
  return fold<T>(v, [](auto a, auto b) __attribute__((always_inline)) { return a + b; });
}

// f(where, how many) for whole vectors, then for the rest: how many is kVec unless Partial.
template <class T, class Whole, class Rest>
ZEAL_INLINE void for_vectors(int64_t n, Whole&& whole, Rest&& rest) {
  int64_t i = 0;
  for (; i + kVec<T> <= n; i += kVec<T>) whole(i);
  if (i < n) rest(i, static_cast<int>(n - i));
}

// NaNs are left to the sum of the exponentials to show.
template <class T>
ZEAL_INLINE T max_of(const T* x, int64_t n) {
  constexpr T lowest = -std::numeric_limits<T>::infinity();
  auto larger = [](auto a, auto b) __attribute__((always_inline)) { return b > a ? b : a; };
  Vec<T> m = vec_set(lowest), m2 = m;
  int64_t i = 0;
  for (; i + 2 * kVec<T> <= n; i += 2 * kVec<T>) {
    m = larger(m, vec_load(x + i));
    m2 = larger(m2, vec_load(x + i + kVec<T>));
  }
  m = larger(m, m2);
  if (i + kVec<T> <= n) {
    m = larger(m, vec_load(x + i));
    i += kVec<T>;
  }
  if (i < n) {
    const int rest = static_cast<int>(n - i);
    m = larger(m, first<T>(vec_load(x + i, rest), rest, lowest));
  }
  return fold<T>(m, larger);
}

// y = exp(x - max); the sum of y. Meanwhile the n elements at `ahead` come into the second cache.
template <bool kAhead = false, class T>
ZEAL_INLINE T exp_row(const T* x, T* y, int64_t n, T max, const T* ahead = nullptr) {
  const Vec<T> m = vec_set(max);
  double total = 0;
  for (int64_t at = 0; at < n; at += kBlock) {
    const int64_t count = n - at < kBlock ? n - at : kBlock;
    const T* from = x + at;
    T* to = y + at;
    Vec<T> sum{};
    for_vectors<T>(
        count,
        [&](int64_t i) __attribute__((always_inline)) {
          if constexpr (kAhead) __builtin_prefetch(ahead + at + i, 0, 2);
          Vec<T> e = exp_of<T>(vec_load(from + i) - m);
          vec_store(to + i, e);
          sum += e;
        },
        [&](int64_t i, int rest) __attribute__((always_inline)) {
          Vec<T> e = exp_of<T>(vec_load(from + i, rest) - m);
          vec_store(to + i, e, rest);
          sum += first<T>(e, rest, T(0));
        });
    total += sum_of<T>(sum);
  }
  return static_cast<T>(total);
}

// f(x vector, y vector) is summed over the row.
template <class T, class F>
ZEAL_INLINE T sum_row(const T* x, const T* y, int64_t n, F&& f) {
  double total = 0;
  for (int64_t at = 0; at < n; at += kBlock) {
    const int64_t count = n - at < kBlock ? n - at : kBlock;
    Vec<T> sum{};
    for_vectors<T>(
        count,
        [&](int64_t i) __attribute__((always_inline)) {
          sum += f(vec_load(x + at + i), vec_load(y + at + i));
        },
        [&](int64_t i, int rest) __attribute__((always_inline)) {
          sum += f(vec_load(x + at + i, rest), vec_load(y + at + i, rest));
        });
    total += sum_of<T>(sum);
  }
  return static_cast<T>(total);
}

// out = f(x, y), vector by vector.
template <class T, class F>
ZEAL_INLINE void map_row(const T* x, const T* y, T* out, int64_t n, F&& f) {
  for_vectors<T>(
      n,
      [&](int64_t i) __attribute__((always_inline)) {
        vec_store(out + i, f(vec_load(x + i), vec_load(y + i)));
      },
      [&](int64_t i, int rest) __attribute__((always_inline)) {
        vec_store(out + i, f(vec_load(x + i, rest), vec_load(y + i, rest)), rest);
      });
}

template <class T>
void softmax(const T* x, T* y, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r, x += n, y += n) {
    const Vec<T> scale = vec_set(T(1) / exp_row(x, y, n, max_of(x, n)));
    map_row(y, y, y, n, [&](Vec<T> e, Vec<T>) __attribute__((always_inline)) { return e * scale; });
  }
}

// The exponentials stay in a buffer, and only the result goes to memory, past the caches: a line
// that is stored in part must be read first. Memory works on the next row while this one is
// computed.
template <class T>
void softmax_past_caches(const T* x, T* y, int64_t rows, int64_t n) {
  alignas(64) T e[SoftmaxKernels<T>::kBufferBytes / sizeof(T)];
  for (int64_t r = 0; r < rows; ++r, x += n, y += n) {
    const T* next = r + 1 < rows ? x + n : x;
    const Vec<T> scale = vec_set(T(1) / exp_row<true>(x, e, n, max_of(x, n), next));
    for (int64_t i = 0; i < n; i += kVec<T>) vec_stream(y + i, vec_load(e + i) * scale);
  }
  vec_fence();
}

template <class T>
void log_softmax(const T* x, T* y, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r, x += n, y += n) {
    const T max = max_of(x, n);
    // The exponentials are only summed: they go where the caller can have no use for them.
    T unused[kBlock];
    double total = 0;
    for (int64_t at = 0; at < n; at += kBlock)
      total += exp_row(x + at, unused, n - at < kBlock ? n - at : kBlock, max);
    const Vec<T> m = vec_set(max), log_sum = vec_set(m::log(static_cast<T>(total)));
    map_row(x, x, y, n,
            [&](Vec<T> v, Vec<T>) __attribute__((always_inline)) { return (v - m) - log_sum; });
  }
}

template <class T>
void softmax_grad(const T* y, const T* dy, T* dx, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r, y += n, dy += n, dx += n) {
    auto product = [](Vec<T> a, Vec<T> b) __attribute__((always_inline)) { return a * b; };
    const Vec<T> dot = vec_set(sum_row(y, dy, n, product));
    map_row(y, dy, dx, n,
            [&](Vec<T> p, Vec<T> d) __attribute__((always_inline)) { return (d - dot) * p; });
  }
}

template <class T>
void log_softmax_grad(const T* y, const T* dy, T* dx, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r, y += n, dy += n, dx += n) {
    auto second = [](Vec<T>, Vec<T> b) __attribute__((always_inline)) { return b; };
    const Vec<T> sum = vec_set(sum_row(y, dy, n, second));
    map_row(y, dy, dx, n, [&](Vec<T> l, Vec<T> d) __attribute__((always_inline)) {
      Vec<T> p = map<T>(l, [](T x) __attribute__((always_inline)) { return m::exp(x); });
      return d - p * sum;
    });
  }
}

template <class T>
void cross_entropy(const T* x, const T* labels, T* loss, T* backprop, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r, x += n, labels += n, backprop += n) {
    const T max = max_of(x, n);
    const T sum = exp_row(x, backprop, n, max);
    const Vec<T> shift = vec_set(max), log_sum = vec_set(m::log(sum));
    // A label of zero counts as nothing, even for a logit of minus infinity.
    loss[r] = sum_row(x, labels, n, [&](Vec<T> v, Vec<T> l) __attribute__((always_inline)) {
      Vec<T> part = l * (log_sum - (v - shift));
      return l == Vec<T>{} ? Vec<T>{} : part;
    });
    // The labels of a row add up to one, as a rule; the derivative is right if they do not, too.
    const T total = sum_row(labels, labels, n,
                            [](Vec<T> l, Vec<T>) __attribute__((always_inline)) { return l; });
    const Vec<T> scale = vec_set(total / sum);
    map_row(backprop, labels, backprop, n,
            [&](Vec<T> e, Vec<T> l) __attribute__((always_inline)) { return e * scale - l; });
  }
}

template <class T>
void sparse_cross_entropy(const T* x, const int64_t* labels, T* loss, T* backprop, int64_t rows,
                          int64_t n) {
  for (int64_t r = 0; r < rows; ++r, x += n, backprop += n) {
    const T max = max_of(x, n), at_label = x[labels[r]];
    const T sum = exp_row(x, backprop, n, max);
    const Vec<T> scale = vec_set(T(1) / sum);
    map_row(backprop, backprop, backprop, n,
            [&](Vec<T> e, Vec<T>) __attribute__((always_inline)) { return e * scale; });
    backprop[labels[r]] -= T(1);
    loss[r] = m::log(sum) - (at_label - max);
  }
}

template <class T>
constexpr SoftmaxKernels<T> kernels() {
  return {softmax<T>,          softmax_past_caches<T>, log_softmax<T>,         softmax_grad<T>,
          log_softmax_grad<T>, cross_entropy<T>,       sparse_cross_entropy<T>};
}

}  // namespace

#define ZEAL_NAME_(isa) softmax_tables_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const SoftmaxTables ZEAL_NAME(ZEAL_ISA){kernels<float>(), kernels<double>()};

}  // namespace zeal
