// Reductions in two passes: a value per result, then sums around it. And those with odd arguments.
#include "ops/math/moments.h"

#include "core/dtype_switch.h"
#include "cuda/cast.h"
#include "cuda/each.h"
#include "cuda/reduce.h"
#include "ops/math/extrema.h"
#include "ops/math/reduce.h"
#include "ops/math/reduce_grad.h"
#include "ops/math/reduce_logic.h"
#include "ops/math/reduce_norm.h"
#include "ops/scalar/math.h"

namespace zeal::cuda {
namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float, T>;

AxisMask every_axis(const TensorImpl& t) { return (AxisMask{1} << t.shape().rank()) - 1; }

Tensor like(const KernelContext& k, DType dtype, const Shape& shape) {
  return Tensor::empty(dtype, shape, k.stream().device);
}
DType compute_dtype(DType d) { return kHalf.contains(d) ? DType::Float32 : d; }

// `x` itself, or as float32 where it is of 16-bit floats.
Tensor widened(const KernelContext& k, TensorImpl& x) {
  const DType wide = compute_dtype(x.dtype());
  if (wide == x.dtype()) return Tensor::share(&x);
  Tensor out = like(k, wide, x.shape());
  cast_elements(k.stream(), x.dtype(), x.data(), wide, out.data(), x.numel());
  return out;
}

template <class C, class Real>
struct Divide {
  C* x;
  Real by;
  HOST_DEVICE void operator()(int64_t i) const { x[i] /= by; }
};

// The means of input 0, before rounding.
Tensor means(const KernelContext& k, AxisMask mask, int64_t n) {
  const Tensor x = widened(k, k.in());
  const DType dtype = x.dtype();
  Tensor out = like(k, dtype, Shape{n});
  reduce(k, reduce_table<op::Sum>(), *x.get(), mask, out.data());
  const auto count = static_cast<double>(reduced_count(x.shape(), mask));
  switch_dtype<kFloating | kComplex>(dtype, [&]<class C>() {
    if constexpr (is_complex_type<C>) {
      using Real = typename C::value_type;
      each(k.stream(), 2 * n,
           Divide<Real, Real>{static_cast<Real*>(out.data()), static_cast<Real>(count)});
    } else if constexpr (!is_narrow_float<C>) {
      each(k.stream(), n, Divide<C, C>{static_cast<C*>(out.data()), static_cast<C>(count)});
    }
  });
  return out;
}

template <class C>
struct DropInfinities {
  C* x;
  HOST_DEVICE void operator()(int64_t i) const {
    if (x[i] - x[i] != C(0)) x[i] = C(0);
  }
};
template <class C, class T>
struct FinishLogSumExp {
  const C *max, *sum;
  T* out;
  HOST_DEVICE void operator()(int64_t i) const { out[i] = static_cast<T>(m::log(sum[i]) + max[i]); }
};

// How many elements of input 0 are not zero, along the axes of `mask`.
void count_nonzero(const KernelContext& k, AxisMask mask, int64_t* out) {
  Tensor truth = like(k, DType::Bool, k.shape());
  cast_elements(k.stream(), k.dtype(), k.in().data(), DType::Bool, truth.data(), k.in().numel());
  reduce(k, reduce_table<op::CountTrue>(), *truth.get(), mask, out);
}

struct FinishZeroFraction {
  const int64_t* count;
  float* out;
  double n;
  HOST_DEVICE void operator()(int64_t) const {
    *out = static_cast<float>((n - static_cast<double>(*count)) / n);
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void Variance::cuda(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axis, k.shape().rank());
  const Tensor mean = means(k, mask, k.out().numel());
  zeal::cuda::reduce(k, reduce_table<op::Variance>(), k.in(), mask, k.out().data(), mean.data());
}

void Moments::cuda(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axes, k.shape().rank());
  const Tensor mean = means(k, mask, k.out().numel());
  cast_elements(k.stream(), mean.dtype(), mean.data(), k.out(0).dtype(), k.out(0).data(),
                k.out(0).numel());
  zeal::cuda::reduce(k, reduce_table<op::Variance>(), k.in(), mask, k.out(1).data(), mean.data());
}

void LogSumExp::cuda(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axis, k.shape().rank());
  const int64_t n = k.out().numel();
  const Tensor x = widened(k, k.in());
  const Tensor max = like(k, x.dtype(), Shape{n}), sum = like(k, x.dtype(), Shape{n});
  zeal::cuda::reduce(k, reduce_table<op::Max>(), *x.get(), mask, max.data());
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = Compute<T>;
    // Infinities are not subtracted: exp() makes 0 or infinity of them as they are.
    each(k.stream(), n, DropInfinities<C>{static_cast<C*>(max.data())});
    zeal::cuda::reduce(k, reduce_table<op::LogSumExp>(), *x.get(), mask, sum.data(), max.data());
    each(k.stream(), n,
         FinishLogSumExp<C, T>{static_cast<const C*>(max.data()), static_cast<const C*>(sum.data()),
                               k.out<T>()});
  });
}

void TieShare::cuda(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axis, k.shape().rank());
  const Tensor y = widened(k, k.in(1));
  zeal::cuda::reduce(k, reduce_table<op::TieShare>(), k.in(0), mask, k.out().data(), y.data());
}

void L2Loss::cuda(KernelContext& k) {
  zeal::cuda::reduce(k, reduce_table<op::L2Loss>(), k.in(), every_axis(k.in()), k.out().data());
}

void SumTo::cuda(KernelContext& k) {
  zeal::cuda::reduce(k, reduce_table<op::Sum>(), k.in(), broadcast_axes(k.out_shape(), k.shape(0)),
                     k.out().data());
}

void CountNonzero::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const AxisMask mask = reduced_axes(a.axis, k.shape().rank());
  if (a.dtype == DType::Int64) return count_nonzero(k, mask, k.out<int64_t>());
  const int64_t n = k.out().numel();
  const Tensor counts = like(k, DType::Int64, Shape{n});
  count_nonzero(k, mask, static_cast<int64_t*>(counts.data()));
  cast_elements(k.stream(), DType::Int64, counts.data(), a.dtype, k.out().data(), n);
}

void ZeroFraction::cuda(KernelContext& k) {
  const Tensor count = like(k, DType::Int64, {});
  count_nonzero(k, every_axis(k.in()), static_cast<int64_t*>(count.data()));
  each(k.stream(), 1,
       FinishZeroFraction{static_cast<const int64_t*>(count.data()), k.out<float>(),
                          static_cast<double>(k.in().numel())});
}

}  // namespace zeal::op
