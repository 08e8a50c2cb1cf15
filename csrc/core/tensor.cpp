#include "core/tensor.h"

#include <cstring>
#include <memory>
#include <new>

#include "core/allocators/nan_fill.h"
#include "core/backend.h"
#include "core/dtype_switch.h"

namespace zeal {

// Note [Free lists]
// A TensorImpl is made and dropped once per op, so each thread keeps dropped ones in a list and no
// lock or allocator is on that path. A tensor may die on another thread than it was born on; it
// then joins that thread's list, which is bounded.
struct TensorPool {
  static constexpr int kMax = 4096;
  TensorImpl* free[kMax];
  int count = 0;

  static TensorImpl* fresh() {
    void* memory = ::operator new(sizeof(TensorImpl), std::align_val_t(alignof(TensorImpl)));
    auto* t = new (memory) TensorImpl;
    if (ZEAL_UNLIKELY(nan_fill_wanted())) std::memset(t->inline_, 0xff, sizeof t->inline_);
    return t;
  }
  static void erase(TensorImpl* t) {
    t->~TensorImpl();
    ::operator delete(t, std::align_val_t(alignof(TensorImpl)));
  }
  ~TensorPool() {
    while (count) erase(free[--count]);
  }

  static TensorImpl* take();
  static void give(TensorImpl* t);
  static TensorImpl* header(DType dtype, const Shape& shape, Device device, int64_t numel) {
    TensorImpl* t = take();
    t->refs_.store(1, std::memory_order_relaxed);
    t->dtype_ = dtype;
    t->device_ = device;
    t->numel_ = numel;
    t->shape_ = shape;
    t->storage_ = nullptr;
    t->tape_word.store(0, std::memory_order_relaxed);
    t->unique_id.store(0, std::memory_order_relaxed);
    return t;
  }
};

namespace {
ZEAL_TLS constinit TensorPool* tls_pool = nullptr;
ZEAL_TLS constinit bool tls_dead = false;  // this thread has run its destructors

// Its constructor runs once per thread, when the first tensor is made there. The pool itself is on
// the heap: the static TLS that a library loaded late may use is about 1 KB.
struct PoolOwner {
  std::unique_ptr<TensorPool> pool = std::make_unique<TensorPool>();
  PoolOwner() { tls_pool = pool.get(); }
  ~PoolOwner() {
    tls_pool = nullptr;
    tls_dead = true;
  }
};

ZEAL_NOINLINE TensorPool* start_pool() {
  if (tls_dead || nan_fill_wanted()) return nullptr;  // filled anew each time
  static thread_local PoolOwner owner;
  return owner.pool.get();
}
}  // namespace

TensorImpl* TensorPool::take() {
  TensorPool* pool = tls_pool;
  if (ZEAL_UNLIKELY(!pool)) pool = start_pool();
  if (ZEAL_LIKELY(pool && pool->count)) return pool->free[--pool->count];
  return fresh();
}

void TensorPool::give(TensorImpl* t) {
  TensorPool* pool = tls_pool;
  if (ZEAL_LIKELY(pool && pool->count < kMax))
    pool->free[pool->count++] = t;
  else
    erase(t);
}

TensorImpl* TensorImpl::make(DType dtype, const Shape& shape, Device device) {
  int64_t numel = shape.numel();
  size_t bytes = static_cast<size_t>(
      checked_mul(numel, static_cast<int64_t>(size_of(dtype)), "the size in bytes"));
  TensorImpl* t = TensorPool::header(dtype, shape, device, numel);
  if (bytes <= kInlineBytes && device.type != DeviceType::CUDA) {
    t->data_ = t->inline_;
  } else {
    try {
      t->storage_ = Storage::allocate(bytes, device);
    } catch (...) {
      TensorPool::give(t);
      throw;
    }
    t->data_ = t->storage_->data();
  }
  return t;
}

TensorImpl* TensorImpl::view(TensorImpl* base, DType dtype, const Shape& shape, size_t offset) {
  TensorImpl* t = TensorPool::header(dtype, shape, base->device_, shape.numel());
  if (Storage* s = base->storage_) {
    s->retain();
    t->storage_ = s;
    t->data_ = static_cast<char*>(base->data_) + offset;
  } else {  // inline data has no storage to share: at most 64 bytes are copied
    t->data_ = t->inline_;
    std::memcpy(t->inline_, base->inline_ + offset, t->bytes());
  }
  return t;
}

TensorImpl* TensorImpl::adopt(Storage* storage, DType dtype, const Shape& shape, Device device) {
  TensorImpl* t = TensorPool::header(dtype, shape, device, shape.numel());
  t->storage_ = storage;
  t->data_ = storage->data();
  return t;
}

void TensorImpl::destroy() {
  if (storage_) storage_->release();
  TensorPool::give(this);
}

Tensor Tensor::from_host(const void* values, DType dtype, const Shape& shape, Device device) {
  Tensor t = empty(dtype, shape, device);
  if (t.bytes() == 0 || device.is_meta()) return t;
  const Backend& b = backend(device.type);
  b.copy_from_host(t.data(), values, t.bytes(), b.current_stream(device));
  return t;
}

Tensor Tensor::full(const Shape& shape, double value, DType dtype, Device device) {
  device = device.home();  // the same in every example of a vectorised map
  const Backend& b = backend(device.type);
  if (b.fill) {
    Tensor one = full({}, value, dtype), out = empty(dtype, shape, device);
    if (out.bytes())
      b.fill(out.data(), one.data(), size_of(dtype), out.numel(), b.current_stream(device));
    return out;
  }
  Tensor host = empty(dtype, shape, device.is_cpu() ? device : Device{});
  switch_dtype(dtype, [&]<class T>() {
    T v = static_cast<T>(narrow<T>(value));
    std::fill_n(host.data<T>(), host.numel(), v);
  });
  return host.to(device);
}

Tensor Tensor::with_shape(const Shape& shape) const {
  return steal(TensorImpl::view(impl_, dtype(), shape, 0));
}

Tensor Tensor::to(Device target) const {
  if (device().is_batched()) read_batched();
  target = target.home();  // constants for a batched tensor are the same in every example
  if (device() == target) return *this;
  if (device().is_meta())
    invalid("a tensor on the meta device has no data to copy to ", full_name(target));
  Tensor out = empty(dtype(), shape(), target);
  if (target.is_meta()) return out;
  const Backend& from = backend(device().type);
  const Backend& into = backend(target.type);
  if (bytes() == 0) {
    // Nothing to copy; but who looks at it is to hear what was wrong with its making.
    if (!from.host_memory && into.host_memory) from.synchronize(from.current_stream(device()));
    return out;
  }
  if (from.host_memory) {
    into.copy_from_host(out.data(), data(), bytes(), into.current_stream(target));
    return out;
  }
  Stream s = from.current_stream(device());
  Storage* memory = impl_->storage();
  if (from.share && memory && memory->stream().handle != s.handle) from.share(s, memory);
  if (into.host_memory) {
    from.copy_to_host(out.data(), data(), bytes(), s);
    from.synchronize(s);
  } else {
    from.copy_within(out.data(), target, data(), bytes(), s);
  }
  return out;
}

void Tensor::read_batched() {
  fail(Code::Type,
       "a tensor inside vectorized_map or vmap has a value for each example, and cannot be read as "
       "one (by numpy(), bool(), int(), float(), as a shape or an axis, or in Python's `if` and "
       "`while`): use operations instead, such as tf.where");
}

void Tensor::read_item(void* out, DType as) const {
  switch_dtype(dtype(), [&]<class S>() {
    S value = *data<S>();
    switch_dtype(as, [&]<class D>() { *static_cast<D*>(out) = convert<D>(value); });
  });
}

}  // namespace zeal
