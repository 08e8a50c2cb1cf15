// Tensor: an immutable, dense, row-major array on one device, shared by reference count.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

#include "core/device.h"
#include "core/dtype.h"
#include "core/shape.h"
#include "core/storage.h"

namespace zeal {

// Data of up to this many bytes lives inside the TensorImpl: no storage, no allocator call.
inline constexpr size_t kInlineBytes = 64;

// What a Tensor points at. Made and destroyed through a thread-local free list (tensor.cpp).
class ZEAL_API TensorImpl {
 public:
  // Uninitialised memory for `shape`; kernels fill it before anybody else sees the tensor.
  static TensorImpl* make(DType dtype, const Shape& shape, Device device);
  // A second tensor over the same data: another shape, and an offset in bytes (leading slices).
  static TensorImpl* view(TensorImpl* base, DType dtype, const Shape& shape, size_t offset);
  // Takes over one reference to `storage`.
  static TensorImpl* adopt(Storage* storage, DType dtype, const Shape& shape, Device device);

  void retain() { refs_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (refs_.load(std::memory_order_acquire) == 1 ||
        refs_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy();
  }
  uint32_t use_count() const { return refs_.load(std::memory_order_acquire); }
  // True when a kernel may write into this tensor's memory: nobody else can see it.
  bool sole_owner() const {
    return use_count() == 1 && (!storage_ || (storage_->unique() && !storage_->borrowed()));
  }

  DType dtype() const { return dtype_; }
  Device device() const { return device_; }
  const Shape& shape() const { return shape_; }
  int64_t numel() const { return numel_; }
  size_t bytes() const { return static_cast<size_t>(numel_) * size_of(dtype_); }
  void* data() const { return data_; }
  Storage* storage() const { return storage_; }  // null when the data is inline

  // The tape's word (autograd/tape.h): which tape's which value this tensor is; 0 if none.
  std::atomic<uint64_t> tape_word{0};
  // An identity that outlives address reuse; given out on demand, 0 before (autograd/tape.h).
  std::atomic<uint64_t> unique_id{0};

 private:
  friend struct TensorPool;
  TensorImpl() = default;
  void destroy();

  std::atomic<uint32_t> refs_{1};
  DType dtype_{};
  Device device_{};
  int64_t numel_ = 0;
  void* data_ = nullptr;
  Storage* storage_ = nullptr;
  Shape shape_;
  alignas(64) unsigned char inline_[kInlineBytes];
};

class Tensor {
 public:
  Tensor() = default;
  Tensor(const Tensor& o) : impl_(o.impl_) {
    if (impl_) impl_->retain();
  }
  Tensor(Tensor&& o) noexcept : impl_(std::exchange(o.impl_, nullptr)) {}
  Tensor& operator=(Tensor o) noexcept {
    std::swap(impl_, o.impl_);
    return *this;
  }
  ~Tensor() {
    if (impl_) impl_->release();
  }

  static Tensor steal(TensorImpl* impl) {
    Tensor t;
    t.impl_ = impl;
    return t;
  }
  static Tensor share(TensorImpl* impl) {
    if (impl) impl->retain();
    return steal(impl);
  }
  TensorImpl* get() const { return impl_; }
  TensorImpl* detach() { return std::exchange(impl_, nullptr); }

  // Uninitialised; for kernels.
  static Tensor empty(DType dtype, const Shape& shape, Device device = {}) {
    return steal(TensorImpl::make(dtype, shape, device));
  }
  // A tensor holding a copy of `shape.numel()` host values.
  template <class T>
  static Tensor from(const T* values, const Shape& shape, Device device = {}) {
    return from_host(values, dtype_of<T>, shape, device);
  }
  // A 0-d tensor.
  template <class T>
  static Tensor scalar(T value, Device device = {}) {
    return from_host(&value, dtype_of<T>, {}, device);
  }
  ZEAL_API static Tensor from_host(const void* values, DType, const Shape&, Device);
  // All elements `value`, converted to `dtype`; complex dtypes get a zero imaginary part.
  ZEAL_API static Tensor full(const Shape& shape, double value, DType dtype, Device device = {});

  explicit operator bool() const { return impl_ != nullptr; }
  DType dtype() const { return impl_->dtype(); }
  Device device() const { return impl_->device(); }
  const Shape& shape() const { return impl_->shape(); }
  int rank() const { return impl_->shape().rank(); }
  int64_t dim(int i) const { return impl_->shape()[i]; }
  int64_t numel() const { return impl_->numel(); }
  size_t bytes() const { return impl_->bytes(); }
  void* data() const { return impl_->data(); }
  template <class T>
  T* data() const {
    return static_cast<T*>(impl_->data());
  }

  // Shares this tensor's data under another shape of as many elements. Not an op: no tape sees it.
  ZEAL_API Tensor with_shape(const Shape& shape) const;
  // A copy on `device`, or this tensor when it is there already. Not an op either.
  ZEAL_API Tensor to(Device device) const;
  // The value of a one-element tensor of any real dtype; waits for the device.
  template <class T>
  T item() const {
    Tensor host = to(Device{});
    if (host.numel() != 1) invalid("item() wants one element, got shape ", shape());
    T out{};
    host.read_item(&out, dtype_of<T>);
    return out;
  }

 private:
  ZEAL_API void read_item(void* out, DType as) const;
  [[noreturn]] static void read_batched();

  TensorImpl* impl_ = nullptr;
};

}  // namespace zeal
