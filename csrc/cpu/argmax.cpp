// The places of extrema along an axis.
#include "ops/math/argmax.h"

#include <limits>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float,
                                   std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>>;

// x: [outer, n, inner]
struct Lines {
  int64_t outer, n, inner;
};

template <bool Largest, class C>
ZEAL_INLINE bool beats(C x, C best) {
  return Largest ? x > best : x < best;  // never true of NaN
}
template <bool Largest, class C>
constexpr C worst() {
  using L = std::numeric_limits<C>;
  if constexpr (std::is_floating_point_v<C>)
    return Largest ? -L::infinity() : L::infinity();
  else
    return Largest ? L::lowest() : L::max();
}

// First the extremum, which vectorises, then its place, by blocks.
template <bool Largest, class T>
int64_t find(const T* x, int64_t n) {
  using C = Compute<T>;
  constexpr int kLanes = 64 / sizeof(C);
  C best = worst<Largest, C>();
  int64_t i = 0;
  if (n >= 2 * kLanes) {
    C lanes[kLanes];
    for (int l = 0; l < kLanes; ++l) lanes[l] = best;
    for (; i + kLanes <= n; i += kLanes)
      for (int l = 0; l < kLanes; ++l) {
        C v = static_cast<C>(x[i + l]);
        lanes[l] = beats<Largest>(v, lanes[l]) ? v : lanes[l];
      }
    for (int l = 0; l < kLanes; ++l) best = beats<Largest>(lanes[l], best) ? lanes[l] : best;
  }
  for (; i < n; ++i) {
    C v = static_cast<C>(x[i]);
    best = beats<Largest>(v, best) ? v : best;
  }
  if (best == worst<Largest, C>()) return 0;  // or all NaN
  for (i = 0; i + kLanes <= n; i += kLanes) {
    int hits = 0;
    for (int l = 0; l < kLanes; ++l) hits += static_cast<C>(x[i + l]) == best;
    if (hits) break;
  }
  for (; i < n; ++i)
    if (static_cast<C>(x[i]) == best) return i;
  return 0;
}

// `width` neighbouring lines at once.
template <bool Largest, class T, class O>
void find_columns(const T* x, O* out, int64_t n, int64_t stride, int64_t width) {
  using C = Compute<T>;
  constexpr int64_t kSome = 256;
  C best[kSome];
  int64_t place[kSome];
  for (int64_t j0 = 0; j0 < width; j0 += kSome) {
    const int64_t w = std::min(kSome, width - j0);
    for (int64_t j = 0; j < w; ++j) {
      best[j] = worst<Largest, C>();
      place[j] = 0;
    }
    for (int64_t i = 0; i < n; ++i) {
      const T* row = x + i * stride + j0;
      for (int64_t j = 0; j < w; ++j) {
        C v = static_cast<C>(row[j]);
        bool better = beats<Largest>(v, best[j]);
        best[j] = better ? v : best[j];
        place[j] = better ? i : place[j];
      }
    }
    for (int64_t j = 0; j < w; ++j) out[j0 + j] = static_cast<O>(place[j]);
  }
}

template <bool Largest>
void arg_cpu(KernelContext& k) {
  const auto& a = k.attrs<op::ArgAttrs>();
  const Shape& s = k.shape();
  int64_t axis = a.axis.value_or(0);
  if (axis < 0) axis += s.rank();
  if (k.out().numel() == 0) return;
  const int at = static_cast<int>(axis);
  const Lines l{s.product(0, at), s[at], s.product(at + 1, s.rank())};
  switch_dtype<kReal | kBool>(k.dtype(), [&]<class T>() {
    switch_dtype<dtype_set(DType::Int64, DType::Int32, DType::Int16, DType::UInt16)>(
        a.output_type, [&]<class O>() {
          const T* x = k.in<T>();
          O* out = k.out<O>();
          const int64_t grain = std::max<int64_t>(1, kSerialElements / (l.n * l.inner));
          parallel_for(l.outer, grain, [&](int64_t begin, int64_t end) {
            for (int64_t o = begin; o < end; ++o) {
              const T* from = x + o * l.n * l.inner;
              if (l.inner == 1)
                out[o] = static_cast<O>(find<Largest>(from, l.n));
              else
                find_columns<Largest>(from, out + o * l.inner, l.n, l.inner, l.inner);
            }
          });
        });
  });
}

}  // namespace

void op::ArgMax::cpu(KernelContext& k) { arg_cpu<true>(k); }
void op::ArgMin::cpu(KernelContext& k) { arg_cpu<false>(k); }

}  // namespace zeal
