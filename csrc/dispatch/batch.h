// Batched tensors: how a function written for one example runs on all examples of a batch at once.
//
// Terms. A *scope* is one vectorised map while its function runs; scopes nest. A *batched tensor*
// belongs to a scope and looks to everybody like the tensor of one example: its shape and dtype are
// an example's, its device says that it is batched, and its data is not a kernel's business but a
// Batched below, whose *value* is a tensor with one more dimension, the examples, in front. A value
// may be a batched tensor itself, of a scope further out.
//
// Calls. The dispatcher hands a call with a batched input to call_batched(). It takes the innermost
// scope among the inputs, steps outside of it, and lets the op's *rule* compute the values of the
// outputs from those of the inputs by calling ops. A rule sees a BatchContext. That is all: an op
// without batched inputs runs as ever, also inside a scope, and is the same for every example.
//
// Tapes. A tape started inside a scope records the calls of batched tensors, as they look; one from
// outside records what the rules call. So a gradient inside is that of each example, and gradients
// flow from outside through a map; both need nothing else.
//
// Note [Spread values]
// The rows of a Jacobian begin as an identity matrix, of which nearly all is zero, and stay so for
// long: a step of backpropagation that works element by element keeps a diagonal diagonal. So the
// batch of a scope may have several *extents*, such as the shape of a Jacobian's target, and a
// batched tensor may be *spread*: some extents are *tied* to dimensions of its own, and it is zero
// wherever the example's index along a tied extent and the element's along the dimension differ.
// Its value then has the extents that are not tied, only, in one dimension in front. Ops that are
// linear keep ties (ops/batch/spread.cpp); for any other a value is written out in full.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dispatch/batch_rules.h"
#include "dispatch/contexts.h"
#include "dispatch/registry.h"

namespace zeal {

class Tape;

class ZEAL_API BatchScope : public std::enable_shared_from_this<BatchScope> {
 public:
  // `extents`: see Note [Spread values]; their product is the number of examples. `may_loop`: may
  // ops that have no rule run example by example?
  BatchScope(const Shape& extents, bool may_loop);
  ~BatchScope();
  BatchScope(const BatchScope&) = delete;

  // The map of the calling thread begins and ends; a scope may be entered again later.
  void enter();
  void leave();
  bool entered() const { return depth_ > 0; }

  uint64_t id() const { return id_; }
  int64_t size() const { return size_; }
  const Shape& extents() const { return extents_; }
  int depth() const { return depth_; }
  BatchScope* outer() const { return outer_; }
  bool may_loop() const { return may_loop_; }
  // The ops that ran example by example for want of a rule, each once.
  const std::vector<const OpRecord*>& looped() const { return looped_; }
  void add_looped(const OpRecord& op);

 private:
  uint64_t id_;
  Shape extents_;
  int64_t size_;
  bool may_loop_;
  int depth_ = 0;  // 1 for the outermost; 0 while not entered
  BatchScope* outer_ = nullptr;
  std::vector<const OpRecord*> looped_;
};

// Which dimension each extent of the batch is tied to, counted from the last, 1; 0: to none.
struct Ties {
  int8_t axis[kMaxRank] = {};
  bool any() const {
    for (int8_t a : axis)
      if (a) return true;
    return false;
  }
  // The extent that is tied to a dimension; -1: none.
  int extent(int from_last) const {
    for (int j = 0; j < kMaxRank; ++j)
      if (axis[j] == from_last) return j;
    return -1;
  }
  bool operator==(const Ties&) const = default;
};

// What the data of a batched tensor is.
struct Batched {
  Tensor value;  // [examples, ...]; if spread, [product of the extents not tied, ...]
  uint64_t scope;
  Ties ties;
};

// A batched tensor of a scope with this value.
ZEAL_API Tensor make_batched(Tensor value, const BatchScope& scope, const Ties& ties = {});
// The other way; null for a tensor that is not batched.
inline const Batched* batched(const TensorImpl* t) {
  return t && t->device().is_batched() ? static_cast<const Batched*>(t->data()) : nullptr;
}
// The value of a tensor in a scope, [examples, ...]: written out if it is spread, and repeated if
// it does not belong to the scope.
ZEAL_API Tensor value_in(const Tensor& t, const BatchScope& scope);
// The scope that a batched tensor belongs to; an error if its map is not running on this thread.
ZEAL_API BatchScope& scope_of(const Batched& b);

// While it lives, the thread is outside of a scope: neither the scope nor the tapes started inside
// see what runs (autograd/tape.cpp).
class ZEAL_API OutsideScope {
 public:
  explicit OutsideScope(const BatchScope& scope);
  ~OutsideScope();
  OutsideScope(const OutsideScope&) = delete;

 private:
  BatchScope* batch_;
  Tape* tape_;
  uint64_t id_;
};

// Appends a call of batched tensors to the tapes that were started `depth` or more maps deep.
ZEAL_API void record_batched(const OpRecord& op, Inputs in, const void* attrs, Tensor* out,
                             int outs, int depth);

// A copy of an op's Attrs, for rules that call the op with others; fields are found by name.
class ZEAL_API AttrsCopy {
 public:
  AttrsCopy(const AttrsType& type, const void* from);
  ~AttrsCopy();
  AttrsCopy(const AttrsCopy&) = delete;
  const void* get() const { return type_.size ? buffer_ : nullptr; }
  template <class A>
  A& as() {
    return *reinterpret_cast<A*>(buffer_);
  }
  const AttrField* find(std::string_view name) const;
  template <class T>
  T& at(const AttrField& f) {
    return *reinterpret_cast<T*>(buffer_ + f.offset);
  }
  template <class T>
  const T& at(const AttrField& f) const {
    return *reinterpret_cast<const T*>(buffer_ + f.offset);
  }
  // Moves the axes that the field `name` holds and that are counted from the front up by one: the
  // examples are in front. If it is absent, it becomes all of `rank` axes; nothing without that, or
  // if there is no such field.
  void shift_axes(std::string_view name, int rank = -1);
  // Multiplies the first extent of the field that is a whole Shape, if there is one.
  void scale_first_extent(int64_t n);
  // Does the field hold this axis of `rank`?
  bool names_axis(std::string_view name, int axis, int rank) const;

