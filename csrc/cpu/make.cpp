// Kernels that make tensors by a rule.
#include "ops/array/make.h"

#include <cstring>

#include "core/thread_pool.h"
#include "cpu/box_copy.h"
#include "cpu/index_check.h"
#include "ops/array/boxes.h"
#include "ops/scalar/basic.h"

namespace zeal::op {

void Range::cpu(KernelContext& k) {
  const int64_t n = k.out().numel();
  switch_dtype<kReal>(k.out().dtype(), [&]<class S>() {
    using T = std::conditional_t<is_narrow_float<S>, float, S>;
    auto value = [&](int i) { return Tensor::share(&k.in(i)).item<T>(); };
    const T start = k.has(1) ? value(0) : T(0), delta = k.has(2) ? value(2) : T(1);
    S* out = k.out<S>();
    for (int64_t i = 0; i < n; ++i)
      out[i] = static_cast<S>(m::add(start, m::mul(static_cast<T>(i), delta)));
  });
}

namespace {
// `x` repeated up to `shape`, as values of type T in float or double.
template <class S, class T>
void spread(TensorImpl& x, const Shape& shape, T* to) {
  Tensor dense = Tensor::empty(x.dtype(), shape);
  copy_box(broadcast_box(x.shape(), shape, sizeof(S)), dense.data(), x.data(), sizeof(S));
  for (int64_t i = 0; i < dense.numel(); ++i) to[i] = convert<T>(dense.data<S>()[i]);
}
}  // namespace

void LinSpace::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& y = k.out_shape();
  if (k.out().numel() == 0) return;
  const int axis = front_axis(a.axis, y.rank());
  Shape shape = y;
  shape.erase(axis);
  const int64_t num = a.num, outer = y.product(0, axis), inner = y.product(axis + 1, y.rank());
  switch_dtype<kFloating | dtype_set(DType::Int32, DType::Int64)>(k.dtype(), [&]<class S>() {
    using O = std::conditional_t<std::is_integral_v<S>, double, S>;
    using T = std::conditional_t<is_narrow_float<S>, float, O>;
    constexpr DType wide = dtype_of<T>;
    Tensor start = Tensor::empty(wide, shape), stop = Tensor::empty(wide, shape);
    spread<S>(k.in(0), shape, start.data<T>());
    spread<S>(k.in(1), shape, stop.data<T>());
    O* out = k.out<O>();
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t i = 0; i < num; ++i)
        for (int64_t j = 0; j < inner; ++j) {
          const T from = start.data<T>()[o * inner + j], to = stop.data<T>()[o * inner + j];
          const T delta = num > 1 ? (to - from) / static_cast<T>(num - 1) : T(0);
          out[(o * num + i) * inner + j] =
              static_cast<O>(i > 0 && i == num - 1 ? to : from + delta * static_cast<T>(i));
        }
  });
}

void Eye::cpu(KernelContext& k) {
  const Shape& y = k.out_shape();
  std::memset(k.out().data(), 0, k.out().bytes());
  if (k.out().numel() == 0) return;
  const int64_t rows = y.back(2), columns = y.back(), diagonal = std::min(rows, columns);
  switch_dtype(k.out().dtype(), [&]<class T>() {
    const T one = narrow<T>(1);
    T* out = k.out<T>();
    for (int64_t b = y.product(0, y.rank() - 2); b > 0; --b, out += rows * columns)
      for (int64_t i = 0; i < diagonal; ++i) out[i * (columns + 1)] = one;
  });
}

void OneHot::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& y = k.out_shape();
  if (k.out().numel() == 0) return;
  const int axis = front_axis(a.axis.value_or(-1), y.rank());
  const int64_t before = y.product(0, axis), after = y.product(axis + 1, y.rank()), depth = a.depth;
  switch_dtype(k.out().dtype(), [&]<class T>() {
    T values[] = {narrow<T>(1), narrow<T>(0)};
    for (int i = 0; i < 2; ++i)
      if (k.has(i + 1))
        switch_dtype(k.dtype(i + 1), [&]<class S>() { values[i] = convert<T>(*k.in<S>(i + 1)); });
    T* out = k.out<T>();
    switch_dtype<kInteger>(k.dtype(), [&]<class I>() {
      const I* indices = k.in<I>();
      parallel_for(before, rows_per_thread(depth * after * int64_t{sizeof(T)}),
                   [&](int64_t begin, int64_t end) {
                     std::fill(out + begin * depth * after, out + end * depth * after, values[1]);
                     for (int64_t b = begin; b < end; ++b)
                       for (int64_t j = 0; j < after; ++j)
                         if (const I at = indices[b * after + j]; in_range(at, depth))
                           out[(b * depth + static_cast<int64_t>(at)) * after + j] = values[0];
                   });
    });
  });
}

void SequenceMask::cpu(KernelContext& k) {
  const int64_t n = k.out_shape().back(), rows = k.in().numel();
  const bool whole = k.attrs<Attrs>().maxlen.has_value();
  if (k.out().numel() == 0) return;
  switch_dtype(k.out().dtype(), [&]<class T>() {
    const T yes = narrow<T>(1), no = narrow<T>(0);
    T* out = k.out<T>();
    switch_dtype<kReal>(k.dtype(), [&]<class L>() {
      for (int64_t r = 0; r < rows; ++r, out += n) {
        // i < length holds for the first ceil(length) of i = 0, 1, ...; with a maxlen, which is an
        // integer, lengths are cast to its dtype first.
        using F = std::conditional_t<is_float_type<L>, double, L>;
        F length = static_cast<F>(k.in<L>()[r]);
        if constexpr (std::is_same_v<F, double>)
          length = whole ? __builtin_trunc(length) : __builtin_ceil(length);
        const int64_t full = std::clamp<int64_t>(convert<int64_t>(length), 0, n);
        std::fill_n(out, full, yes);
        std::fill(out + full, out + n, no);
      }
    });
  });
}

}  // namespace zeal::op
