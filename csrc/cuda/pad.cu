// Borders around tensors, and the sums of what mirrored ones show.
#include "ops/array/pad.h"

#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/each.h"
#include "dispatch/box.h"
#include "ops/scalar/basic.h"

namespace zeal::cuda {
namespace {

// The padded tensor's dimensions; those that are not padded are joined to the one before.
struct PadWalk {
  int rank = 0;
  Divider padded[kMaxRank], small[kMaxRank];
  int64_t n[kMaxRank], before[kMaxRank], step[kMaxRank];  // of the small tensor
  int64_t padded_step[kMaxRank];
  op::PadMode mode;

  PadWalk(const Shape& s, const Shape& large, const Ints& paddings, op::PadMode m) : mode(m) {
    int64_t wide[kMaxRank];
    for (int i = 0; i < s.rank(); ++i) {
      const bool whole = s[i] == large[i];
      if (rank > 0 && whole && before[rank - 1] == 0 && n[rank - 1] == wide[rank - 1]) {
        n[rank - 1] *= s[i];
        wide[rank - 1] *= s[i];
        continue;
      }
      n[rank] = s[i];
      wide[rank] = large[i];
      before[rank++] = paddings[2 * i];
    }
    int64_t a = 1, b = 1;
    for (int d = rank; d-- > 0; a *= n[d], b *= wide[d]) {
      step[d] = a;
      padded_step[d] = b;
      padded[d] = Divider(wide[d]);
      small[d] = Divider(n[d]);
    }
  }
};

template <class T>
struct PadElements {
  PadWalk w;
  const T* from;
  T* to;
  const T* value;  // null: zero
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest = i, at = 0;
    bool inside = true;
    for (int d = w.rank; d-- > 0;) {
      int64_t p = rest;
      if (d) rest = w.padded[d].divide(rest, p);
      p -= w.before[d];
      if (w.mode != op::PadMode::Constant)
        p = op::mirrored(p, w.n[d], w.mode);
      else
        inside = inside && p >= 0 && p < w.n[d];
      at += p * w.step[d];
    }
    if (inside)
      to[i] = from[at];
    else
      to[i] = value ? *value : T{};
  }
};

// The sum of all elements of dy that show element i: itself, and mirrored at either end of each
// dimension.
template <class T>
struct SumMirrored {
  using C = std::conditional_t<is_narrow_float<T>, float, T>;
  PadWalk w;
  const T* dy;
  T* dx;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t places[kMaxRank][3];
    int count[kMaxRank];
    int64_t rest = i, combinations = 1;
    const int64_t twice = w.mode == op::PadMode::Symmetric ? 1 : 0;
    for (int d = w.rank; d-- > 0;) {
      int64_t p = rest;
      if (d) rest = w.small[d].divide(rest, p);
      const int64_t n = w.n[d], before = w.before[d], all = w.padded[d].by;
      int c = 0;
      // In ascending order, as the CPU adds them.
      const int64_t left = before - p - twice, right = before + 2 * n - 2 - p + twice;
      if (left >= 0 && left < before) places[d][c++] = left * w.padded_step[d];
      places[d][c++] = (before + p) * w.padded_step[d];
      if (right < all && right >= before + n) places[d][c++] = right * w.padded_step[d];
      count[d] = c;
      combinations *= c;
    }
    C sum = C(0);
    for (int64_t k = 0; k < combinations; ++k) {
      int64_t which = k, at = 0;
      for (int d = w.rank; d-- > 0; which /= count[d]) at += places[d][which % count[d]];
      sum = m::add(sum, static_cast<C>(dy[at]));
    }
    dx[i] = static_cast<T>(sum);
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void Pad::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const PadWalk walk(k.shape(), k.out_shape(), a.paddings, a.mode);
  switch_size(size_of(k.dtype()), [&]<class T>() {
    each(k.stream(), k.out().numel(),
         PadElements<T>{walk, k.in<T>(), k.out<T>(), k.has(1) ? k.in<T>(1) : nullptr});
  });
}

void MirrorPadGrad::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const PadWalk walk(k.out_shape(), k.shape(), a.paddings, a.mode);
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    each(k.stream(), k.out().numel(), SumMirrored<T>{walk, k.in<T>(), k.out<T>()});
  });
}

}  // namespace zeal::op
