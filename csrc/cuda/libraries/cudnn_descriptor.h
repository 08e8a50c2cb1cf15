// cuDNN's backend descriptors, destroyed when they go; what it refuses is thrown.
#pragma once
#include <initializer_list>
#include <utility>

#include "core/error.h"
#include "cuda/libraries/cudnn_api.h"

namespace zeal::cuda {

inline void expect(const Cudnn& l, int status, const char* what) {
  if (ZEAL_LIKELY(status == dnn::kSuccess)) return;
  const bool memory = status == dnn::kDeviceAllocFailed || status == dnn::kHostAllocFailed;
  fail(memory ? Code::ResourceExhausted : Code::Internal, "cuDNN: ", what, ": ",
       l.error_string(status));
}

class Descriptor {
 public:
  Descriptor() = default;
  Descriptor(const Cudnn& l, dnn::Descriptor type) : l_(&l) {
    expect(l, l.descriptor_create(type, &p_), "making a descriptor");
  }
  Descriptor(Descriptor&& o) noexcept : l_(o.l_), p_(std::exchange(o.p_, nullptr)) {}
  Descriptor& operator=(Descriptor&& o) noexcept {
    std::swap(l_, o.l_);
    std::swap(p_, o.p_);
    return *this;
  }
  ~Descriptor() {
    if (p_) l_->descriptor_destroy(p_);
  }

  void set(dnn::Attribute a, dnn::Type type, const void* values, int64_t count = 1) {
    expect(*l_, l_->set(p_, a, type, count, values), "setting an attribute");
  }
  void set(dnn::Attribute a, const Descriptor& other) { set(a, dnn::kOfDescriptor, &other.p_); }
  void set(dnn::Attribute a, std::initializer_list<int64_t> values) {
    set(a, dnn::kOfInt64, values.begin(), static_cast<int64_t>(values.size()));
  }
  Descriptor& finalize() {
    expect(*l_, l_->finalize(p_), "finishing a descriptor");
    return *this;
  }
  bool try_finalize() { return l_->finalize(p_) == dnn::kSuccess; }
  void* get() const { return p_; }
  void* const* address() const { return &p_; }

 private:
  const Cudnn* l_ = nullptr;
  void* p_ = nullptr;
};

}  // namespace zeal::cuda
