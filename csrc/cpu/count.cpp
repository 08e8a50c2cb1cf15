// Counts of the elements that are not zero: over trailing axes in one pass, otherwise as a sum of
// bools.
#include <algorithm>
#include <atomic>
#include <bit>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "cpu/count_kernels.h"
#include "dispatch/elementwise.h"
#include "dispatch/reduce.h"
#include "ops/math/cast.h"
#include "ops/math/reduce_logic.h"

namespace zeal {

namespace {

const CountTable& table() {
#ifdef ZEAL_X86
  static const Isa isa = best_isa();
  if (isa == Isa::AVX512) return count_table_avx512;
  if (isa == Isa::AVX2) return count_table_avx2;
#endif
  return count_table_baseline;
}

// The bits of an element, or of its half if it is complex128, that make it differ from zero.
uint64_t value_bits(DType dtype) {
  constexpr uint64_t all = ~uint64_t{0};
  if (dtype == DType::Complex64) return 0x7fffffff7fffffff;
  if (kFloating.contains(dtype)) return all >> (65 - 8 * size_of(dtype));
  return dtype == DType::Complex128 ? all >> 1 : all;
}

// in: [rows, n] -> out: [rows]
void count_rows(const TensorImpl& in, int64_t rows, int64_t n, int64_t* out) {
  const auto size = static_cast<int64_t>(size_of(in.dtype()));
  const CountKernel kernel = table().of_size[std::countr_zero(static_cast<uint64_t>(size))];
  const uint64_t bits = value_bits(in.dtype());
  const char* x = static_cast<const char*>(in.data());
  if (rows != 1) {
    parallel_for(rows, std::max<int64_t>(1, kSerialElements / n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) out[r] = kernel(x + r * n * size, bits, n);
    });
    return;
  }
  std::atomic<int64_t> total{0};
  parallel_for(n, 2 * kSerialElements, [&](int64_t begin, int64_t end) {
    total += kernel(x + begin * size, bits, end - begin);
  });
  *out = total;
}

AxisMask every_axis(const TensorImpl& t) { return (AxisMask{1} << t.shape().rank()) - 1; }

void count_nonzero(TensorImpl& in, AxisMask mask, TensorImpl& out) {
  const Shape& shape = in.shape();
  int kept = 0;
  while (kept < shape.rank() && !(mask >> kept & 1)) ++kept;
  const int64_t n = shape.product(kept, shape.rank());
  if (n > 0 && mask >> kept == every_axis(in) >> kept)
    return count_rows(in, shape.product(0, kept), n, static_cast<int64_t*>(out.data()));
  const Tensor x = Tensor::share(&in);
  reduce_cpu(record_of<op::CountTrue>(), *ops::cast(x, {.dtype = DType::Bool}).get(), mask, out);
}

}  // namespace

void op::ZeroFraction::cpu(KernelContext& k) {
  Tensor count = Tensor::empty(DType::Int64, {});
  count_nonzero(k.in(), every_axis(k.in()), *count.get());
  const double n = static_cast<double>(k.in().numel());
  *k.out<float>() = static_cast<float>((n - static_cast<double>(*count.data<int64_t>())) / n);
}

void op::CountNonzero::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const AxisMask mask = reduced_axes(a.axis, k.shape().rank());
  if (a.dtype == DType::Int64) return count_nonzero(k.in(), mask, k.out());
  const int64_t n = k.out().numel();
  Tensor counts = Tensor::empty(DType::Int64, {n});
  count_nonzero(k.in(), mask, *counts.get());
  const int64_t* c = counts.data<int64_t>();
  switch_dtype<kNumeric>(a.dtype, [&]<class T>() {
    T* out = k.out<T>();
    for (int64_t i = 0; i < n; ++i) out[i] = convert<T>(c[i]);
  });
}

}  // namespace zeal
