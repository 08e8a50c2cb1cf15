// Kernels that put borders around tensors.
#include "ops/array/pad.h"

#include <cstring>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "ops/scalar/basic.h"

namespace zeal::op {

namespace {

// A padded tensor as rows: the last padded dimension with all that lies inside it. Dimensions are
// those of the small tensor (`n`) and of the padded one (`padded`).
struct Rows {
  int last = 0;       // the last padded dimension
  int64_t inner = 1;  // elements inside it
  int64_t rows = 1;   // of the padded tensor
  Shape n, padded;
  Ints before;

  Rows(const Shape& small, const Shape& large, const Ints& paddings) : n(small), padded(large) {
    before.resize(paddings.size() / 2);
    for (int i = 0; i < n.rank(); ++i) {
      before[i] = paddings[2 * i];
      if (n[i] != padded[i]) last = i;
    }
    if (n.rank() == 0) {  // a scalar is one row of one
      n = padded = Shape{1};
      before = {0};
    }
    inner = n.product(last + 1, n.rank());
    rows = padded.product(0, last);
  }

  // The row of the small tensor that row r of the padded one shows, by f(dimension, position) ->
  // position or -1; -1 when it lies in the border.
  template <class F>
  int64_t source(int64_t r, F f) const {
    int64_t row = 0, step = 1;
    for (int d = last - 1; d >= 0; --d) {
      const int64_t at = f(d, r % padded[d] - before[d]);
      if (at < 0) return -1;
      row += at * step;
      step *= n[d];
      r /= padded[d];
    }
    return row;
  }
};

}  // namespace

void Pad::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Rows p(k.shape(), k.out_shape(), a.paddings);
  const auto element = static_cast<int64_t>(size_of(k.dtype()));
  const int64_t run = p.inner * element, row = p.n[p.last] * run, before = p.before[p.last],
                wide = p.padded[p.last], after = wide - before - p.n[p.last];
  const char* from = k.in<char>();
  char* to = k.out<char>();
  switch_size(static_cast<size_t>(element), [&]<class T>() {
    T value{};
    if (k.has(1)) value = *k.in<T>(1);
    parallel_for(p.rows, rows_per_thread(wide * run), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        char* t = to + r * wide * run;
        if (a.mode == PadMode::Constant) {
          const int64_t source =
              p.source(r, [&](int d, int64_t at) { return at >= 0 && at < p.n[d] ? at : -1; });
          T* out = reinterpret_cast<T*>(t);
          if (source < 0) {
            std::fill_n(out, wide * p.inner, value);
            continue;
          }
          std::fill_n(out, before * p.inner, value);
          if (row) std::memcpy(t + before * run, from + source * row, static_cast<size_t>(row));
          std::fill_n(out + (before + p.n[p.last]) * p.inner, after * p.inner, value);
        } else {
          const int64_t source =
              p.source(r, [&](int d, int64_t at) { return mirrored(at, p.n[d], a.mode); });
          const char* f = from + source * row;
          auto show = [&](int64_t i) {
            const int64_t at = mirrored(i - before, p.n[p.last], a.mode);
            std::memcpy(t + i * run, f + at * run, static_cast<size_t>(run));
          };
          for (int64_t i = 0; i < before; ++i) show(i);
          std::memcpy(t + before * run, f, static_cast<size_t>(row));
          for (int64_t i = wide - after; i < wide; ++i) show(i);
        }
      }
    });
  });
}

void MirrorPadGrad::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  std::memset(k.out().data(), 0, k.out().bytes());
  if (k.out().numel() == 0) return;
  const Rows p(k.out_shape(), k.shape(), a.paddings);
  const int64_t wide = p.padded[p.last];
  switch_dtype<kNumeric>(k.dtype(), [&]<class T>() {
    const T* dy = k.in<T>();
    T* dx = k.out<T>();
    for (int64_t r = 0; r < p.rows; ++r) {
      const int64_t row =
          p.source(r, [&](int d, int64_t at) { return mirrored(at, p.n[d], a.mode); });
      for (int64_t i = 0; i < wide; ++i) {
        const int64_t at = mirrored(i - p.before[p.last], p.n[p.last], a.mode);
        T* to = dx + (row * p.n[p.last] + at) * p.inner;
        const T* from = dy + (r * wide + i) * p.inner;
        for (int64_t j = 0; j < p.inner; ++j) to[j] = static_cast<T>(m::add(to[j], from[j]));
      }
    }
  });
}

}  // namespace zeal::op
