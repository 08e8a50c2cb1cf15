// Variable: a tensor that can be assigned; reading one under a tape watches it.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "core/tensor.h"
#include "ops/math/arith.decl.h"

namespace zeal {

class ZEAL_API Variable {
 public:
  Variable(Tensor value, bool trainable = true, std::string name = "Variable");
  ~Variable();
  Variable(const Variable&) = delete;

  // The value now. Trainable variables are watched by the tapes that record on this thread.
  Tensor read();
  // The value without telling any tape.
  Tensor peek() const;

  // Of the same dtype and shape, else InvalidArgument. Never changes a tensor that was read before:
  // the buffer is reused only when nobody else holds it.
  void assign(const Tensor& value);
  void assign_add(const Tensor& delta) { update(record_of<op::Add>(), delta); }
  void assign_sub(const Tensor& delta) { update(record_of<op::Subtract>(), delta); }

  // For steps that write into the buffer themselves: while the lock is held, locked_value() may be
  // changed, in place if it is solely owned.
  std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }
  Tensor& locked_value() { return value_; }

  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  Device device() const { return device_; }
  bool trainable() const { return trainable_; }
  // The object that wraps this variable in another language. Tapes that watch the variable retain
  // it; in C++ without one, the variable must outlive the tapes that watch it.
  struct Owner {
    void* object = nullptr;
    void (*retain)(void*) = nullptr;
    void (*release)(void*) = nullptr;
  };
  void set_owner(Owner o) { owner_ = o; }
  const Owner& owner() const { return owner_; }

  // Variables are numbered in the order in which they were made.
  uint64_t number() const { return number_; }

  const std::string& name() const { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }

 private:
  friend class Tape;
  void update(const OpRecord& op, const Tensor& delta);
  void check_fits(const Tensor& t, const char* what) const;

  mutable std::mutex mutex_;
  Tensor value_;
  std::atomic<uint64_t> tape_word_{0};
  const DType dtype_;
  const Shape shape_;
  const Device device_;
  const bool trainable_;
  const uint64_t number_;
  std::string name_;
  Owner owner_;
};

}  // namespace zeal
