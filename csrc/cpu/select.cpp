// Kernels that choose by condition.
#include "ops/array/select.h"

#include <algorithm>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"

namespace zeal::op {

namespace {

// Result, condition and both choices as one walk: dimensions of 1 dropped, those joined that all
// four have in one piece. Strides are in elements, 0 where an input repeats.
struct Walk {
  struct Dim {
    int64_t size, c, x, y;
  };
  Dim dim[kMaxRank + 1];
  int dims = 0;

  Walk(const Shape& out, const Shape& c, const Shape& x, const Shape& y) {
    int64_t step[3][kMaxRank];
    const Shape* shapes[] = {&c, &x, &y};
    for (int k = 0; k < 3; ++k) {
      const Shape& s = *shapes[k];
      int64_t n = 1;
      for (int i = out.rank() - 1; i >= 0; --i) {
        const int at = i - (out.rank() - s.rank());
        step[k][i] = at < 0 || s[at] == 1 ? 0 : n;
        if (at >= 0) n *= s[at];
      }
    }
    for (int i = 0; i < out.rank(); ++i) {
      if (out[i] == 1) continue;
      const Dim d{out[i], step[0][i], step[1][i], step[2][i]};
      Dim* last = dims ? &dim[dims - 1] : nullptr;
      if (last && last->c == d.c * d.size && last->x == d.x * d.size && last->y == d.y * d.size)
        *last = {last->size * d.size, d.c, d.x, d.y};
      else
        dim[dims++] = d;
    }
    if (dims == 0) dim[dims++] = {1, 0, 0, 0};
  }
};

// One row; the inner strides are 0 or 1, and known to the compiler.
template <int X, int Y, class T>
void choose(T* out, const bool* c, const T* x, const T* y, int64_t n) {
  for (int64_t i = 0; i < n; ++i) out[i] = c[i] ? x[X * i] : y[Y * i];
}

template <class T>
void choose_row(const Walk::Dim& in, T* out, const bool* c, const T* x, const T* y, int64_t n) {
  if (in.c == 0) {
    const T* from = *c ? x : y;
    if (*c ? in.x : in.y)
      std::copy_n(from, n, out);
    else
      std::fill_n(out, n, *from);
  } else if (in.x) {
    if (in.y)
      choose<1, 1>(out, c, x, y, n);
    else
      choose<1, 0>(out, c, x, y, n);
  } else {
    if (in.y)
      choose<0, 1>(out, c, x, y, n);
    else
      choose<0, 0>(out, c, x, y, n);
  }
}

template <class T>
void select_values(const Walk& w, T* out, const bool* c, const T* x, const T* y) {
  const Walk::Dim& in = w.dim[w.dims - 1];
  if (w.dims == 1) {
    parallel_for(in.size, kSerialBytes / int64_t{sizeof(T)}, [&](int64_t begin, int64_t end) {
      choose_row(in, out + begin, c + begin * in.c, x + begin * in.x, y + begin * in.y,
                 end - begin);
    });
    return;
  }
  int64_t rows = 1;
  for (int d = 0; d < w.dims - 1; ++d) rows *= w.dim[d].size;
  parallel_for(rows, rows_per_thread(in.size * int64_t{sizeof(T)}),
               [&](int64_t begin, int64_t end) {
                 for (int64_t r = begin; r < end; ++r) {
                   int64_t rest = r, at_c = 0, at_x = 0, at_y = 0;
                   for (int d = w.dims - 2; d >= 0; --d) {
                     const int64_t i = rest % w.dim[d].size;
                     rest /= w.dim[d].size;
                     at_c += i * w.dim[d].c;
                     at_x += i * w.dim[d].x;
                     at_y += i * w.dim[d].y;
                   }
                   choose_row(in, out + r * in.size, c + at_c, x + at_x, y + at_y, in.size);
                 }
               });
}

}  // namespace

void SelectV2::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Walk w(k.out_shape(), k.shape(0), k.shape(1), k.shape(2));
  switch_size(size_of(k.dtype(1)), [&]<class T>() {
    select_values(w, k.out<T>(), k.in<bool>(0), k.in<T>(1), k.in<T>(2));
  });
}

void Where::cpu(KernelContext& k) {
  const Shape& s = k.shape();
  const int rank = s.rank();
  int64_t* to = k.out<int64_t>();
  const int64_t* const end = to + k.out().numel();
  const int64_t n = k.in().numel();
  switch_dtype(k.dtype(), [&]<class T>() {
    const T* v = k.in<T>();
    if (rank == 1) {
      // Without a branch: every position is written, and kept if it counts.
      int64_t at = 0;
      for (int64_t i = 0; i < n && to + at < end; ++i) {
        to[at] = i;
        at += convert<bool>(v[i]);
      }
      return;
    }
    Shape at = s;
    for (int i = 0; i < rank; ++i) at[i] = 0;
    for (int64_t i = 0; i < n && to < end; ++i) {
      if (convert<bool>(v[i])) to = std::copy(at.begin(), at.end(), to);
      for (int d = rank - 1; d >= 0 && ++at[d] == s[d]; --d) at[d] = 0;
    }
  });
}

}  // namespace zeal::op
