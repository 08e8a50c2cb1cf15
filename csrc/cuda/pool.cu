// Pooling on CUDA. Gradients are gathered, each by the element it belongs to, in the windows'
// order: the same bits every time.
#include "ops/nn/pool.h"

#include "cuda/each.h"
#include "cuda/windows.h"
#include "ops/nn/pool_argmax.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Pixels;
using cuda::Range;

template <class C>
HOST_DEVICE C lowest() {
  if constexpr (std::is_floating_point_v<C>)
    return -std::numeric_limits<C>::infinity();
  else
    return std::numeric_limits<C>::lowest();
}

// The pixels of a window; pooling has no dilation.
struct Box {
  int64_t y0, y1, x0, x1;
  HOST_DEVICE Box(const PoolGeometry& g, int64_t y, int64_t x) {
    axis(g.h, y, y0, y1);
    axis(g.w, x, x0, x1);
  }
  HOST_DEVICE static void axis(const Window& w, int64_t o, int64_t& begin, int64_t& end) {
    begin = o * w.stride - w.pad_before;
    end = begin + w.kernel;
    if (begin < 0) begin = 0;
    if (end > w.in) end = w.in;
  }
  HOST_DEVICE int64_t count() const { return y1 > y0 && x1 > x0 ? (y1 - y0) * (x1 - x0) : 0; }
};

// What all of the kernels know. Element i of the output is pooled from `image`.
struct Geometry {
  PoolGeometry g;
  Pixels out, in;
  explicit Geometry(const PoolGeometry& geometry)
      : g(geometry), out(g.h.out, g.w.out, g.channels), in(g.h.in, g.w.in, g.channels) {}
  int64_t outs() const { return g.batch * g.out_pixels() * g.channels; }
  int64_t ins() const { return g.batch * g.in_pixels() * g.channels; }
  // The number of the element of image n at (y, x), channel c.
  HOST_DEVICE int64_t in_at(int64_t n, int64_t y, int64_t x, int64_t c) const {
    return ((n * g.h.in + y) * g.w.in + x) * g.channels + c;
  }
  HOST_DEVICE int64_t out_at(int64_t n, int64_t y, int64_t x, int64_t c) const {
    return ((n * g.h.out + y) * g.w.out + x) * g.channels + c;
  }
  // The windows over a pixel.
  HOST_DEVICE static Range over(const Window& w, int64_t at) {
    Window undilated = w;
    undilated.dilation = 1;
    return cuda::windows_over(undilated, at);
  }
};

template <class T>
struct PoolMax {
  Geometry at;
  const T* x;
  T* y;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, oy, ox, c;
    at.out(i, n, oy, ox, c);
    const Box b(at.g, oy, ox);
    C best = lowest<C>();
    for (int64_t py = b.y0; py < b.y1; ++py)
      for (int64_t px = b.x0; px < b.x1; ++px) {
        const C v = static_cast<C>(x[at.in_at(n, py, px, c)]);
        best = v > best || v != v ? v : best;
      }
    y[i] = static_cast<T>(best);
  }
};

template <class T>
struct PoolMean {
  Geometry at;
  const T* x;
  T* y;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, oy, ox, c;
    at.out(i, n, oy, ox, c);
    const Box b(at.g, oy, ox);
    C sum = 0;
    for (int64_t py = b.y0; py < b.y1; ++py)
      for (int64_t px = b.x0; px < b.x1; ++px) sum += static_cast<C>(x[at.in_at(n, py, px, c)]);
    y[i] = static_cast<T>(sum / static_cast<C>(b.count()));
  }
};

// Where each window's maximum is: the first equal one, or NaN; -1 if nothing is.
template <class T>
struct FindMax {
  Geometry at;
  const T *x, *y;
  int64_t* where;
  HOST_DEVICE int64_t find(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, oy, ox, c;
    at.out(i, n, oy, ox, c);
    const Box b(at.g, oy, ox);
    const C best = static_cast<C>(y[i]);
    for (int64_t py = b.y0; py < b.y1; ++py)
      for (int64_t px = b.x0; px < b.x1; ++px) {
        const int64_t from = at.in_at(n, py, px, c);
        const C v = static_cast<C>(x[from]);
        if (v == best || v != v) return from;
      }
    return -1;
  }
  HOST_DEVICE void operator()(int64_t i) const { where[i] = find(i); }
};

