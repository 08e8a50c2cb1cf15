// Gradients: a Tensor, IndexedSlices or none; and GradContext, through which ops state derivatives.
#pragma once
#include <memory>

#include "core/error.h"
#include "core/tensor.h"
#include "dispatch/op_def.h"

namespace zeal {

class Tape;
struct Node;
struct OpRecord;

// The rows `values` of a tensor of `dense_shape` at `indices` along axis 0; rows may repeat, and
// add. values: [n, ...dense_shape[1:]]; indices: [n], int32 or int64
struct IndexedSlices {
  Tensor values;
  Tensor indices;
  Shape dense_shape;
};

// One tensor with every row in its place; repeated rows are summed.
ZEAL_API Tensor to_dense(const IndexedSlices& s);

// The sum of two: their rows one after the other.
ZEAL_API IndexedSlices concat_slices(const IndexedSlices& a, const IndexedSlices& b);

// What reached a value: nothing, a dense tensor, or slices of one.
class Gradient {
 public:
  Gradient() = default;
  Gradient(Tensor dense) : dense_(std::move(dense)) {}
  Gradient(IndexedSlices s) : slices_(std::make_unique<IndexedSlices>(std::move(s))) {}
  Gradient(const Gradient& g)
      : dense_(g.dense_),
        slices_(g.slices_ ? std::make_unique<IndexedSlices>(*g.slices_) : nullptr) {}
  Gradient(Gradient&&) = default;
  Gradient& operator=(Gradient&&) = default;
  Gradient& operator=(const Gradient& g) { return *this = Gradient(g); }

  explicit operator bool() const { return dense_ || slices_; }
  bool is_slices() const { return slices_ != nullptr; }
  const Tensor& tensor() const { return dense_; }
  const IndexedSlices& slices() const { return *slices_; }
  // The gradient as one tensor; an empty Tensor when there is none.
  Tensor dense() const { return slices_ ? to_dense(*slices_) : dense_; }
  // Adds `other`; in place when nobody else holds our buffer. Sparse stays sparse.
  ZEAL_API void add(Gradient other);

 private:
  Tensor dense_;
  std::unique_ptr<IndexedSlices> slices_;
};

// Sums `t` over the axes along which `shape` was broadcast to t's shape.
ZEAL_API Tensor sum_to(const Tensor& t, const Shape& shape);

// A recorded call, seen from its gradient function: x its inputs, y its outputs, dy what flows back
// into the outputs; dx() is where the results go.
class ZEAL_API GradContext {
 public:
  int num_inputs() const;
  int num_outputs() const;
  // Is the derivative by input i wanted? Costly ones are worth the question.
  bool needs(int i) const;
  // Only what the op's `grad_reads` names; an Internal error otherwise.
  Tensor x(int i = 0) const;
  Tensor y(int i = 0) const;
  Shape x_shape(int i = 0) const;
  DType x_dtype(int i = 0) const;
  Shape y_shape(int i = 0) const;
  DType y_dtype(int i = 0) const;
  // What reached output i; zeros when nothing did.
  Tensor dy(int i = 0) const;
  bool has_dy(int i) const;
  template <class A>
  const A& attrs() const {
    return *static_cast<const A*>(raw_attrs());
  }

  // States the derivative by input i: of the input's shape, or, for element-wise ops, of the
  // output's, which is then summed over the broadcast axes.
  void dx(int i, Tensor t);
  void dx(int i, IndexedSlices s);

  // The complex conjugate; real tensors are their own.
  static Tensor conj(const Tensor& t);

 private:
  friend class Backprop;
  GradContext(Tape& tape, uint32_t node, Gradient* grads, const uint8_t* wanted)
      : tape_(tape), node_(node), grads_(grads), wanted_(wanted) {}
  const Node& node() const;
  const void* raw_attrs() const;

  Tape& tape_;
  uint32_t node_;
  Gradient* grads_;        // by slot
  const uint8_t* wanted_;  // by slot: does a source lie below it?
};

}  // namespace zeal
