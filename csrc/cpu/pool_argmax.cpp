// The kernel of max_pool_with_argmax.
#include "ops/nn/pool_argmax.h"

#include "core/thread_pool.h"
#include "cpu/pool_loops.h"

namespace zeal::op {

void MaxPoolWithArgmax::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const PoolGeometry g = pool_geometry(k.op_name(), k.shape(), a.pool());
  const int64_t image = g.in_pixels() * g.channels, channels = g.channels;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    using C = std::conditional_t<is_narrow_float<T>, float, T>;
    parallel_for(g.batch * g.out_pixels(), 256, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const int64_t n = row / g.out_pixels(), p = row % g.out_pixels();
        const T* x = k.in<T>() + n * image;
        for (int64_t c = 0; c < channels; ++c) {
          int64_t where = -1;
          C best{};
          for_each_in_window(g, p, [&](int64_t pixel) {
            const int64_t at = pixel * channels + c;
            const C v = static_cast<C>(x[at]);
            if (where < 0 || v > best || (v != v && best == best)) {
              best = v;
              where = at;
            }
          });
          const int64_t to = row * channels + c;
          k.out<T>(0)[to] = x[where];
          where += a.include_batch_in_index ? n * image : 0;
          if (a.output_dtype == DType::Int32)
            k.out<int32_t>(1)[to] = static_cast<int32_t>(where);
          else
            k.out<int64_t>(1)[to] = where;
        }
      }
    });
  });
}

}  // namespace zeal::op
