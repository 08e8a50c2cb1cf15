// Cumulative sums, products and their like.
#include "ops/math/scan.h"

#include <limits>

#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "cuda/scan.h"
#include "dispatch/box.h"
#include "ops/array/arguments.h"
#include "ops/scalar/basic.h"
#include "ops/scalar/math.h"

namespace zeal::cuda {
namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float, T>;

template <class S>
struct Sums {
  using C = S;
  static HOST_DEVICE C first() { return C(0); }
  static HOST_DEVICE C join(C a, C b) { return m::add(a, b); }
};
template <class S>
struct Products {
  using C = S;
  static HOST_DEVICE C first() { return C(1); }
  static HOST_DEVICE C join(C a, C b) { return m::mul(a, b); }
};
template <class S>
struct LogSums {
  using C = S;
  static HOST_DEVICE C first() { return -std::numeric_limits<C>::infinity(); }
  static HOST_DEVICE C join(C a, C b) {
    if (b != b) return b;
    const bool left = a > b || a != a;
    const C high = left ? a : b, low = left ? b : a;
    // Equal infinities would give NaN.
    return high - high != C(0) ? high : high + m::log1p(m::exp(low - high));
  }
};

ScanShape shape_of(const Shape& s, int64_t axis_, bool exclusive, bool reverse) {
  const int axis = front_axis(axis_, s.rank());
  return {s.product(0, axis), s[axis], s.product(axis + 1, s.rank()), exclusive, reverse};
}

template <template <class> class J, DTypeSet Allowed>
void running(KernelContext& k) {
  const auto& a = k.attrs<op::ScanAttrs>();
  const ScanShape shape = shape_of(k.shape(), a.axis, a.exclusive, a.reverse);
  auto run = [&]<class T>() { scan<J<Compute<T>>>(k.stream(), k.in<T>(), k.out<T>(), shape); };
  constexpr DTypeSet others = Allowed - kInteger;
  if (others.contains(k.dtype())) return switch_dtype<others>(k.dtype(), run);
  // Integers wrap around, so that signs make no difference.
  if constexpr (Allowed != others)
    switch_size(size_of(k.dtype()), [&]<class T>() {
      if constexpr (std::is_integral_v<T>) run.template operator()<T>();
    });
}

// y[i] = b[i - 1] + a[i - 1] y[i - 1], a thread to a line: products of a alone could overflow.
template <class T>
struct WeightedScans {
  using C = Compute<T>;
  const T *a, *b;
  T* y;
  ScanShape shape;
  HOST_DEVICE void operator()(int64_t line) const {
    const int64_t inner = shape.inner, n = shape.n;
    int64_t at = line / inner * n * inner + line % inner;
    if (shape.reverse) at += (n - 1) * inner;
    const int64_t move = shape.reverse ? -inner : inner;
    C sum = C(0);
    for (int64_t i = 0; i < n; ++i, at += move) {
      y[at] = static_cast<T>(sum);
      sum = static_cast<C>(b[at]) + static_cast<C>(a[at]) * sum;
    }
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void Cumsum::cuda(KernelContext& k) { running<Sums, kNumeric>(k); }
void Cumprod::cuda(KernelContext& k) { running<Products, kNumeric>(k); }
void CumulativeLogsumexp::cuda(KernelContext& k) { running<LogSums, kFloating>(k); }

void WeightedScan::cuda(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  const ScanShape shape = shape_of(k.shape(), at.axis, true, at.reverse);
  switch_dtype<kFloating | kComplex>(k.dtype(), [&]<class T>() {
    each(k.stream(), shape.n ? shape.outer * shape.inner : 0,
         WeightedScans<T>{k.in<T>(0), k.in<T>(1), k.out<T>(), shape});
  });
}

}  // namespace zeal::op
