// The CPU kernels of batch normalisation by the batch's own statistics.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/batch_norm_kernels.h"
#include "cpu/half_convert.h"
#include "dispatch/elementwise.h"
#include "ops/nn/batch_norm.h"

namespace zeal {

namespace {

template <class T>
const ColumnKernels<T>& column_kernels() {
  auto of = [](const ColumnTables& t) -> const ColumnKernels<T>& {
    if constexpr (std::is_same_v<T, float>)
      return t.f32;
    else
      return t.f64;
  };
#ifdef ZEAL_X86
  if (best_isa() == Isa::AVX512) return of(column_tables_avx512);
  if (best_isa() == Isa::AVX2) return of(column_tables_avx2);
#endif
  return of(column_tables_baseline);
}

// Note [Columns]
// The kernels work on [rows, width] with one mean, scale, … a column. Columns are channels where
// those come last; few channels are repeated, so that a row of several pixels is long enough for
// SIMD. Where channels come first, the pixels of one image's channel are cut into rows of kWidth,
// and all columns are that channel. A piece of work is a run of pixels of one image (of the whole
// batch, where channels come last), whose last, shorter row is one of its own.
constexpr int64_t kWidth = 64;
constexpr int64_t kFlush = 128;  // rows that are summed in T before the sums go to a double

struct Layout {
  bool first;                        // channels first
  int64_t channels, images, pixels;  // pixels of each image; channels last: of all, images = 1
  int64_t repeat, width;             // channels last: pixels a row; columns

