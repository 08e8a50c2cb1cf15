// The C++ face of the ops: OpId, the forward types of the records, and zeal::ops::exp(x) and so on.
#pragma once
#include <concepts>
#include <iterator>
#include <span>
#include <vector>

#include "dispatch/dispatch.h"

namespace zeal {

enum class OpId : uint16_t {
#define ZEAL_TOPIC(room, topic, rung)
#define ZEAL_OP(Type, function) Type,
#define ZEAL_END(topic)
#include "ops/ops.def"
  Count_
};

// The records' types.
namespace op {
#define ZEAL_TOPIC(room, topic, rung)
#define ZEAL_OP(Type, function) struct Type;
#define ZEAL_END(topic)
#include "ops/ops.def"
}  // namespace op

template <class... Ops>
struct OpList {};
template <class Op>
inline constexpr OpId id_of = OpId::Count_;
#define ZEAL_TOPIC(room, topic, rung)
#define ZEAL_OP(Type, function) \
  template <>                   \
  inline constexpr OpId id_of<op::Type> = OpId::Type;
#define ZEAL_END(topic)
#include "ops/ops.def"

// One op as a C++ function. Inputs first, then its Attrs, which may be left out for the defaults:
// ops::exp(x), ops::sum(x, {.axis = Ints{0}, .keepdims = true}), ops::concat(tensors, {.axis = 1}).
template <class Op>
struct Callable {
  static constexpr OpId id = id_of<Op>;

  template <std::same_as<Tensor>... T>
  Tensor operator()(const T&... x) const {
    return run({x.get()...}, nullptr);
  }
  template <class O = Op>
  Tensor operator()(const typename O::Attrs& attrs) const {
    return Tensor::steal(dispatch1(id, {}, &attrs));
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
    return Tensor::steal(dispatch1(id, in, &attrs));
  }
  Tensor operator()(std::span<const Tensor> xs) const {
    std::vector<TensorImpl*> in;
    for (const Tensor& x : xs) in.push_back(x.get());
    return Tensor::steal(dispatch1(id, in, nullptr));
  }

  // All outputs of an op that has several.
  template <class O = Op>
  std::vector<Tensor> all(std::initializer_list<Tensor> xs, const typename O::Attrs& attrs) const {
    return run_all(xs, &attrs);
  }
  std::vector<Tensor> all(std::initializer_list<Tensor> xs) const { return run_all(xs, nullptr); }

 private:
  static Tensor run(std::initializer_list<TensorImpl*> in, const void* attrs) {
    return Tensor::steal(dispatch1(id, Inputs(in.begin(), in.size()), attrs));
  }
  static std::vector<Tensor> run_all(std::initializer_list<Tensor> xs, const void* attrs) {
    std::vector<TensorImpl*> in;
    for (const Tensor& x : xs) in.push_back(x.get());
    Outputs out;
    dispatch(id, in, attrs, out);
    return {std::make_move_iterator(out.begin()), std::make_move_iterator(out.end())};
  }
};

namespace ops {
#define ZEAL_TOPIC(room, topic, rung)
#define ZEAL_OP(Type, function) inline constexpr Callable<op::Type> function{};
#define ZEAL_END(topic)
#include "ops/ops.def"
}  // namespace ops

}  // namespace zeal
