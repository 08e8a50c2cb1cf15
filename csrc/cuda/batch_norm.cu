// Batch normalisation by the batch's own statistics on CUDA: a pass that finds them, and one that
// uses them. The variance is Welford's, one running mean and sum of squares a thread, joined.
#include "ops/nn/batch_norm.h"

#include "cuda/columns.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;

// Element `row` of channel c; rows count through the batch and its pixels.
struct Layout {
  bool first;  // channels first
  int64_t channels, images, pixels;
  Divider by_pixels;

  Layout(const Shape& s, ChannelFormat f) : first(channels_first(f)) {
    channels = s[first ? 1 : s.rank() - 1];
    images = first ? s[0] : 1;
    pixels = first ? s.product(2, s.rank()) : s.product(0, s.rank() - 1);
    by_pixels = Divider(pixels);
  }
  int64_t count() const { return images * pixels; }
  HOST_DEVICE int64_t place(int64_t row, int64_t c) const {
    if (!first) return row * channels + c;
    int64_t pixel;
    const int64_t image = by_pixels.divide(row, pixel);
    return (image * channels + c) * pixels + pixel;
  }
};

// Finds which channel an element is of, and where its pack begins.
struct Channel {
  Divider inner, channels;
  bool first;
  explicit Channel(const Layout& l)
      : inner(l.first ? l.pixels : l.channels), channels(l.channels), first(l.first) {}
  HOST_DEVICE int64_t operator()(int64_t i) const {
    int64_t rest, c;
    const int64_t q = inner.divide(i, rest);
    if (!first) return rest;
    channels.divide(q, c);
    return c;
  }
};

template <class T, class C>
struct FindMoments {
  struct Acc {
    C n = 0, mean = 0, squares = 0;
    HOST_DEVICE void join(const Acc& o) {
      if (o.n == C(0)) return;
      const C all = n + o.n, d = o.mean - mean, part = o.n / all;
      mean += d * part;
      squares += o.squares + d * d * n * part;
      n = all;
    }
  };
  const T* x;
  Layout layout;
  C *mean, *variance;

  HOST_DEVICE void add(Acc& acc, int64_t row, int64_t c) const {
    const C v = static_cast<C>(x[layout.place(row, c)]);
    acc.n += C(1);
    const C d = v - acc.mean;
    acc.mean += d / acc.n;
    acc.squares += d * (v - acc.mean);
  }
  HOST_DEVICE void finish(int64_t c, const Acc& acc) const {
    mean[c] = acc.n == C(0) ? C(NAN) : acc.mean;
    variance[c] = acc.squares / acc.n;
  }
};

template <class T, class C>
struct FindDots {
  struct Acc {
    C sum = 0, dot = 0;
    HOST_DEVICE void join(const Acc& o) {
      sum += o.sum;
      dot += o.dot;
    }
  };
  const T *x, *dy;
  Layout layout;
  const C *mean, *variance;
  C epsilon;
  C *d_scale, *d_offset;

  HOST_DEVICE void add(Acc& acc, int64_t row, int64_t c) const {
    const int64_t at = layout.place(row, c);
    const C d = static_cast<C>(dy[at]);
    acc.sum += d;
    acc.dot += d * (static_cast<C>(x[at]) - mean[c]);
  }
  HOST_DEVICE void finish(int64_t c, const Acc& acc) const {
    d_scale[c] = acc.dot / std::sqrt(variance[c] + epsilon);
    d_offset[c] = acc.sum;
  }
};

// f(i, channel) of V elements from V i on: V is 1, or packs lie within a row of channels or pixels.
template <class T, class C, int V>
struct Normalise {
  const T* x;
  T* y;
  const C *mean, *variance, *scale, *offset;
  C epsilon;
  Channel channel;
  HOST_DEVICE void operator()(int64_t i) const {
    using P = cuda::Pack<T, V>;
    P data = reinterpret_cast<const P*>(x)[i];
    const int64_t c0 = channel(i * V);
    for (int v = 0; v < V; ++v) {
      const int64_t c = channel.first ? c0 : c0 + v;
      const C r = scale[c] / std::sqrt(variance[c] + epsilon);
      data.v[v] = static_cast<T>((static_cast<C>(data.v[v]) - mean[c]) * r + offset[c]);
    }
    reinterpret_cast<P*>(y)[i] = data;
  }
};

