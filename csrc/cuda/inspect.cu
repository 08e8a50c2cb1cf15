// What is known of a tensor without its values.
#include "ops/array/inspect.h"

#include "cuda/each.h"

namespace zeal::cuda {
namespace {

struct Put {
  IndexArray out;
  int64_t values[kMaxRank];
  HOST_DEVICE void operator()(int64_t i) const { out.set(i, values[i]); }
};

void put(KernelContext& k, std::span<const int64_t> values) {
  Put f{{k.out().data(), k.out().dtype()}, {}};
  for (size_t i = 0; i < values.size(); ++i) f.values[i] = values[i];
  each(k.stream(), static_cast<int64_t>(values.size()), f);
}

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {

void ShapeOf::cuda(KernelContext& k) { cuda::put(k, k.shape().dims()); }
void Rank::cuda(KernelContext& k) {
  const int64_t rank[] = {k.shape().rank()};
  cuda::put(k, rank);
}
void Size::cuda(KernelContext& k) {
  const int64_t size[] = {k.in().numel()};
  cuda::put(k, size);
}

}  // namespace zeal::op
