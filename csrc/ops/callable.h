// What the names of the ops are made of: an op's record, and its C++ function zeal::ops::exp(x).
//
// Note [Names of ops]
// For each topic of ops.def the build writes ops/<room>/<topic>.decl.h: the forward types of its
// records, its functions, and the list zeal::topic::<topic>. A file includes those that it uses, so
// that a new op compiles its own topic again and nothing else.
#pragma once
#include <concepts>
#include <iterator>
#include <span>
#include <vector>

#include "dispatch/dispatch.h"

namespace zeal {

// The record of an op, and what is filled in when libraries are loaded; defined where the op's
// topic is compiled.
template <class Op>
struct ZEAL_API Record {
  static const OpRecord value;
  static OpSlots slots;
};
#define ZEAL_DECLARE_RECORD(Type)                  \
  template <>                                      \
  ZEAL_API const OpRecord Record<op::Type>::value; \
  template <>                                      \
  ZEAL_API OpSlots Record<op::Type>::slots;
template <class Op>
const OpRecord& record_of() {
  return Record<Op>::value;
}

template <class... Ops>
struct OpList {};

// One op as a C++ function. Inputs first, then its Attrs, which may be left out for the defaults:
// ops::exp(x), ops::sum(x, {.axis = Ints{0}, .keepdims = true}), ops::concat(tensors, {.axis = 1}).
template <class Op>
struct Callable {
  template <std::same_as<Tensor>... T>
  Tensor operator()(const T&... x) const {
    return run({x.get()...}, nullptr);
  }
  template <class O = Op>
  Tensor operator()(const typename O::Attrs& attrs) const {
    return Tensor::steal(dispatch1(record_of<Op>(), {}, &attrs));
  }
  template <class O = Op>
  Tensor operator()(const Tensor& x, const typename O::Attrs& attrs) const {
    return run({x.get()}, &attrs);
  }
  template <class O = Op>
  Tensor operator()(const Tensor& x, const Tensor& y, const typename O::Attrs& attrs) const {
    return run({x.get(), y.get()}, &attrs);
  }
  template <class O = Op>
  Tensor operator()(const Tensor& x, const Tensor& y, const Tensor& z,
                    const typename O::Attrs& attrs) const {
    return run({x.get(), y.get(), z.get()}, &attrs);
  }
  template <class O = Op>
  Tensor operator()(std::span<const Tensor> xs, const typename O::Attrs& attrs) const {
    std::vector<TensorImpl*> in;
    for (const Tensor& x : xs) in.push_back(x.get());
    return Tensor::steal(dispatch1(record_of<Op>(), in, &attrs));
  }
  Tensor operator()(std::span<const Tensor> xs) const {
    std::vector<TensorImpl*> in;
    for (const Tensor& x : xs) in.push_back(x.get());
    return Tensor::steal(dispatch1(record_of<Op>(), in, nullptr));
  }

  // All outputs of an op that has several.
  template <class O = Op>
  std::vector<Tensor> all(std::initializer_list<Tensor> xs, const typename O::Attrs& attrs) const {
    return run_all(xs, &attrs);
  }
  std::vector<Tensor> all(std::initializer_list<Tensor> xs) const { return run_all(xs, nullptr); }

 private:
  static Tensor run(std::initializer_list<TensorImpl*> in, const void* attrs) {
    return Tensor::steal(dispatch1(record_of<Op>(), Inputs(in.begin(), in.size()), attrs));
  }
  static std::vector<Tensor> run_all(std::initializer_list<Tensor> xs, const void* attrs) {
    std::vector<TensorImpl*> in;
    for (const Tensor& x : xs) in.push_back(x.get());
    Outputs out;
    dispatch(record_of<Op>(), in, attrs, out);
    return {std::make_move_iterator(out.begin()), std::make_move_iterator(out.end())};
  }
};

}  // namespace zeal
