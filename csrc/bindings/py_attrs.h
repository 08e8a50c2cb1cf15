// Fills an op's Attrs from Python arguments, field by field as its record describes them.
#pragma once
#include <cstddef>

#include "bindings/py.h"

namespace zeal::py {

// Is there an attribute without a default?
bool has_required_attrs(const OpRecord& op);

// The Attrs of one call; get() is null when every attribute has its default.
class AttrsHolder {
 public:
  // `values`: the arguments by parameter, null where not given.
  AttrsHolder(const OpRecord& op, PyObject* const* values, const char* name);
  ~AttrsHolder() { release(); }
  AttrsHolder(const AttrsHolder&) = delete;
  const void* get() const { return made_ ? buffer_ : nullptr; }

 private:
  void fill(const OpRecord& op, PyObject* const* values, const char* name);
  void release() {
    if (made_ && !type_.trivial) type_.destroy(buffer_);
    made_ = false;
  }

  const AttrsType& type_;
  bool made_ = false;
  alignas(16) std::byte buffer_[kMaxAttrsSize];
};

}  // namespace zeal::py
