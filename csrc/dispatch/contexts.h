// What an op's functions see of a call: InferContext for shapes, KernelContext for data,
// GradContext for derivatives.
#pragma once
#include <span>

#include "core/error.h"
#include "core/stream.h"
#include "core/tensor.h"
#include "dispatch/op_def.h"

namespace zeal {

struct OpRecord;

// A list of outputs that is inline up to four.
class Outputs {
 public:
  Outputs() = default;
  Outputs(const Outputs&) = delete;
  ~Outputs() {
    if (heap_) delete[] heap_;
  }
  int size() const { return size_; }
  Tensor& operator[](int i) { return data()[i]; }
  Tensor* data() { return heap_ ? heap_ : inline_; }
  Tensor* begin() { return data(); }
  Tensor* end() { return data() + size_; }
  void resize(int n) {
    if (n > 4) heap_ = new Tensor[n];
    size_ = n;
  }

 private:
  Tensor inline_[4];
  Tensor* heap_ = nullptr;
  int size_ = 0;
};

// The inputs of a call: borrowed, in the signature's order; an absent optional one is null.
using Inputs = std::span<TensorImpl* const>;

class ZEAL_API InferContext {
 public:
  InferContext(const OpRecord& op, Inputs in, const void* attrs)
      : op_(op), in_(in), attrs_(attrs) {}
  ~InferContext() {
    if (heap_) delete[] heap_;
  }

  const OpRecord& op() const { return op_; }
  int num_inputs() const { return static_cast<int>(in_.size()); }
  bool has(int i) const { return i < num_inputs() && in_[i]; }
  const Shape& shape(int i = 0) const { return in_[i]->shape(); }
  DType dtype(int i = 0) const { return in_[i]->dtype(); }
  // The input itself, for the few ops whose output shape depends on values (on the host only).
  TensorImpl* input(int i) const { return in_[i]; }
  template <class A>
  const A& attrs() const {
    return *static_cast<const A*>(attrs_);
  }

  // Adds the next output.
  void out(DType dtype, const Shape& shape) {
    if (count_ == capacity_) grow();
    specs()[count_++] = {dtype, shape};
  }
  void out_like(int i = 0) { out(dtype(i), shape(i)); }

  struct Spec {
    DType dtype;
    Shape shape;
  };
  int count() const { return count_; }
  Spec* specs() { return heap_ ? heap_ : inline_; }

  // Raises `code` with the op's name before and its signature's argument in the sentence.
  template <class... A>
  [[noreturn]] ZEAL_NOINLINE void fail(const A&... a) const {
    throw Error(Code::InvalidArgument, cat(op_name(), ": ", a...));
  }
  const char* op_name() const;
  // The axis counted from the front; error when it is not in [-rank, rank).
  int axis(int64_t value, int rank, const char* argument = "axis") const {
    if (ZEAL_UNLIKELY(value < -rank || value >= rank))
      fail("argument '", argument, "' must be in [", -rank, ", ", rank, "), got ", value);
    return static_cast<int>(value < 0 ? value + rank : value);
  }
  void need_rank(int i, int rank, const char* argument) const {
    if (ZEAL_UNLIKELY(shape(i).rank() != rank))
      fail("argument '", argument, "' must have ", rank, " dimensions, got shape ", shape(i));
  }
  void need_rank_at_least(int i, int rank, const char* argument) const {
    if (ZEAL_UNLIKELY(shape(i).rank() < rank))
      fail("argument '", argument, "' must have at least ", rank, " dimensions, got shape ",
           shape(i));
  }

 private:
  void grow();

  const OpRecord& op_;
  Inputs in_;
  const void* attrs_;
  Spec inline_[4];
  Spec* heap_ = nullptr;
  int count_ = 0, capacity_ = 4;
};

class KernelContext {
 public:
  KernelContext(const OpRecord& op, Inputs in, Tensor* out, int outs, const void* attrs,
                Stream stream)
      : op_(op), in_(in), out_(out), outs_(outs), attrs_(attrs), stream_(stream) {}

  const OpRecord& op() const { return op_; }
  int num_inputs() const { return static_cast<int>(in_.size()); }
  int num_outputs() const { return outs_; }
  bool has(int i) const { return i < num_inputs() && in_[i]; }
  TensorImpl& in(int i = 0) const { return *in_[i]; }
  TensorImpl& out(int i = 0) const { return *out_[i].get(); }
  template <class T>
  const T* in(int i = 0) const {
    return static_cast<const T*>(in_[i]->data());
  }
  template <class T>
  T* out(int i = 0) const {
    return static_cast<T*>(out_[i].get()->data());
  }
  const Shape& shape(int i = 0) const { return in_[i]->shape(); }
  DType dtype(int i = 0) const { return in_[i]->dtype(); }
  const Shape& out_shape(int i = 0) const { return out(i).shape(); }
  Stream stream() const { return stream_; }
  const void* raw_attrs() const { return attrs_; }
  template <class A>
  const A& attrs() const {
    return *static_cast<const A*>(attrs_);
  }
  template <class... A>
  [[noreturn]] ZEAL_NOINLINE void fail(const A&... a) const {
    throw Error(Code::InvalidArgument, cat(op_name(), ": ", a...));
  }
  ZEAL_API const char* op_name() const;

 private:
  const OpRecord& op_;
  Inputs in_;
  Tensor* out_;
  int outs_;
  const void* attrs_;
  Stream stream_;
};

}  // namespace zeal
