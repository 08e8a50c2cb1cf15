// Conversion between element types.
#include "ops/math/cast.h"
#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal::op {

void Cast::cpu(KernelContext& k) {
  switch_dtype(k.dtype(), [&]<class S>() {
    switch_dtype(k.out().dtype(), [&]<class D>() {
      const S* x = k.in<S>();
      D* y = k.out<D>();
      parallel_for(k.in().numel(), kSerialElements, [=](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) y[i] = convert<D>(x[i]);
      });
    });
  });
}

}  // namespace zeal::op
