// The CPU kernels of pooling: images shared out to threads, 16-bit floats pooled in float32.
#include "ops/nn/pool.h"
#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "cpu/pool_kernels.h"
#include "cpu/pool_loops.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

const PoolTables& tables() {
#ifdef ZEAL_X86
  switch (best_isa()) {
    case Isa::AVX512:
      return pool_tables_avx512;
    case Isa::AVX2:
      return pool_tables_avx2;
    default:
      break;
  }
#endif
  return pool_tables_baseline;
}
template <class T>
const PoolKernels<T>& pool_kernels() {
  if constexpr (std::is_same_v<T, float>)
    return tables().f32;
  else
    return tables().f64;
}

// Elements that one output pixel reads.
int64_t work(const PoolGeometry& g) {
  return std::max<int64_t>(
      1, std::min(g.h.kernel, g.h.in) * std::min(g.w.kernel, g.w.in) * g.channels);
}

// f(image, begin, end) for output pixels, several at a time.
template <class F>
void over_pixels(const PoolGeometry& g, F&& f) {
  const int64_t pixels = g.out_pixels();
  const int64_t grain = std::max<int64_t>(1, kSerialElements / work(g));
  parallel_for(g.batch * pixels, grain, [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t image = begin / pixels, first = begin % pixels;
      const int64_t last = std::min(pixels, first + end - begin);
      f(image, first, last);
      begin += last - first;
    }
  });
}

// f(image, room) for whole images; windows overlap, so that no smaller part is one thread's alone.
template <class T, class F>
void over_images(const PoolGeometry& g, F&& f) {
  const int64_t least =
      g.out_pixels() + g.in_pixels() * g.channels;  // windows may be many or large
  const int64_t grain = std::max<int64_t>(1, kSerialElements / std::max<int64_t>(1, least));
  parallel_for(g.batch, grain, [&](int64_t begin, int64_t end) {
    Tensor room = Tensor::empty(dtype_of<T>, {g.channels});
    for (int64_t n = begin; n < end; ++n) f(n, room.data<T>());
  });
}

// An input as T: as it is, or widened.
template <class T>
struct Wide {
  Tensor copy;
  const T* data;
  Wide(KernelContext& k, int i) {
    if (kHalf.contains(k.dtype(i))) {
      copy = Tensor::empty(DType::Float32, k.shape(i));
      widen(k.in(i).data(), k.dtype(i), static_cast<float*>(copy.data()), copy.numel());
      data = copy.data<T>();
    } else {
      data = k.in<T>(i);
    }
  }
};

// The output as T, narrowed at the end if it must be.
template <class T>
struct Result {
  KernelContext& k;
  Tensor copy;
  T* data;
  explicit Result(KernelContext& context) : k(context) {
    if (kHalf.contains(k.out().dtype())) {
      copy = Tensor::empty(DType::Float32, k.out_shape());
      data = copy.data<T>();
    } else {
      data = k.out<T>();
    }
  }
  void finish() {
    if (copy) narrow(copy.data<float>(), k.out().dtype(), k.out().data(), copy.numel());
  }
};

// f.operator()<float>() or <double>(), whichever `dtype` is computed in.
template <class F>
void with_type(DType dtype, F&& f) {
  if (dtype == DType::Float64)
    f.template operator()<double>();
  else
    f.template operator()<float>();
}

template <class T>
void forward(KernelContext& k, const PoolGeometry& g,
             void (*pool)(const PoolGeometry&, const T*, T*, int64_t, int64_t)) {
  const Wide<T> x(k, 0);
  Result<T> y(k);
  over_pixels(g, [&](int64_t n, int64_t begin, int64_t end) {
    pool(g, x.data + n * g.in_pixels() * g.channels, y.data + n * g.out_pixels() * g.channels,
         begin, end);
  });
  y.finish();
}

}  // namespace

void op::MaxPool::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const PoolGeometry g = pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>());
  if (is_integer(k.dtype())) {
    switch_dtype<kInteger>(k.dtype(), [&]<class T>() { forward<T>(k, g, max_pool<T>); });
  } else {
    with_type(k.dtype(), [&]<class T>() { forward<T>(k, g, pool_kernels<T>().max); });
  }
}

void op::AvgPool::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const PoolGeometry g = pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>());
  with_type(k.dtype(), [&]<class T>() { forward<T>(k, g, pool_kernels<T>().avg); });
}

void op::MaxPoolGrad::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const PoolGeometry g = pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>());
  with_type(k.dtype(), [&]<class T>() {
    const Wide<T> x(k, 0), y(k, 1), dy(k, 2);
    Result<T> dx(k);
    const int64_t in = g.in_pixels() * g.channels, out = g.out_pixels() * g.channels;
    over_images<T>(g, [&](int64_t n, T* room) {
      pool_kernels<T>().max_grad(g, x.data + n * in, y.data + n * out, dy.data + n * out,
                                 dx.data + n * in, room);
    });
    dx.finish();
  });
}

void op::MaxPoolGradGrad::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const PoolGeometry g = pool_geometry(k.op_name(), k.shape(), k.attrs<Attrs>());
  with_type(k.dtype(), [&]<class T>() {
    const Wide<T> x(k, 0), y(k, 1), d(k, 2);
    Result<T> result(k);
    const int64_t in = g.in_pixels() * g.channels, out = g.out_pixels() * g.channels;
    over_images<T>(g, [&](int64_t n, T* room) {
      pool_kernels<T>().max_grad_grad(g, x.data + n * in, y.data + n * out, d.data + n * in,
                                      result.data + n * out, room);
    });
    result.finish();
  });
}

void op::AvgPoolGrad::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Attrs& a = k.attrs<Attrs>();
  const PoolGeometry g = pool_geometry(k.op_name(), a.orig_input_shape, a.pool());
  with_type(k.dtype(), [&]<class T>() {
    const Wide<T> dy(k, 0);
    Result<T> dx(k);
    const int64_t in = g.in_pixels() * g.channels, out = g.out_pixels() * g.channels;
    over_images<T>(g, [&](int64_t n, T*) {
      pool_kernels<T>().avg_grad(g, dy.data + n * out, dx.data + n * in);
    });
    dx.finish();
  });
}

}  // namespace zeal