template <class T>
struct TakeAtMax {
  FindMax<T> max;
  const T* d;
  T* out;
  HOST_DEVICE void operator()(int64_t i) const {
    const int64_t from = max.find(i);
    out[i] = from < 0 ? T(0) : d[from];
  }
};

template <class T>
struct GatherMax {
  Geometry at;
  const int64_t* where;
  const T* dy;
  T* dx;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, py, px, c;
    at.in(i, n, py, px, c);
    const Range ys = Geometry::over(at.g.h, py), xs = Geometry::over(at.g.w, px);
    C sum = 0;
    for (int64_t oy = ys.begin; oy < ys.end; ++oy)
      for (int64_t ox = xs.begin; ox < xs.end; ++ox) {
        const int64_t o = at.out_at(n, oy, ox, c);
        if (where[o] == i) sum += static_cast<C>(dy[o]);
      }
    dx[i] = static_cast<T>(sum);
  }
};

template <class T>
struct GatherMean {
  Geometry at;
  const T* dy;
  T* dx;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, py, px, c;
    at.in(i, n, py, px, c);
    const Range ys = Geometry::over(at.g.h, py), xs = Geometry::over(at.g.w, px);
    C sum = 0;
    for (int64_t oy = ys.begin; oy < ys.end; ++oy)
      for (int64_t ox = xs.begin; ox < xs.end; ++ox) {
        const C share = C(1) / static_cast<C>(Box(at.g, oy, ox).count());
        sum += static_cast<C>(dy[at.out_at(n, oy, ox, c)]) * share;
      }
    dx[i] = static_cast<T>(sum);
  }
};

template <class T>
struct PoolArgMax {
  Geometry at;
  const T* x;
  T* y;
  int32_t* where32;  // one of the two
  int64_t* where64;
  bool batch;  // do places count through the batch?
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t n, oy, ox, c;
    at.out(i, n, oy, ox, c);
    const Box b(at.g, oy, ox);
    int64_t place = -1;
    C best{};
    for (int64_t py = b.y0; py < b.y1; ++py)
      for (int64_t px = b.x0; px < b.x1; ++px) {
        const int64_t from = at.in_at(n, py, px, c);
        const C v = static_cast<C>(x[from]);
        if (place < 0 || v > best || (v != v && best == best)) {
          best = v;
          place = from;
        }
      }
    y[i] = static_cast<T>(best);
    if (place >= 0 && !batch) place -= at.in_at(n, 0, 0, 0);
    if (where32)
      where32[i] = static_cast<int32_t>(place);
    else
      where64[i] = place;
  }
};

}  // namespace

void op::MaxPool::cuda(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Geometry at(pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>()));
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), at.outs(), PoolMax<T>{at, k.in<T>(), k.out<T>()});
  });
}

void op::AvgPool::cuda(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Geometry at(pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>()));
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), at.outs(), PoolMean<T>{at, k.in<T>(), k.out<T>()});
  });
}

void op::MaxPoolGrad::cuda(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Geometry at(pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>()));
  const cuda::Scratch where(k.stream(), static_cast<size_t>(at.outs()) * sizeof(int64_t));
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), at.outs(),
               FindMax<T>{at, k.in<T>(0), k.in<T>(1), where.data<int64_t>()});
    cuda::each(k.stream(), at.ins(),
               GatherMax<T>{at, where.data<int64_t>(), k.in<T>(2), k.out<T>()});
  });
}

void op::MaxPoolGradGrad::cuda(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Geometry at(pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>()));
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), at.outs(),
               TakeAtMax<T>{{at, k.in<T>(0), k.in<T>(1), nullptr}, k.in<T>(2), k.out<T>()});
  });
}

void op::AvgPoolGrad::cuda(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Attrs& a = k.attrs<Attrs>();
  const Geometry at(pool_geometry(k.op_name(), a.orig_input_shape, a.pool()));
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), at.ins(), GatherMean<T>{at, k.in<T>(0), k.out<T>()});
  });
}

void op::MaxPoolWithArgmax::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Geometry at(pool_geometry(k.op_name(), k.shape(), a.pool()));
  const bool narrow = a.output_dtype == DType::Int32;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), at.outs(),
               PoolArgMax<T>{at, k.in<T>(), k.out<T>(0), narrow ? k.out<int32_t>(1) : nullptr,
                             narrow ? nullptr : k.out<int64_t>(1), a.include_batch_in_index});
  });
}

}  // namespace zeal
