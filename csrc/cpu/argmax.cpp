// The places of extrema along an axis.
#include "ops/math/argmax.h"

#include <algorithm>
#include <limits>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float,
                                   std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>>;

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

constexpr int64_t kSome = 1024;  // lines side by side: what is known of them stays in the cache

// `width` neighbouring lines at once. A Place as wide as the elements makes one vector of each.
template <bool Largest, class Place, class T>
void find_columns(const T* x, int64_t* out, int64_t n, int64_t stride, int64_t width) {
  using C = Compute<T>;
  C best[kSome];
  Place place[kSome];
  for (int64_t j = 0; j < width; ++j) {
    best[j] = worst<Largest, C>();
    place[j] = 0;
  }
  for (int64_t i = 0; i < n; ++i, x += stride) {
#pragma GCC ivdep
    for (int64_t j = 0; j < width; ++j) {
      C v = static_cast<C>(x[j]);
      bool better = beats<Largest>(v, best[j]);
      best[j] = better ? v : best[j];
      place[j] = better ? static_cast<Place>(i) : place[j];
    }
  }
  for (int64_t j = 0; j < width; ++j) out[j] = place[j];
}

template <bool Largest, class T>
void find_all(const T* x, int64_t* out, int64_t outer, int64_t n, int64_t inner) {
  const int64_t blocks = (inner + kSome - 1) / kSome;
  const int64_t grain = std::max<int64_t>(1, kSerialElements / (n * std::min(inner, kSome)));
  parallel_for(outer * blocks, grain, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      const int64_t o = b / blocks, j = b % blocks * kSome, width = std::min(kSome, inner - j);
      const T* from = x + o * n * inner + j;
      int64_t* to = out + o * inner + j;
      if (inner == 1)
        *to = find<Largest>(from, n);
      else if (sizeof(T) == 8 || n > INT32_MAX)
        find_columns<Largest, int64_t>(from, to, n, inner, width);
      else
        find_columns<Largest, int32_t>(from, to, n, inner, width);
    }
  });
}

template <bool Largest>
void arg_cpu(KernelContext& k) {
  const auto& a = k.attrs<op::ArgAttrs>();
  const Shape& s = k.shape();
  const int64_t results = k.out().numel();
  if (results == 0) return;
  int64_t axis = a.axis.value_or(0);
  if (axis < 0) axis += s.rank();
  const int at = static_cast<int>(axis);
  Tensor wide;
  if (a.output_type != DType::Int64) wide = Tensor::empty(DType::Int64, {results});
  int64_t* places = wide ? wide.data<int64_t>() : k.out<int64_t>();
  switch_dtype<kReal | kBool>(k.dtype(), [&]<class T>() {
    find_all<Largest>(k.in<T>(), places, s.product(0, at), s[at], s.product(at + 1, s.rank()));
  });
  if (!wide) return;
  switch_dtype<op::kPlaces>(a.output_type, [&]<class O>() {
    for (int64_t i = 0; i < results; ++i) k.out<O>()[i] = static_cast<O>(places[i]);
  });
}

}  // namespace

void op::ArgMax::cpu(KernelContext& k) { arg_cpu<true>(k); }
void op::ArgMin::cpu(KernelContext& k) { arg_cpu<false>(k); }

}  // namespace zeal