  Layout(const Shape& s, ChannelFormat f) : first(channels_first(f)) {
    channels = s[first ? 1 : s.rank() - 1];
    images = first ? s[0] : 1;
    pixels = first ? s.product(2, s.rank()) : s.product(0, s.rank() - 1);
    repeat = first ? kWidth : std::max<int64_t>(1, kWidth / std::max<int64_t>(1, channels));
    width = first ? kWidth : repeat * channels;
  }
  int64_t count() const { return images * pixels; }
};

// The columns' values of a channel's value each; `channel` matters when channels come first.
template <class T>
struct Columns {
  std::vector<T> v;
  Columns(const Layout& l, const double* by_channel) : v(static_cast<size_t>(l.width)) {
    for (int64_t i = 0; i < l.width; ++i) v[i] = static_cast<T>(by_channel[i % l.channels]);
  }
  Columns(const Layout& l, double one) : v(static_cast<size_t>(l.width), static_cast<T>(one)) {}
  const T* data() const { return v.data(); }
};

// f(offset of the first element, rows, width) over `pixels` pixels from element `at` on.
template <class F>
void over_rows(const Layout& l, int64_t at, int64_t pixels, F&& f) {
  const int64_t each = l.first ? 1 : l.channels;
  const int64_t rows = pixels / l.repeat, rest = pixels % l.repeat;
  for (int64_t r = 0; r < rows; r += kFlush)
    f(at + r * l.width, std::min(kFlush, rows - r), l.width);
  if (rest) f(at + rows * l.width, int64_t{1}, rest * each);
}

// Adds up, for every channel, what `f(offset, rows, width, mean columns, sums)` puts into N columns
// of sums. totals: [N][channels].
template <int N, class T, class F>
void channel_sums(const Layout& l, const double* mean, double(*totals), F&& f) {
  std::fill_n(totals, N * l.channels, 0.);
  auto add = [&](const T* sums, int64_t width, auto&& channel_of, double* to) {
    for (int k = 0; k < N; ++k)
      for (int64_t c = 0; c < width; ++c)
        to[k * l.channels + channel_of(c)] += sums[k * l.width + c];
  };
  if (l.first) {
    parallel_for(l.channels,
                 std::max<int64_t>(1, kSerialElements / std::max<int64_t>(1, l.count())),
                 [&](int64_t begin, int64_t end) {
                   std::vector<T> sums(static_cast<size_t>(N * l.width));
                   for (int64_t c = begin; c < end; ++c) {
                     const Columns<T> m(l, mean[c]);
                     for (int64_t n = 0; n < l.images; ++n)
                       over_rows(l, (n * l.channels + c) * l.pixels, l.pixels,
                                 [&](int64_t at, int64_t rows, int64_t width) {
                                   std::fill(sums.begin(), sums.end(), T(0));
                                   f(at, rows, width, m.data(), sums.data());
                                   add(sums.data(), width, [c](int64_t) { return c; }, totals);
                                 });
                   }
                 });
    return;
  }
  // Pieces that do not depend on the number of threads, so that their sums do not either.
  const int64_t most = std::max<int64_t>(1, l.pixels / 64);
  const int64_t piece =
      std::max(most, kSerialElements / std::max<int64_t>(1, l.channels)) / l.repeat * l.repeat +
      l.repeat;
  const int64_t pieces = (l.pixels + piece - 1) / piece;
  std::vector<double> parts(static_cast<size_t>(pieces * N * l.channels));
  const Columns<T> m(l, mean);
  auto some = [&](int64_t begin, int64_t end) {
    std::vector<T> sums(static_cast<size_t>(N * l.width));
    for (int64_t p = begin; p < end; ++p) {
      double* to = parts.data() + p * N * l.channels;
      over_rows(l, p * piece * l.channels, std::min(piece, l.pixels - p * piece),
                [&](int64_t at, int64_t rows, int64_t width) {
                  std::fill(sums.begin(), sums.end(), T(0));
                  f(at, rows, width, m.data(), sums.data());
                  add(sums.data(), width, [&](int64_t c) { return c % l.channels; }, to);
                });
    }
  };
  parallel_for(pieces, 1, some, std::max<int64_t>(1, piece * l.channels / kSerialElements));
  for (int64_t p = 0; p < pieces; ++p)
    for (int64_t i = 0; i < N * l.channels; ++i) totals[i] += parts[p * N * l.channels + i];
}

// f(offset, rows, width, columns of each of the N coefficients) over everything.
template <int N, class T, class F>
void over_all(const Layout& l, const std::vector<double> (&coefficients)[N], F&& f) {
  if (l.first) {
    const int64_t grain = std::max<int64_t>(1, kSerialElements / std::max<int64_t>(1, l.pixels));
    parallel_for(l.images * l.channels, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        std::vector<Columns<T>> columns;
        const T* data[N];
        for (int k = 0; k < N; ++k) columns.emplace_back(l, coefficients[k][i % l.channels]);
        for (int k = 0; k < N; ++k) data[k] = columns[k].data();
        over_rows(l, i * l.pixels, l.pixels,
                  [&](int64_t at, int64_t rows, int64_t width) { f(at, rows, width, data); });
      }
    });
    return;
  }
  std::vector<Columns<T>> columns;
  const T* data[N];
  for (int k = 0; k < N; ++k) columns.emplace_back(l, coefficients[k].data());
  for (int k = 0; k < N; ++k) data[k] = columns[k].data();
  parallel_for(l.pixels, std::max<int64_t>(1, kSerialElements / std::max<int64_t>(1, l.channels)),
               [&](int64_t begin, int64_t end) {
                 over_rows(
                     l, begin * l.channels, end - begin,
                     [&](int64_t at, int64_t rows, int64_t width) { f(at, rows, width, data); });
               });
}

// The inputs' data as T, with 16-bit floats widened.
template <class T>
const T* wide(KernelContext& k, int i, Tensor& copy) {
  if (!kHalf.contains(k.dtype(i))) return k.in<T>(i);
  copy = Tensor::empty(DType::Float32, k.shape(i));
  widen(k.in(i).data(), k.dtype(i), copy.data<float>(), copy.numel());
  return copy.data<T>();
}
template <class T>
T* wide_out(KernelContext& k, Tensor& copy) {
  if (!kHalf.contains(k.out(0).dtype())) return k.out<T>(0);
  copy = Tensor::empty(DType::Float32, k.out_shape(0));
  return copy.data<T>();
}
void finish(KernelContext& k, const Tensor& copy) {
  if (copy) narrow(copy.data<float>(), k.out(0).dtype(), k.out(0).data(), copy.numel());
}

