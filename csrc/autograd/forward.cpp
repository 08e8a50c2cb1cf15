#include "autograd/forward.h"

#include <algorithm>

#include "autograd/variable.h"
#include "dispatch/dispatch.h"

namespace zeal {

void ForwardAccumulator::watch(const Tensor& t, Tensor tangent) {
  tape_.watch(t);
  moving_[tape_.slot(*t.get())] = {t, std::move(tangent)};
}

void ForwardAccumulator::watch(Variable& v, Tensor tangent) {
  tape_.watch(v);
  std::erase_if(variables_, [&](const auto& known) { return known.first == &v; });
  variables_.emplace_back(&v, std::move(tangent));
}

Tensor ForwardAccumulator::tangent(const Variable& v) const {
  for (const auto& [known, tangent] : variables_)
    if (known == &v) return tangent;
  return {};
}

Tensor ForwardAccumulator::tangent(const TensorImpl& t) {
  const uint32_t slot = tape_.slot(t);
  if (slot == kNoSlot) return {};
  if (auto it = moving_.find(slot); it != moving_.end()) return it->second.tangent;
  for (const Tape::Watched& w : tape_.watched_)
    if (w.slot == slot) return tangent(*w.variable);
  return {};
}

void ForwardAccumulator::sweep() {
  std::erase_if(moving_, [](const auto& m) { return m.second.value.get()->use_count() == 1; });
  sweep_at_ = std::max<size_t>(64, 2 * moving_.size());
}

void ForwardAccumulator::see(const Call& call) {
  std::vector<Tensor> tangents(call.in.size());
  std::vector<bool> wanted(call.in.size());
  bool any = false;
  for (size_t i = 0; i < tangents.size(); ++i) {
    const TensorImpl* x = call.in[i];
    if (x && is_differentiable(x->dtype())) tangents[i] = tangent(*x);
    any |= wanted[i] = bool(tangents[i]);
  }
  if (!any) return;

  OutsideTape outside(tape_);
  Tape second(false, false);
  std::vector<Tensor> weights(call.out.size());
  std::vector<Tape::Source> sources, targets;
  std::vector<size_t> moved;  // the outputs that sources belong to
  for (size_t i = 0; i < weights.size(); ++i) {
    const Tensor& y = call.out[i];
    if (!is_differentiable(y.dtype())) continue;
    weights[i] = Tensor::full(y.shape(), 0, y.dtype(), y.device());
    second.watch(weights[i]);
    sources.push_back({weights[i]});
    moved.push_back(i);
  }
  std::vector<Tensor> along;
  second.start();
  const std::vector<Gradient> dx = Tape::pull_back(call, wanted, weights);
  for (size_t i = 0; i < dx.size(); ++i) {
    if (!dx[i]) continue;
    targets.push_back({dx[i].dense()});
    along.push_back(std::move(tangents[i]));
  }
  second.stop();
  std::vector<Gradient> dy = second.gradient(targets, sources, along);
  for (size_t i = 0; i < dy.size(); ++i)
    if (dy[i]) watch(call.out[moved[i]], dy[i].dense());
  if (moving_.size() >= sweep_at_) sweep();
}

}  // namespace zeal
