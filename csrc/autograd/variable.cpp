#include "autograd/variable.h"

#include "autograd/tape.h"
#include "dispatch/dispatch.h"
#include "ops/math/arith.decl.h"

namespace zeal {

namespace {
// A tensor of our own over the same data, so that the tape's word of `t` stays with `t`.
Tensor own_header(const Tensor& t) { return t.with_shape(t.shape()); }

uint64_t next_number() {
  static std::atomic<uint64_t> next{0};
  return next.fetch_add(1, std::memory_order_relaxed);
}
}  // namespace

Variable::Variable(Tensor value, bool trainable, std::string name)
    : value_(own_header(value.to(value.device().home()))),  // not a batched one
      dtype_(value.dtype()),
      shape_(value.shape()),
      device_(value.device()),
      trainable_(trainable),
      number_(next_number()),
      name_(std::move(name)) {}

Variable::~Variable() = default;

Tensor Variable::peek() const {
  std::lock_guard lock(mutex_);
  return value_;
}

Tensor Variable::read() {
  Tensor value = peek();
  if (ZEAL_LIKELY(thread_state.tape_id == kNoTape) || !is_differentiable(dtype_)) return value;
  // A value that a tape watches already needs no second look, if that is the only tape.
  uint64_t word = value.get()->tape_word.load(std::memory_order_relaxed);
  if (thread_state.tape_id == tape_of(word)) return value;
  watch_read(*this, value);
  return value;
}

void Variable::check_fits(const Tensor& t, const char* what) const {
  if (ZEAL_UNLIKELY(t.dtype() != dtype_))
    fail(Code::InvalidArgument, what, ": variable '", name_, "' has dtype ", name_of(dtype_),
         ", the value ", name_of(t.dtype()));
  if (ZEAL_UNLIKELY(t.shape() != shape_))
    fail(Code::Value, "Cannot assign value to variable '", name_,
         "': Shape mismatch. The variable "
         "shape ",
         shape_, ", and the assigned value shape ", t.shape(), " are incompatible.");
}

void Variable::assign(const Tensor& value) {
  check_fits(value, "assign");
  Tensor v = own_header(value.to(device_));
  std::lock_guard lock(mutex_);
  std::swap(value_, v);
}

void Variable::update(const OpRecord& id, const Tensor& delta) {
  check_fits(delta, &id == &record_of<op::Add>() ? "assign_add" : "assign_sub");
  Tensor d = delta.to(device_);
  NoRecording pause;
  std::lock_guard lock(mutex_);
  TensorImpl* in[] = {value_.get(), d.get()};
  if (value_.get()->sole_owner()) return dispatch_into(id, in, nullptr, {&value_, 1});
  value_ = Tensor::steal(dispatch1(id, in, nullptr));
}

}  // namespace zeal
