// Tensors made by a rule: number sequences, identity matrices, one-hot rows, masks.
#include "ops/array/make.h"

#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/cast.h"
#include "cuda/each.h"
#include "dispatch/box.h"
#include "ops/array/boxes.h"
#include "ops/scalar/basic.h"

namespace zeal::cuda {
namespace {

template <class T>
using Compute = std::conditional_t<is_narrow_float<T>, float, T>;

template <class S>
struct Ranges {
  using T = Compute<S>;
  const T *start, *delta;  // null: 0 and 1
  S* out;
  HOST_DEVICE void operator()(int64_t i) const {
    const T from = start ? *start : T(0), by = delta ? *delta : T(1);
    out[i] = static_cast<S>(m::add(from, m::mul(static_cast<T>(i), by)));
  }
};

template <class S>
struct LinSpaces {
  using O = std::conditional_t<std::is_integral_v<S>, double, S>;
  using T = Compute<O>;
  const S *start, *stop;  // [outer, inner]
  O* out;                 // [outer, num, inner]
  int64_t num;
  Divider inner, by_num;
  HOST_DEVICE void operator()(int64_t k) const {
    int64_t i, j;
    const int64_t o = by_num.divide(inner.divide(k, j), i);
    const T from = convert<T>(start[o * inner.by + j]), to = convert<T>(stop[o * inner.by + j]);
    const T delta = num > 1 ? (to - from) / static_cast<T>(num - 1) : T(0);
    out[k] = static_cast<O>(i > 0 && i == num - 1 ? to : from + delta * static_cast<T>(i));
  }
};

template <class T>
struct Eyes {
  T* out;
  T one;
  Divider columns, rows;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t column, row;
    rows.divide(columns.divide(i, column), row);
    out[i] = row == column ? one : T{};
  }
};

// An integer of any dtype.
HOST_DEVICE inline int64_t load_integer(DType d, const void* p, int64_t i) {
  switch (d) {
#define X(e, t, n) \
  case DType::e:   \
    return convert<int64_t>(static_cast<const t*>(p)[i]);
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
  }
  return 0;
}

template <class T>
struct OneHots {
  DType dtype;
  const void* indices;
  T* out;
  const T *on, *off;
  Divider after, by_depth;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t j, d;
    const int64_t b = by_depth.divide(after.divide(i, j), d);
    const int64_t index = load_integer(dtype, indices, b * after.by + j);
    // An unsigned index of 2^63 and more would come out negative, and no d is.
    out[i] = index == d ? *on : *off;
  }
};

