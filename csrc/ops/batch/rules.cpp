// The batching rules that many ops share.
#include "dispatch/batch_rules.h"

#include <algorithm>

#include "dispatch/batch.h"
#include "dispatch/dispatch.h"
#include "dispatch/infer.h"
#include "ops/array/reshape.h"

namespace zeal::batch {

namespace {
std::vector<Tensor> all_front(const BatchContext& c) {
  std::vector<Tensor> in;
  for (int i = 0; i < c.num_inputs(); ++i) in.push_back(c.front(i));
  return in;
}

// Is each input that is not in the mask one and the same for all examples?
bool others_are_one(const BatchContext& c, uint32_t mask) {
  for (int i = 0; i < c.num_inputs(); ++i)
    if (!(mask >> std::min(i, 31) & 1) && c.batched(i)) return false;
  return true;
}
}  // namespace

void elementwise(BatchContext& c) {
  int rank = 0;
  for (int i = 0; i < c.num_inputs(); ++i)
    if (c.has(i)) rank = std::max(rank, c.rank(i));
  // Some broadcast only into a shape that one input must have already.
  const bool broadcasts = c.op().def->infer == broadcast || c.op().rung != Rung::Elementwise;
  std::vector<Tensor> in;
  for (int i = 0; i < c.num_inputs(); ++i)
    in.push_back(!broadcasts && c.shape(i) == c.out_shape() ? c.front(i) : c.aligned(i, rank));
  c.run(in, c.raw_attrs());
}

void reduction(BatchContext& c) {
  AttrsCopy attrs(c.op().attrs, c.raw_attrs());
  for (const char* name : {"axis", "axes"}) attrs.shift_axes(name, c.rank());
  c.run(all_front(c), attrs.get());
}

void leading(BatchContext& c) {
  AttrsCopy attrs(c.op().attrs, c.raw_attrs());
  attrs.shift_axes("axis");
  c.run(all_front(c), attrs.get());
}

void leading_inputs(BatchContext& c, uint32_t mask) {
  if (!others_are_one(c, mask)) return c.fall_back();
  AttrsCopy attrs(c.op().attrs, c.raw_attrs());
  attrs.shift_axes("axis");
  std::vector<Tensor> in;
  for (int i = 0; i < c.num_inputs(); ++i) in.push_back(mask >> i & 1 ? c.front(i) : c.in(i));
  c.run(in, attrs.get());
}

void fold_inputs(BatchContext& c, uint32_t mask) {
  if (!others_are_one(c, mask)) return c.fall_back();
  AttrsCopy attrs(c.op().attrs, c.raw_attrs());
  attrs.scale_first_extent(c.size());
  std::vector<Tensor> in;
  for (int i = 0; i < c.num_inputs(); ++i) {
    Tensor x = mask >> i & 1 ? c.front(i) : c.in(i);
    if (x && mask >> i & 1) {
      Shape merged = c.shape(i);
      merged[0] = checked_mul(merged[0], c.size());
      x = ops::reshape(x, {.shape = Ints(merged.dims())});
    }
    in.push_back(std::move(x));
  }
  c.run(in, attrs.get());
}

void reshaped(BatchContext& c) { c.out(c.in()); }

void shape_only(BatchContext& c) {
  // One example, whose values nobody reads.
  Tensor one = Tensor::empty(c.dtype(), c.shape(), c.in().device().home());
  TensorImpl* in[] = {one.get()};
  c.out_same(0, Tensor::steal(dispatch1(c.op(), in, c.raw_attrs())));
}

void random(BatchContext& c) {
  AttrsCopy attrs(c.op().attrs, c.raw_attrs());
  const AttrField* f = attrs.find("state");
  auto* state = f ? &attrs.at<Ints>(*f) : nullptr;
  if (!state || state->empty()) return c.fall_back();
  // Far apart: no example draws what another does, nor what is drawn after the call.
  constexpr int64_t apart = int64_t{1} << 40;
  c.fall_back([&](int64_t example) {
    if (example) (*state)[0] = static_cast<int64_t>(static_cast<uint64_t>((*state)[0]) + apart);
    return attrs.get();
  });
}

}  // namespace zeal::batch
