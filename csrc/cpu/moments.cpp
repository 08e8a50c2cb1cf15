// Reductions in two passes: a value per result, then sums around it. And those with odd arguments.
#include "ops/math/moments.h"

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "dispatch/elementwise.h"
#include "ops/math/extrema.h"
#include "ops/math/reduce.h"
#include "ops/math/reduce_logic.h"
#include "ops/math/reduce_norm.h"

namespace zeal {

namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float, T>;

// Values of the compute type behind T: float for 16-bit floats.
template <class T>
Tensor compute_buffer(int64_t n) {
  return Tensor::empty(dtype_of<Compute<T>>, {n});
}

AxisMask every_axis(const TensorImpl& t) { return (AxisMask{1} << t.shape().rank()) - 1; }

// The means of `in`, before rounding to T, and if `mean` is not null also in T.
template <class T>
Tensor means(const TensorImpl& in, AxisMask mask, int64_t n, TensorImpl* mean) {
  Tensor out = compute_buffer<T>(n);
  accumulate_cpu(record_of<op::Sum>(), in, mask, out.data());
  const auto count = static_cast<double>(reduced_count(in.shape(), mask));
  Compute<T>* m = out.data<Compute<T>>();
  using Real = decltype(std::real(Compute<T>{}));
  for (int64_t i = 0; i < n; ++i) m[i] /= static_cast<Real>(count);
  if (mean) {
    T* to = static_cast<T*>(mean->data());
    for (int64_t i = 0; i < n; ++i) to[i] = static_cast<T>(m[i]);
  }
  return out;
}

}  // namespace

void op::Variance::cpu(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axis, k.shape().rank());
  switch_dtype<kFloating | kComplex>(k.dtype(), [&]<class T>() {
    Tensor mean = means<T>(k.in(), mask, k.out().numel(), nullptr);
    reduce_cpu(record_of<op::Variance>(), k.in(), mask, k.out(), mean.data());
  });
}

void op::Moments::cpu(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axes, k.shape().rank());
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    Tensor mean = means<T>(k.in(), mask, k.out().numel(), &k.out(0));
    reduce_cpu(record_of<op::Variance>(), k.in(), mask, k.out(1), mean.data());
  });
}

void op::LogSumExp::cpu(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axis, k.shape().rank());
  const int64_t n = k.out().numel();
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = Compute<T>;
    Tensor max = compute_buffer<T>(n), sum = compute_buffer<T>(n);
    C *m = max.data<C>(), *s = sum.data<C>();
    accumulate_cpu(record_of<op::Max>(), k.in(), mask, m);
    // Infinities are not subtracted: exp() makes 0 or infinity of them as they are.
    for (int64_t i = 0; i < n; ++i)
      if (m[i] - m[i] != C(0)) m[i] = C(0);
    accumulate_cpu(record_of<op::LogSumExp>(), k.in(), mask, s, m);
    T* out = k.out<T>();
    parallel_for(n, kSerialElements / 4, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) out[i] = static_cast<T>(m::log(s[i]) + m[i]);
    });
  });
}

void op::TieShare::cpu(KernelContext& k) {
  const AxisMask mask = reduced_axes(k.attrs<Attrs>().axis, k.shape().rank());
  const void* y = k.in(1).data();
  Tensor wide;
  if (kHalf.contains(k.dtype())) {
    wide = Tensor::empty(DType::Float32, {k.in(1).numel()});
    widen(y, k.dtype(), wide.data<float>(), k.in(1).numel());
    y = wide.data();
  }
  reduce_cpu(record_of<op::TieShare>(), k.in(0), mask, k.out(), y);
}

void op::L2Loss::cpu(KernelContext& k) {
  reduce_cpu(record_of<op::L2Loss>(), k.in(), every_axis(k.in()), k.out());
}

}  // namespace zeal