// dx = scale r (dy - A - h B), with h = (x - mean) r and A, B the means of dy and of dy h.
template <class T, class C, int V>
struct Differentiate {
  const T *x, *dy;
  T* dx;
  const C *mean, *variance, *scale, *d_scale, *d_offset;
  C epsilon, count;
  Channel channel;
  HOST_DEVICE void operator()(int64_t i) const {
    using P = cuda::Pack<T, V>;
    const P from = reinterpret_cast<const P*>(x)[i], d = reinterpret_cast<const P*>(dy)[i];
    P to;
    const int64_t c0 = channel(i * V);
    for (int v = 0; v < V; ++v) {
      const int64_t c = channel.first ? c0 : c0 + v;
      const C r = C(1) / std::sqrt(variance[c] + epsilon), p = scale[c] * r;
      const C q = -p * r * d_scale[c] / count, t = -p * d_offset[c] / count;
      to.v[v] = static_cast<T>(static_cast<C>(d.v[v]) * p +
                               ((static_cast<C>(from.v[v]) - mean[c]) * q + t));
    }
    reinterpret_cast<P*>(dx)[i] = to;
  }
};

template <class S>
void sum(Stream stream, const Layout& l, const S& s) {
  if (l.first)
    cuda::sum_columns<true>(stream, l.count(), l.channels, s);
  else
    cuda::sum_columns<false>(stream, l.count(), l.channels, s);
}

// f.operator()<V>() with as wide a pack as rows of n elements and these pointers allow.
template <class T, class F>
void with_width(int64_t n, std::initializer_list<const void*> pointers, F&& f) {
  constexpr int V = sizeof(T) == 2 ? 8 : 16 / sizeof(T);
  bool packed = n % V == 0;
  for (const void* p : pointers) packed = packed && cuda::is_aligned(p, 16);
  if (packed)
    f.template operator()<V>();
  else
    f.template operator()<1>();
}

}  // namespace

void op::BatchNormTraining::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Layout l(k.shape(), a.data_format);
  const int64_t n = k.in().numel();
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = compute_type<T>;
    C *mean = k.out<C>(1), *variance = k.out<C>(2);
    sum(k.stream(), l, FindMoments<T, C>{k.in<T>(0), l, mean, variance});
    with_width<T>(l.first ? l.pixels : l.channels, {k.in(0).data(), k.out(0).data()}, [&]<int V>() {
      cuda::each(k.stream(), n / V,
                 Normalise<T, C, V>{k.in<T>(0), k.out<T>(0), mean, variance, k.in<C>(1), k.in<C>(2),
                                    static_cast<C>(a.epsilon), Channel(l)});
    });
  });
}

void op::BatchNormGrad::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Layout l(k.shape(), a.data_format);
  const int64_t n = k.in().numel();
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = compute_type<T>;
    const C *mean = k.in<C>(3), *variance = k.in<C>(4);
    C *d_scale = k.out<C>(1), *d_offset = k.out<C>(2);
    const C epsilon = static_cast<C>(a.epsilon);
    sum(k.stream(), l,
        FindDots<T, C>{k.in<T>(0), k.in<T>(2), l, mean, variance, epsilon, d_scale, d_offset});
    with_width<T>(l.first ? l.pixels : l.channels,
                  {k.in(0).data(), k.in(2).data(), k.out(0).data()}, [&]<int V>() {
                    cuda::each(
                        k.stream(), n / V,
                        Differentiate<T, C, V>{k.in<T>(0), k.in<T>(2), k.out<T>(0), mean, variance,
                                               k.in<C>(1), d_scale, d_offset, epsilon,
                                               static_cast<C>(l.count()), Channel(l)});
                  });
  });
}

}  // namespace zeal
