// Ops from outside this library: how they get into the table. See zeal_op.h for how one is written.
#pragma once
#include <cstddef>
#include <vector>

#include "dispatch/registry.h"

namespace zeal {

// Changes with the layout of records, so that a library built against other headers is refused.
inline constexpr size_t kRecordLayout = sizeof(OpRecord) * 4096 + sizeof(OpDef);

// From now on find_op() knows `op`, and so does whoever asks for registered_ops(). Its CPU kernel
// is put in its slot; an element-wise op's loops must be there already. Raises AlreadyExists when
// the type's name is taken, and FailedPrecondition when `layout` is not ours.
ZEAL_API void register_op(const OpRecord& op, size_t layout = kRecordLayout);

// For initialisers of libraries, which must not throw: keeps the error for load_op_library().
ZEAL_API void register_op_at_load(const OpRecord& op, size_t layout) noexcept;

// All ops that were registered, in their order.
ZEAL_API std::vector<const OpRecord*> registered_ops();

// Loads a library whose initialisers register ops, and gives those ops. Raises NotFound when it
// cannot be loaded, and what its registrations raised. Ops of a library that was loaded before are
// given again.
ZEAL_API std::vector<const OpRecord*> load_op_library(const char* path);

}  // namespace zeal
