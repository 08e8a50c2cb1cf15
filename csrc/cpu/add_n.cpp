// The sum of a list, a block at a time, so that the running sum stays in the first-level cache.
#include "ops/math/add_n.h"

#include <algorithm>

#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "dispatch/elementwise.h"
#include "ops/math/arith.decl.h"

namespace zeal::op {

namespace {
constexpr int64_t kBlock = 2048;

ElementwiseLoop add_loop(DType dtype) {
  return Record<op::Add>::slots.elementwise[static_cast<int>(dtype)];
}

void sum_narrow(const KernelContext& k, int64_t begin, int64_t end) {
  const ElementwiseLoop add = add_loop(DType::Float32);
  const DType dtype = k.dtype();
  float sum[kBlock], term[kBlock];
  const void* in[2] = {sum, term};
  for (int64_t at = begin; at < end; at += kBlock) {
    int64_t n = std::min(kBlock, end - at);
    widen(k.in<uint16_t>(0) + at, dtype, sum, n);
    for (int i = 1; i < k.num_inputs(); ++i) {
      widen(k.in<uint16_t>(i) + at, dtype, term, n);
      add(in, sum, n, 0, nullptr);
    }
    narrow(sum, dtype, k.out<uint16_t>() + at, n);
  }
}

void sum(const KernelContext& k, int64_t begin, int64_t end) {
  const ElementwiseLoop add = add_loop(k.dtype());
  const int64_t size = static_cast<int64_t>(size_of(k.dtype()));
  for (int64_t at = begin; at < end; at += kBlock) {
    int64_t n = std::min(kBlock, end - at);
    char* out = k.out<char>() + at * size;
    const void* in[2] = {k.in<char>(0) + at * size, nullptr};
    for (int i = 1; i < k.num_inputs(); ++i) {
      in[1] = k.in<char>(i) + at * size;
      add(in, out, n, 0, nullptr);
      in[0] = out;
    }
  }
}
}  // namespace

void AddN::cpu(KernelContext& k) {
  parallel_for(k.out().numel(), kSerialElements, [&](int64_t begin, int64_t end) {
    if (kHalf.contains(k.dtype()))
      sum_narrow(k, begin, end);
    else
      sum(k, begin, end);
  });
}

}  // namespace zeal::op
