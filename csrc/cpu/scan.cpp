// Scans along an axis: one line at a time, or neighbouring lines side by side.
#include "ops/math/scan.h"

#include <limits>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float, T>;

// Calls step(state, i) for the elements i of each line along `axis`, in the line's order; every
// line starts with the state `first`.
template <class State, class Step>
void for_each_line(const Shape& s, int64_t axis, bool reverse, State first, Step step) {
  if (axis < 0) axis += s.rank();
  const int at = static_cast<int>(axis);
  const int64_t outer = s.product(0, at), n = s[at], inner = s.product(at + 1, s.rank());
  if (outer * n * inner == 0) return;
  constexpr int64_t kSome = 1024;  // lines side by side: their states stay in the first cache
  const int64_t blocks = (inner + kSome - 1) / kSome;
  const int64_t grain = std::max<int64_t>(1, kSerialElements / 4 / (n * std::min(inner, kSome)));
  parallel_for(outer * blocks, grain, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      const int64_t j0 = b % blocks * kSome, w = std::min(kSome, inner - j0);
      int64_t i = b / blocks * n * inner + j0;
      const int64_t move = reverse ? -inner : inner;
      if (reverse) i += (n - 1) * inner;
      if (w == 1) {
        State state = first;
        for (int64_t t = 0; t < n; ++t, i += move) step(state, i);
        continue;
      }
      State states[kSome];
      for (int64_t j = 0; j < w; ++j) states[j] = first;
      for (int64_t t = 0; t < n; ++t, i += move) {
#pragma GCC ivdep
        for (int64_t j = 0; j < w; ++j) step(states[j], i + j);
      }
    }
  });
}

// A running combination of the elements, before or after each one is added.
template <class T, class C, class Join>
void running(KernelContext& k, C first, Join join) {
  const auto& a = k.attrs<op::ScanAttrs>();
  const T* x = k.in<T>();
  T* y = k.out<T>();
  if (a.exclusive) {
    for_each_line(k.shape(), a.axis, a.reverse, first, [=](C& s, int64_t i) {
      y[i] = static_cast<T>(s);
      s = join(s, static_cast<C>(x[i]));
    });
  } else {
    for_each_line(k.shape(), a.axis, a.reverse, first, [=](C& s, int64_t i) {
      s = join(s, static_cast<C>(x[i]));
      y[i] = static_cast<T>(s);
    });
  }
}

}  // namespace

void op::Cumsum::cpu(KernelContext& k) {
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    using C = Compute<T>;
    running<T>(k, C(0), [](C a, C b) { return m::add(a, b); });
  });
}

void op::Cumprod::cpu(KernelContext& k) {
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    using C = Compute<T>;
    running<T>(k, C(1), [](C a, C b) { return m::mul(a, b); });
  });
}

void op::CumulativeLogsumexp::cpu(KernelContext& k) {
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = Compute<T>;
    running<T>(k, -std::numeric_limits<C>::infinity(), [](C a, C b) {
      const C high = a > b || a != a ? a : b, low = a > b || a != a ? b : a;
      // Equal infinities would give NaN.
      return high - high != C(0) ? high : high + m::log1p(m::exp(low - high));
    });
  });
}

void op::WeightedScan::cpu(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  switch_dtype<kFloating | kComplex>(k.dtype(), [&]<class T>() {
    using C = Compute<T>;
    const T *a = k.in<T>(0), *b = k.in<T>(1);
    T* y = k.out<T>();
    for_each_line(k.shape(), at.axis, at.reverse, C(0), [=](C& s, int64_t i) {
      y[i] = static_cast<T>(s);
      s = static_cast<C>(b[i]) + static_cast<C>(a[i]) * s;
    });
  });
}

}  // namespace zeal