 private:
  const AttrsType& type_;
  alignas(16) std::byte buffer_[kMaxAttrsSize];
};

// What a rule sees of a call.
class ZEAL_API BatchContext {
 public:
  BatchContext(const OpRecord& op, Inputs in, const void* attrs, BatchScope& scope, Outputs& out);

  const OpRecord& op() const { return op_; }
  BatchScope& scope() const { return scope_; }
  int64_t size() const { return scope_.size(); }  // the number of examples
  int num_inputs() const { return static_cast<int>(in_.size()); }
  bool has(int i) const { return i < num_inputs() && in_[i]; }
  bool batched(int i) const { return batched_[i] != nullptr; }
  TensorImpl* raw_input(int i) const { return in_[i]; }
  const Batched* handle(int i) const { return batched_[i]; }
  // Of one example.
  const Shape& shape(int i = 0) const { return in_[i]->shape(); }
  int rank(int i = 0) const { return in_[i]->shape().rank(); }
  DType dtype(int i = 0) const { return in_[i]->dtype(); }
  template <class A>
  const A& attrs() const {
    return *static_cast<const A*>(attrs_);
  }
  const void* raw_attrs() const { return attrs_; }
  // The outputs of one example, as inferred.
  int num_outputs() { return infer_.count(); }
  const Shape& out_shape(int i = 0) { return infer_.specs()[i].shape; }
  DType out_dtype(int i = 0) { return infer_.specs()[i].dtype; }
  // [examples, ...one example's]
  Shape with_batch(const Shape& one) const;

  // Input i: [examples, ...] if it is batched, else as it is; empty if absent.
  Tensor in(int i = 0) const;
  // Input i with the examples in front in any case: repeated if it is not batched.
  Tensor front(int i = 0) const;
  // Input i with dimensions of 1 after the examples, so that one has `rank`: it then broadcasts as
  // an example does.
  Tensor aligned(int i, int rank) const;

  // States output i: all examples in front; may have another shape of as many elements.
  void out(int i, Tensor t);
  void out(Tensor t) { out(0, std::move(t)); }
  // The same for a result that is one and the same for every example.
  void out_same(int i, Tensor t);
  // The same for a spread one.
  void out_spread(int i, Tensor value, const Ties& ties);
  // Runs the op and takes all its outputs for this call's.
  void run(std::span<const Tensor> in, const void* attrs);
  void run(std::initializer_list<Tensor> in, const void* attrs) {
    run(std::span(in.begin(), in.size()), attrs);
  }
  // Runs the op on example after example; `attrs_of` may give an example its own attributes.
  void loop(const std::function<const void*(int64_t example)>& attrs_of = nullptr);
  // The same, as this case has no rule: the scope remembers, or refuses.
  void fall_back(const std::function<const void*(int64_t example)>& attrs_of = nullptr);

  // For helpers that raise with the op's name.
  template <class... A>
  [[noreturn]] void fail(const A&... a) const {
    infer_.fail(a...);
  }

 private:
  friend void call_batched(const OpRecord&, Inputs, const void*, Outputs&);

  const OpRecord& op_;
  Inputs in_;
  const void* attrs_;
  BatchScope& scope_;
  Outputs& out_;
  InferContext infer_;
  std::vector<const Batched*> batched_;  // null where not of this scope
  bool by_value_ = false;                // infer has failed, as it wants values of batched inputs
};

// A call of an op that is linear in its one spread input. What is written here about dimensions
// counts them from the last, 1, as ties do.
class ZEAL_API Spread {
 public:
  Spread(BatchContext& call, int input);

  BatchContext& call;
  const int input;  // the spread one
  Tensor value;     // [product of the extents not tied, ...shape]
  Ties ties;

  // Of the input; with an extent of 1 where free() has taken it away.
  Shape shape() const;
  int rank() const { return value.rank() - 1; }
  // Writes one tie out: the value then has that extent in front.
  void untie(int extent);
  // Frees the extent tied to a dimension that the op sums over: of the sum, just the one term is
  // left for which the indices are the same.
  void free(int from_last);
  // The same, but the dimension stays for the caller to take: gives the value as
  // [extents before, the freed one, extents behind * dimensions before, dimensions behind].
  Tensor take(int from_last);
  // Runs the op's rule on the value; the result has these ties.
  void run(const Ties& result);
  // States the result, whose extents not tied are in front in their order.
  void out(const Tensor& value, const Ties& result);

 private:
  int64_t free_extents(int from, int to) const;
};

// Computes a call with spread inputs if ties can be kept; false if not, and nothing has been done.
bool call_spread(BatchContext& c);
// The value of a spread tensor as [examples, ...].
Tensor write_out(const Batched& b, const BatchScope& scope);

}  // namespace zeal
