// Grey-scale dilation and its derivatives on CUDA. A gradient is gathered by the element it belongs
// to, from where each window was found to be largest.
#include "ops/nn/dilation.h"

#include "cuda/columns.h"
#include "cuda/windows.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;
using cuda::Pixels;
using cuda::Range;

struct Best {
  int64_t pixel, tap;  // -1 when the window meets no pixel
};

template <class T>
struct Find {
  using C = compute_type<T>;
  Windows w;
  Pixels out;
  int64_t channels;
  const T *image, *filter;

  // Where image plus filter is largest in the window of output element i; NaN wins.
  HOST_DEVICE Best operator()(int64_t i, C& value) const {
    int64_t n, y, x, c;
    out(i, n, y, x, c);
    const T* from = image + n * w.h.in * w.w.in * channels + c;
    const Range rows = cuda::taps_inside(w.h, y), columns = cuda::taps_inside(w.w, x);
    Best best{-1, -1};
    for (int64_t p = rows.begin; p < rows.end; ++p)
      for (int64_t q = columns.begin; q < columns.end; ++q) {
        const int64_t pixel = cuda::tap_at(w.h, y, p) * w.w.in + cuda::tap_at(w.w, x, q);
        const int64_t tap = p * w.w.kernel + q;
        const C sum = m::add(static_cast<C>(from[pixel * channels]),
                             static_cast<C>(filter[tap * channels + c]));
        if (best.pixel < 0 || sum > value || (sum != sum && value == value)) {
          value = sum;
          best = {pixel, tap};
        }
      }
    return best;
  }
};

template <class T>
struct Dilate {
  Find<T> find;
  T* out;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    C value{};
    if (find(i, value).pixel < 0) {
      if constexpr (std::is_integral_v<T>)
        value = std::numeric_limits<T>::lowest();
      else
        value = -std::numeric_limits<C>::infinity();
    }
    out[i] = static_cast<T>(value);
  }
};

template <class T>
struct Mark {
  Find<T> find;
  Best* best;
  HOST_DEVICE void operator()(int64_t i) const {
    compute_type<T> value{};
    best[i] = find(i, value);
  }
};

template <class T>
struct ToImage {
  Windows w;
  Pixels in;
  int64_t channels;
  const Best* best;
  const T* dy;
  T* dx;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, y, x, c;
    in(i, n, y, x, c);
    const int64_t pixel = y * w.w.in + x;
    const Range rows = cuda::windows_over(w.h, y), columns = cuda::windows_over(w.w, x);
    C sum{};
    for (int64_t oy = rows.begin; oy < rows.end; ++oy)
      for (int64_t ox = columns.begin; ox < columns.end; ++ox) {
        const int64_t o = ((n * w.h.out + oy) * w.w.out + ox) * channels + c;
        if (best[o].pixel == pixel) sum = m::add(sum, static_cast<C>(dy[o]));
      }
    dx[i] = static_cast<T>(sum);
  }
};

// Columns are the filter's elements, rows the output's pixels.
template <class T>
struct ToFilter {
  using C = compute_type<T>;
  struct Acc {
    C sum{};
    HOST_DEVICE void join(const Acc& o) { sum = m::add(sum, o.sum); }
  };
  Divider channels;
  const Best* best;
  const T* dy;
  T* df;
  HOST_DEVICE void add(Acc& acc, int64_t row, int64_t column) const {
    int64_t c;
    const int64_t tap = channels.divide(column, c), o = row * channels.by + c;
    if (best[o].tap == tap) acc.sum = m::add(acc.sum, static_cast<C>(dy[o]));
  }
  HOST_DEVICE void finish(int64_t column, const Acc& acc) const {
    df[column] = static_cast<T>(acc.sum);
  }
};

template <class T>
Find<T> finder(KernelContext& k, const Windows& w) {
  const int64_t channels = k.shape()[3];
  return {w, Pixels(w.h.out, w.w.out, channels), channels, k.in<T>(0), k.in<T>(1)};
}

}  // namespace

void op::Dilation2D::cuda(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Windows w = dilation_windows(k.op_name(), k.shape(0), k.shape(1), k.attrs<Attrs>());
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), k.out().numel(), Dilate<T>{finder<T>(k, w), k.out<T>()});
  });
}

void op::Dilation2DBackprop::cuda(KernelContext& k) {
  const int64_t n = k.out().numel(), windows = k.in(2).numel();
  if (n == 0) return;
  if (windows == 0) return cuda::fill(k.stream(), k.out().data(), 0, k.out().bytes());
  const Attrs& a = k.attrs<Attrs>();
  const Windows w = dilation_windows(k.op_name(), k.shape(0), k.shape(1), a.windows());
  const Shape& s = k.shape();
  const int64_t channels = s[3];
  const cuda::Scratch best(k.stream(), static_cast<size_t>(windows) * sizeof(Best));
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), windows, Mark<T>{finder<T>(k, w), best.data<Best>()});
    if (a.to_filter)
      cuda::sum_columns<false>(
          k.stream(), windows / channels, n,
          ToFilter<T>{Divider(channels), best.data<Best>(), k.in<T>(2), k.out<T>()});
    else
      cuda::each(k.stream(), n,
                 ToImage<T>{w, Pixels(s[1], s[2], channels), channels, best.data<Best>(),
                            k.in<T>(2), k.out<T>()});
  });
}

}  // namespace zeal
