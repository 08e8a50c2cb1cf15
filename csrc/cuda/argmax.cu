// The places of extrema along an axis: parts of lines first, then each line's best part.
#include "ops/math/argmax.h"

#include <limits>

#include "core/dtype_switch.h"
#include "cuda/each.h"
#include "ops/array/arguments.h"

namespace zeal::cuda {
namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float,
                                   std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>>;

// The best value so far, and the first place that has it; NaN never beats anything.
template <class C>
struct Best {
  C value;
  int64_t place;

  static HOST_DEVICE Best none(bool largest) {
    using L = std::numeric_limits<C>;
    if constexpr (std::is_floating_point_v<C>)
      return {largest ? -L::infinity() : L::infinity(), 0};
    else
      return {largest ? L::lowest() : L::max(), 0};
  }
  HOST_DEVICE void join(const Best& o, bool largest) {
    const bool beats = largest ? o.value > value : o.value < value;
    if (beats || (o.value == value && o.place < place)) *this = o;
  }
};

struct Lines {
  int64_t n, inner, part, parts;
  bool largest;
  HOST_DEVICE int64_t start(int64_t line) const { return line / inner * n * inner + line % inner; }
};

// A block to each part of a line whose elements are neighbours.
template <class T>
struct FindInRow {
  using B = Best<Compute<T>>;
  const T* x;
  B* best;  // [lines, parts]
  Lines l;
  struct Shared {
    B best[kEachThreads];
  };
  HOST_DEVICE void operator()(const Block& b, Shared& s) const {
    const int64_t line = b.index / l.parts, begin = b.index % l.parts * l.part;
    const int64_t end = begin + l.part < l.n ? begin + l.part : l.n;
    const T* const row = x + line * l.n;
    b.threads([&](unsigned t) {
      B mine = B::none(l.largest);
      for (int64_t i = begin + t; i < end; i += kEachThreads)
        mine.join({static_cast<Compute<T>>(row[i]), i}, l.largest);
      s.best[t] = mine;
    });
    for (unsigned half = kEachThreads / 2; half; half /= 2)
      b.threads([&](unsigned t) {
        if (t < half) s.best[t].join(s.best[t + half], l.largest);
      });
    b.threads([&](unsigned t) {
      if (t == 0) best[b.index] = s.best[0];
    });
  }
};

// A thread to each part of a line; neighbouring threads have neighbouring lines.
template <class T>
struct FindInColumn {
  using B = Best<Compute<T>>;
  const T* x;
  B* best;
  Lines l;
  int64_t lines;
  HOST_DEVICE void operator()(int64_t i) const {
    const int64_t line = i % lines, part = i / lines, begin = part * l.part;
    const int64_t end = begin + l.part < l.n ? begin + l.part : l.n, start = l.start(line);
    B mine = B::none(l.largest);
    for (int64_t k = begin; k < end; ++k)
      mine.join({static_cast<Compute<T>>(x[start + k * l.inner]), k}, l.largest);
    best[line * l.parts + part] = mine;
  }
};

template <class B>
struct BestOfParts {
  const B* best;
  int64_t parts;
  bool largest;
  void* out;
  int size;
  HOST_DEVICE void operator()(int64_t line) const {
    B total = best[line * parts];
    for (int64_t p = 1; p < parts; ++p) total.join(best[line * parts + p], largest);
    if (size == 8)
      static_cast<int64_t*>(out)[line] = total.place;
    else if (size == 4)
      static_cast<int32_t*>(out)[line] = static_cast<int32_t>(total.place);
    else
      static_cast<uint16_t*>(out)[line] = static_cast<uint16_t>(total.place);
  }
};

void find(KernelContext& k, bool largest) {
  const auto& a = k.attrs<op::ArgAttrs>();
  const Shape& shape = k.shape();
  const int64_t lines = k.out().numel();
  if (lines == 0) return;
  const int axis = front_axis(a.axis.value_or(0), shape.rank());
  Lines l{shape[axis], shape.product(axis + 1, shape.rank()), 0, 1, largest};
  const bool rows = l.inner == 1 && l.n > 64;
  const int64_t least = rows ? 8192 : 256, enough = rows ? 512 : 65536;
  const int64_t cut = std::clamp<int64_t>(l.n / least, 1, std::max<int64_t>(1, enough / lines));
  l.part = (l.n + cut - 1) / cut;
  l.parts = (l.n + l.part - 1) / l.part;
  const Stream s = k.stream();
  switch_dtype<kReal | kBool>(k.dtype(), [&]<class T>() {
    using B = Best<Compute<T>>;
    Scratch memory(s, static_cast<size_t>(lines * l.parts) * sizeof(B));
    B* const best = memory.data<B>();
    if (rows)
      each_block(s, lines * l.parts, FindInRow<T>{k.in<T>(), best, l});
    else
      each(s, lines * l.parts, FindInColumn<T>{k.in<T>(), best, l, lines});
    each(s, lines,
         BestOfParts<B>{best, l.parts, largest, k.out().data(),
                        static_cast<int>(size_of(k.out().dtype()))});
  });
}

}  // namespace
}  // namespace zeal::cuda

void zeal::op::ArgMax::cuda(KernelContext& k) { zeal::cuda::find(k, true); }
void zeal::op::ArgMin::cuda(KernelContext& k) { zeal::cuda::find(k, false); }
