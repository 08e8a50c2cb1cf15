// MatMul's kernel.
#include "ops/linalg/matmul.h"

#include <algorithm>

#include "core/thread_pool.h"
#include "cpu/gemm.h"
#include "cpu/half_convert.h"

namespace zeal::op {

namespace {

// One call's matrices. Their batches broadcast; the operands' dtype may be a 16-bit one.
struct Product {
  explicit Product(KernelContext& k)
      : at(k.attrs<MatMul::Attrs>()), a(k.shape(0)), b(k.shape(1)), out(k.out_shape()) {
    ta = at.turned_a();
    tb = at.turned_b();
    m = out.back(2);
    n = out.back(1);
    inner = a.back(ta ? 2 : 1);
    batch = out.product(0, out.rank() - 2);
    // One matrix b for all of a's: a's rows are then those of one tall matrix.
    if (batch > 1 && !ta && b.product(0, b.rank() - 2) == 1) {
      m *= batch;
      batch = 1;
    }
  }

  // Where, in elements, matrix `index` of the output takes its factor x from.
  int64_t offset(const Shape& x, int64_t index) const {
    int64_t at = 0, stride = x.back(1) * x.back(2);
    for (int i = 3; i <= out.rank(); ++i) {
      int64_t coordinate = index % out.back(i);
      index /= out.back(i);
      if (i > x.rank()) continue;
      if (x.back(i) != 1) at += coordinate * stride;
      stride *= x.back(i);
    }
    return at;
  }

  const MatMul::Attrs& at;
  const Shape &a, &b, &out;
  bool ta, tb;
  int64_t m, n, inner, batch;
};

template <class T>
void multiply(const Product& p, const T* a, const T* b, T* out) {
  auto one = [&](const T* x, const T* y, T* z) {
    if constexpr (is_complex_type<T>)
      gemm(p.ta, p.tb, p.m, p.n, p.inner, x, p.a.back(1), y, p.b.back(1), z, p.n, false,
           p.at.adjoint_a, p.at.adjoint_b);
    else
      gemm(p.ta, p.tb, p.m, p.n, p.inner, x, p.a.back(1), y, p.b.back(1), z, p.n, false);
  };
  if (ZEAL_LIKELY(p.batch == 1)) return one(a, b, out);
  auto some = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      one(a + p.offset(p.a, i), b + p.offset(p.b, i), out + i * p.m * p.n);
  };
  // Big products share out their own work; small ones are shared out among the threads.
  double work = static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.inner);
  if (work > 1 << 24) return some(0, p.batch);
  parallel_for(p.batch, std::max<int64_t>(1, (1 << 19) / static_cast<int64_t>(work + 1)), some);
}

void multiply_halves(KernelContext& k, const Product& p) {
  auto widened = [&](int i) {
    Tensor t = Tensor::empty(DType::Float32, k.shape(i), k.out().device());
    parallel_for(t.numel(), 65536, [&](int64_t begin, int64_t end) {
      widen(k.in<uint16_t>(i) + begin, k.dtype(i), t.data<float>() + begin, end - begin);
    });
    return t;
  };
  Tensor a = widened(0), b = widened(1);
  if (k.out().dtype() == DType::Float32)
    return multiply(p, a.data<float>(), b.data<float>(), k.out<float>());
  Tensor c = Tensor::empty(DType::Float32, k.out_shape(), k.out().device());
  multiply(p, a.data<float>(), b.data<float>(), c.data<float>());
  parallel_for(c.numel(), 65536, [&](int64_t begin, int64_t end) {
    narrow(c.data<float>() + begin, k.out().dtype(), k.out<uint16_t>() + begin, end - begin);
  });
}

}  // namespace

void MatMul::cpu(KernelContext& k) {
  if (k.dtype() == DType::Float32 && k.out_shape().rank() == 2) {  // the way of small models
    const Attrs& at = k.attrs<Attrs>();
    const Shape &a = k.shape(0), &b = k.shape(1), &c = k.out_shape();
    bool ta = at.turned_a();
    return gemm(ta, at.turned_b(), c[0], c[1], a[ta ? 0 : 1], k.in<float>(0), a[1], k.in<float>(1),
                b[1], k.out<float>(), c[1], false);
  }
  Product p(k);
  if (p.m == 0 || p.n == 0 || p.batch == 0) return;
  if (kHalf.contains(k.dtype())) return multiply_halves(k, p);
  switch_dtype<kComplex | kIndex | dtype_set(DType::Float32, DType::Float64)>(
      k.dtype(), [&]<class T>() { multiply(p, k.in<T>(0), k.in<T>(1), k.out<T>()); });
}

}  // namespace zeal::op
