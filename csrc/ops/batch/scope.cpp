// Scopes of vectorised maps, and the tensors that belong to them.
#include <algorithm>
#include <atomic>

#include "dispatch/batch.h"
#include "dispatch/thread_state.h"
#include "ops/array/broadcast.h"

namespace zeal {

namespace {
std::atomic<uint64_t> next_id{1};
}

BatchScope::BatchScope(const Shape& extents, bool may_loop)
    : id_(next_id.fetch_add(1, std::memory_order_relaxed)),
      extents_(extents),
      size_(extents.numel()),
      may_loop_(may_loop) {}

BatchScope::~BatchScope() {
  // A function that did not come to its end leaves its scope here; what was inside goes, too.
  BatchScope* s = thread_state.batch;
  while (s && s != this) s = s->outer_;
  if (s) leave();
}

void BatchScope::enter() {
  if (entered()) fail(Code::FailedPrecondition, "this vectorised map runs already");
  outer_ = thread_state.batch;
  depth_ = outer_ ? outer_->depth_ + 1 : 1;
  thread_state.batch = this;
}

void BatchScope::leave() {
  if (!entered()) return;
  while (thread_state.batch && thread_state.batch->depth_ >= depth_) {
    BatchScope* s = thread_state.batch;
    thread_state.batch = std::exchange(s->outer_, nullptr);
    s->depth_ = 0;
    if (s == this) break;
  }
}

void BatchScope::add_looped(const OpRecord& op) {
  if (std::ranges::find(looped_, &op) == looped_.end()) looped_.push_back(&op);
}

Tensor make_batched(Tensor value, const BatchScope& scope, const Ties& ties) {
  const Shape one(value.shape().dims().subspan(1));
  const DType dtype = value.dtype();
  const Device device = Device::batched(value.device().home());
  auto* b = new Batched{std::move(value), scope.id(), ties};
  Storage* s = Storage::borrow(b, 0, device, [](void* p) { delete static_cast<Batched*>(p); }, b);
  return Tensor::steal(TensorImpl::adopt(s, dtype, one, device));
}

BatchScope& scope_of(const Batched& b) {
  for (BatchScope* s = thread_state.batch; s; s = s->outer())
    if (s->id() == b.scope) return *s;
  fail(Code::Value,
       "a tensor from inside the function of a vectorized_map or vmap was used outside of it: only "
       "what the function returns can leave it");
}

Tensor value_in(const Tensor& t, const BatchScope& scope) {
  const Batched* b = batched(t.get());
  if (b && b->scope == scope.id()) return b->ties.any() ? write_out(*b, scope) : b->value;
  Ints shape;
  int64_t* to = shape.resize(static_cast<size_t>(t.rank()) + 1);
  *to = scope.size();
  std::ranges::copy(t.shape(), to + 1);
  return ops::broadcast_to(t, {.shape = shape});
}

}  // namespace zeal