// How many of i = 0, 1, ... are below each length.
template <class L>
struct FullLengths {
  const L* lengths;
  int64_t* out;
  bool whole;
  HOST_DEVICE void operator()(int64_t r) const {
    // i < length holds for the first ceil(length) of i = 0, 1, ...; with a maxlen, which is an
    // integer, lengths are cast to its dtype first.
    using F = std::conditional_t<is_float_type<L>, double, L>;
    F length = static_cast<F>(lengths[r]);
    if constexpr (std::is_same_v<F, double>) {
#ifdef __CUDA_ARCH__
      length = whole ? ::trunc(length) : ::ceil(length);
#else
      length = whole ? __builtin_trunc(length) : __builtin_ceil(length);
#endif
    }
    out[r] = convert<int64_t>(length);
  }
};
template <class T>
struct SequenceMasks {
  const int64_t* lengths;
  T* out;
  T yes, no;
  Divider n;
  HOST_DEVICE void operator()(int64_t k) const {
    int64_t i;
    const int64_t r = n.divide(k, i);
    out[k] = i < lengths[r] ? yes : no;
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void Range::cuda(KernelContext& k) {
  const Stream s = k.stream();
  switch_dtype<kReal>(k.out().dtype(), [&]<class S>() {
    using T = Compute<S>;
    Scratch numbers(s, 2 * sizeof(T));
    T* const start = numbers.data<T>();
    if (k.has(1)) cast_elements(s, k.dtype(0), k.in(0).data(), dtype_of<T>, start, 1);
    if (k.has(2)) cast_elements(s, k.dtype(2), k.in(2).data(), dtype_of<T>, start + 1, 1);
    each(s, k.out().numel(),
         Ranges<S>{k.has(1) ? start : nullptr, k.has(2) ? start + 1 : nullptr, k.out<S>()});
  });
}

void LinSpace::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& y = k.out_shape();
  if (k.out().numel() == 0) return;
  const int axis = front_axis(a.axis, y.rank());
  Shape shape = y;
  shape.erase(axis);
  const size_t element = size_of(k.dtype()), bytes = static_cast<size_t>(shape.numel()) * element;
  const Stream s = k.stream();
  const int64_t inner = y.product(axis + 1, y.rank());
  Scratch ends(s, 2 * bytes);
  auto* const stop = ends.data<char>() + bytes;
  copy_box(s, broadcast_box(k.shape(0), shape, element), ends.data(), k.in(0).data(), element);
  copy_box(s, broadcast_box(k.shape(1), shape, element), stop, k.in(1).data(), element);
  switch_dtype<kFloating | dtype_set(DType::Int32, DType::Int64)>(k.dtype(), [&]<class S>() {
    using Kernel = LinSpaces<S>;
    each(s, k.out().numel(),
         Kernel{ends.data<S>(), reinterpret_cast<const S*>(stop), k.out<typename Kernel::O>(),
                a.num, Divider(inner), Divider(a.num)});
  });
}

void Eye::cuda(KernelContext& k) {
  const Shape& y = k.out_shape();
  switch_dtype(k.out().dtype(), [&]<class T>() {
    each(k.stream(), k.out().numel(),
         Eyes<T>{k.out<T>(), narrow<T>(1), Divider(y.back()), Divider(y.back(2))});
  });
}

void OneHot::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& y = k.out_shape();
  if (k.out().numel() == 0) return;
  const int axis = front_axis(a.axis.value_or(-1), y.rank());
  const Stream s = k.stream();
  const DType dtype = k.out().dtype();
  Scratch memory(s, 32);
  auto* const values = memory.data<char>();
  for (int i = 0; i < 2; ++i) {
    void* const to = values + 16 * i;
    if (k.has(i + 1))
      cast_elements(s, k.dtype(i + 1), k.in(i + 1).data(), dtype, to, 1);
    else
      switch_dtype(dtype, [&]<class T>() {
        const T value = narrow<T>(i == 0 ? 1 : 0);
        fill_elements(s, to, &value, 1, sizeof(T));
      });
  }
  const Divider after(y.product(axis + 1, y.rank())), depth(a.depth);
  switch_size(size_of(dtype), [&]<class T>() {
    each(s, k.out().numel(),
         OneHots<T>{k.dtype(), k.in().data(), k.out<T>(), reinterpret_cast<const T*>(values),
                    reinterpret_cast<const T*>(values + 16), after, depth});
  });
}

void SequenceMask::cuda(KernelContext& k) {
  const Divider n(k.out_shape().back());
  const bool whole = k.attrs<Attrs>().maxlen.has_value();
  const int64_t rows = k.in().numel();
  if (k.out().numel() == 0) return;
  Scratch lengths(k.stream(), static_cast<size_t>(rows) * sizeof(int64_t));
  auto* const full = lengths.data<int64_t>();
  switch_dtype<kReal>(k.dtype(), [&]<class L>() {
    each(k.stream(), rows, FullLengths<L>{k.in<L>(), full, whole});
  });
  const DType dtype = k.out().dtype();
  unsigned char one[16] = {}, zero[16] = {};
  switch_dtype(dtype, [&]<class D>() {
    const D values[] = {narrow<D>(1), narrow<D>(0)};
    __builtin_memcpy(one, &values[0], sizeof(D));
    __builtin_memcpy(zero, &values[1], sizeof(D));
  });
  switch_size(size_of(dtype), [&]<class T>() {
    T yes, no;
    __builtin_memcpy(&yes, one, sizeof(T));
    __builtin_memcpy(&no, zero, sizeof(T));
    each(k.stream(), k.out().numel(), SequenceMasks<T>{full, k.out<T>(), yes, no, n});
  });
}

}  // namespace zeal::op