template <class F>
void with_type(DType dtype, F&& f) {
  if (dtype == DType::Float64)
    f.template operator()<double>();
  else
    f.template operator()<float>();
}

}  // namespace

void op::BatchNormTraining::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Layout l(k.shape(), a.data_format);
  with_type(k.dtype(), [&]<class T>() {
    const ColumnKernels<T>& kernel = column_kernels<T>();
    Tensor wide_x, wide_y;
    const T* x = wide<T>(k, 0, wide_x);
    T* y = wide_out<T>(k, wide_y);
    const size_t channels = static_cast<size_t>(l.channels);
    const double n = static_cast<double>(l.count());
    std::vector<double> zero(channels), mean(channels), variance(channels);
    channel_sums<1, T>(l, zero.data(), mean.data(),
                       [&](int64_t at, int64_t rows, int64_t width, const T*, T* sums) {
                         kernel.sum(x + at, sums, rows, width);
                       });
    for (double& m : mean) m = static_cast<T>(m / n);  // as it is given out and subtracted
    channel_sums<1, T>(l, mean.data(), variance.data(),
                       [&](int64_t at, int64_t rows, int64_t width, const T* m, T* sums) {
                         kernel.squares(x + at, m, sums, rows, width);
                       });
    std::vector<double> scale(channels), shift(channels);
    for (size_t c = 0; c < channels; ++c) {
      variance[c] /= n;
      k.out<T>(1)[c] = static_cast<T>(mean[c]);
      k.out<T>(2)[c] = static_cast<T>(variance[c]);
      scale[c] = k.in<T>(1)[c] / std::sqrt(variance[c] + a.epsilon);
      shift[c] = k.in<T>(2)[c];
    }
    const std::vector<double> coefficients[3]{mean, scale, shift};
    over_all<3, T>(l, coefficients,
                   [&](int64_t at, int64_t rows, int64_t width, const T* const* c) {
                     kernel.affine(x + at, c[0], c[1], c[2], y + at, rows, width);
                   });
    finish(k, wide_y);
  });
}

void op::BatchNormGrad::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Layout l(k.shape(), a.data_format);
  with_type(k.dtype(), [&]<class T>() {
    const ColumnKernels<T>& kernel = column_kernels<T>();
    Tensor wide_x, wide_dy, wide_dx;
    const T* x = wide<T>(k, 0, wide_x);
    const T* dy = wide<T>(k, 2, wide_dy);
    T* dx = wide_out<T>(k, wide_dx);
    const size_t channels = static_cast<size_t>(l.channels);
    const double n = static_cast<double>(l.count());
    const std::vector<double> mean(k.in<T>(3), k.in<T>(3) + channels);
    std::vector<double> totals(2 * channels);
    channel_sums<2, T>(l, mean.data(), totals.data(),
                       [&](int64_t at, int64_t rows, int64_t width, const T* m, T* sums) {
                         kernel.dots(x + at, m, dy + at, sums, sums + l.width, rows, width);
                       });
    // dx = scale r (dy - A - h B), with h = (x - mean) r, as dy p + (x - mean) q + t
    std::vector<double> p(channels), q(channels), t(channels);
    for (size_t c = 0; c < channels; ++c) {
      const double r = 1 / std::sqrt(static_cast<double>(k.in<T>(4)[c]) + a.epsilon);
      const double sum = totals[c], dot = totals[channels + c] * r;
      k.out<T>(1)[c] = static_cast<T>(dot);
      k.out<T>(2)[c] = static_cast<T>(sum);
      p[c] = k.in<T>(1)[c] * r;
      q[c] = -p[c] * r * dot / n;
      t[c] = -p[c] * sum / n;
    }
    const std::vector<double> coefficients[4]{mean, p, q, t};
    over_all<4, T>(l, coefficients,
                   [&](int64_t at, int64_t rows, int64_t width, const T* const* c) {
                     kernel.affine2(dy + at, x + at, c[0], c[1], c[2], c[3], dx + at, rows, width);
                   });
    finish(k, wide_dx);
  });
}

}  // namespace zeal
