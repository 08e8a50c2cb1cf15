// The CPU kernels of softmax cross entropy: blocks of rows, on threads; 16-bit floats in float32.
#include "ops/nn/cross_entropy.h"

#include <algorithm>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "cpu/softmax_kernels.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

// Calls f(first row, rows, features, loss, backprop) for blocks of rows in float or double.
template <class F>
void over_rows(KernelContext& k, F&& f) {
  const int64_t rows = k.shape(0)[0], n = k.shape(0)[1];
  if (rows == 0) return;
  if (n == 0) {
    switch_dtype<kFloating>(k.dtype(), [&]<class T>() { std::fill_n(k.out<T>(0), rows, T(0)); });
    return;
  }
  const int64_t grain = std::max<int64_t>(1, kSerialElements / n);
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    auto direct = [&]<class T>() {
      f(begin, end - begin, k.in<T>(0) + begin * n, k.out<T>(0) + begin, k.out<T>(1) + begin * n);
    };
    if (k.dtype() == DType::Float32) return direct.template operator()<float>();
    if (k.dtype() == DType::Float64) return direct.template operator()<double>();
    std::vector<float> x(static_cast<size_t>(n)), backprop(static_cast<size_t>(n));
    for (int64_t r = begin; r < end; ++r) {
      float loss;
      widen(k.in<char>(0) + r * n * 2, k.dtype(), x.data(), n);
      f(r, 1, x.data(), &loss, backprop.data());
      narrow(&loss, k.dtype(), k.out<char>(0) + r * 2, 1);
      narrow(backprop.data(), k.dtype(), k.out<char>(1) + r * n * 2, n);
    }
  });
}

}  // namespace

void op::SoftmaxCrossEntropy::cpu(KernelContext& k) {
  const int64_t n = k.shape(0)[1];
  over_rows(k, [&]<class T>(int64_t first, int64_t rows, const T* x, T* loss, T* backprop) {
    if (dtype_of<T> == k.dtype()) {
      softmax_kernels<T>().cross_entropy(x, k.in<T>(1) + first * n, loss, backprop, rows, n);
    } else if constexpr (std::is_same_v<T, float>) {  // one 16-bit row
      std::vector<float> labels(static_cast<size_t>(n));
      widen(k.in<char>(1) + first * n * 2, k.dtype(), labels.data(), n);
      softmax_kernels<float>().cross_entropy(x, labels.data(), loss, backprop, rows, n);
    }
  });
}

void op::SparseSoftmaxCrossEntropy::cpu(KernelContext& k) {
  const int64_t rows = k.shape(0)[0], classes = k.shape(0)[1];
  Tensor wide = Tensor::empty(DType::Int64, k.shape(1));
  int64_t* labels = wide.data<int64_t>();
  switch_dtype<kInteger>(k.dtype(1), [&]<class T>() {
    const T* from = k.in<T>(1);
    for (int64_t i = 0; i < rows; ++i) {
      labels[i] = static_cast<int64_t>(from[i]);
      if (ZEAL_UNLIKELY(labels[i] < 0 || labels[i] >= classes))
        k.fail("Received a label value of ", labels[i], " which is outside the valid range of [0, ",
               classes, ") at position ", i);
    }
  });
  over_rows(k, [&]<class T>(int64_t first, int64_t count, const T* x, T* loss, T* backprop) {
    softmax_kernels<T>().sparse_cross_entropy(x, labels + first, loss, backprop, count, classes);
  });
}

}  // namespace zeal
