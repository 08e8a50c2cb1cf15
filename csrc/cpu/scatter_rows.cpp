#include "cpu/scatter_rows.h"

#include <algorithm>
#include <cstring>

#include "core/dtype_switch.h"
#include "core/tensor.h"
#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "ops/scalar/arith.h"
#include "ops/scalar/basic.h"

namespace zeal {

namespace {

// Calls f(row, update, from, to) for every update, in order within a row, for the columns
// [from, to). Threads take ranges of columns or of rows, so that no two write the same place.
template <class F>
void each_update(int64_t rows, const int64_t* row, int64_t n, int64_t inner, int64_t element, F f) {
  const int threads = num_threads();
  if (n * inner * element < 2 * kSerialBytes || threads == 1 || in_parallel()) {
    for (int64_t u = 0; u < n; ++u)
      if (row[u] >= 0) f(row[u], u, int64_t{0}, inner);
  } else if (inner * element >= 4096 || rows < 4 * threads) {
    parallel_for(inner, std::max<int64_t>(64, inner / threads), [&](int64_t from, int64_t to) {
      for (int64_t u = 0; u < n; ++u)
        if (row[u] >= 0) f(row[u], u, from, to);
    });
  } else {
    // Each thread reads all indices and takes those of its rows.
    parallel_for(threads, 1, [&](int64_t begin, int64_t end) {
      const int64_t low = rows / threads * begin;
      const int64_t high = end == threads ? rows : rows / threads * end;
      for (int64_t u = 0; u < n; ++u)
        if (row[u] >= low && row[u] < high) f(row[u], u, int64_t{0}, inner);
    });
  }
}

template <class T, class Update, class F>
void combine_rows(T* table, int64_t rows, const Update* updates, const int64_t* row, int64_t n,
                  int64_t inner, F f) {
  each_update(rows, row, n, inner, sizeof(T), [=](int64_t r, int64_t u, int64_t from, int64_t to) {
    T* a = table + r * inner;
    const Update* b = updates + u * inner;
    for (int64_t i = from; i < to; ++i) a[i] = f(a[i], static_cast<T>(b[i]));
  });
}

// Runs `combine` over values of type T, which for 16-bit floats is done on a float32 copy.
template <class T, class F>
void combine_as(T* table, int64_t rows, const T* updates, const int64_t* row, int64_t n,
                int64_t inner, F f) {
  if constexpr (is_narrow_float<T>) {
    const int64_t size = rows * inner;
    Tensor wide = Tensor::empty(DType::Float32, {size});
    float* w = wide.data<float>();
    for (int64_t i = 0; i < size; ++i) w[i] = static_cast<float>(table[i]);
    combine_rows(w, rows, updates, row, n, inner, f);
    for (int64_t i = 0; i < size; ++i) table[i] = T(w[i]);
  } else {
    combine_rows(table, rows, updates, row, n, inner, f);
  }
}

}  // namespace

void scatter_rows(Combine combine, DType dtype, void* table, int64_t rows, const void* updates,
                  const int64_t* row, int64_t n, int64_t inner) {
  if (n == 0 || inner == 0 || rows == 0) return;
  if (combine == Combine::Set) {
    const auto element = static_cast<int64_t>(size_of(dtype));
    each_update(rows, row, n, inner, element, [=](int64_t r, int64_t u, int64_t from, int64_t to) {
      std::memcpy(static_cast<char*>(table) + (r * inner + from) * element,
                  static_cast<const char*>(updates) + (u * inner + from) * element,
                  static_cast<size_t>((to - from) * element));
    });
    return;
  }
  switch_dtype<kNumeric>(dtype, [&]<class T>() {
    T* a = static_cast<T*>(table);
    const T* b = static_cast<const T*>(updates);
    auto run = [&](auto f) { combine_as(a, rows, b, row, n, inner, f); };
    switch (combine) {
      case Combine::Add:
        return run([](auto x, auto y) { return m::add(x, y); });
      case Combine::Subtract:
        return run([](auto x, auto y) { return m::sub(x, y); });
      case Combine::Multiply:
        return run([](auto x, auto y) { return m::mul(x, y); });
      case Combine::Min:
        if constexpr (!is_complex_type<T>)
          return run([](auto x, auto y) { return m::minimum(x, y); });
        break;
      case Combine::Max:
        if constexpr (!is_complex_type<T>)
          return run([](auto x, auto y) { return m::maximum(x, y); });
        break;
      default:
        break;
    }
    fail(Code::Unimplemented, "scatter: minimum and maximum are not defined for ", name_of(dtype));
  });
}

}  // namespace zeal
