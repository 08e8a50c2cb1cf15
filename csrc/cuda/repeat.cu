// Repeating what a reduction left along the axes that it reduced.
#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/each.h"
#include "dispatch/reduce.h"
#include "ops/math/reduce_grad.h"

namespace zeal::cuda {
namespace {

template <class T>
struct Share {
  const T* in;
  T* out;
  int64_t count;
  HOST_DEVICE void operator()(int64_t i) const {
    if constexpr (std::is_integral_v<T>) {
      out[i] = static_cast<T>(static_cast<int64_t>(in[i]) / count);
    } else {
      using C = std::conditional_t<is_narrow_float<T>, float, T>;
      if constexpr (is_complex_type<C>) {
        using Real = typename C::value_type;
        const auto by = static_cast<Real>(static_cast<double>(count));
        out[i] = T(in[i].real() / by, in[i].imag() / by);
      } else {
        out[i] = static_cast<T>(static_cast<C>(in[i]) / static_cast<C>(static_cast<double>(count)));
      }
    }
  }
};

}  // namespace
}  // namespace zeal::cuda

void zeal::op::BroadcastReduced::cuda(KernelContext& k) {
  using namespace zeal::cuda;
  const auto& at = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const AxisMask mask = reduced_axes(at.axis, at.shape.rank());
  const size_t element = size_of(k.dtype());
  const int64_t n = k.in().numel();
  const Stream s = k.stream();
  Scratch shares(s, at.mean ? static_cast<size_t>(n) * element : 1);
  if (at.mean) {
    const int64_t count = reduced_count(at.shape, mask);
    switch_dtype<kNumeric>(
        k.dtype(), [&]<class T>() { each(s, n, Share<T>{k.in<T>(), shares.data<T>(), count}); });
  }
  Shape kept = at.shape;
  for (int d = 0; d < kept.rank(); ++d)
    if (mask >> d & 1) kept[d] = 1;
  const Strides from(kept, element), to(at.shape, element);
  Box box;
  for (int d = 0; d < kept.rank(); ++d) box.add(at.shape[d], to[d], mask >> d & 1 ? 0 : from[d]);
  copy_box(s, box, k.out().data(), at.mean ? shares.data() : k.in().data(), element);
}
