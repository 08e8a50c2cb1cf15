// What a tape shows of itself: its nodes as a person reads them.
#include "autograd/tape.h"
#include "autograd/variable.h"

namespace zeal {

NodeView Tape::view(size_t at) const {
  const Node& n = nodes_[at];
  NodeView view{n.op ? n.op->def->type : "CustomGradient", {}, {}, {}, site(at)};
  const int count = n.n_in + n.n_out;
  view.metas.reserve(static_cast<size_t>(count));  // so that pointers into it stay
  for (int i = 0; i < count; ++i) {
    const uint32_t kept = n.kept + static_cast<uint32_t>(i);
    const uint32_t out = n.out_slot + static_cast<uint32_t>(i - n.n_in);
    const TensorImpl* t = kept_[kept].tensor;
    NodeView::Value v{i < n.n_in ? in_slots_[n.inputs + static_cast<uint32_t>(i)] : out, nullptr,
                      t ? t->data() : nullptr, t ? t->bytes() : 0};
    if (t || kept_[kept].meta != kNoMeta) {
      view.metas.push_back(meta_of(kept));
      v.meta = &view.metas.back();
    }
    (i < n.n_in ? view.in : view.out).push_back(v);
  }
  return view;
}

std::vector<std::pair<Variable*, uint32_t>> Tape::watched_slots() const {
  std::vector<std::pair<Variable*, uint32_t>> out;
  for (const Watched& w : watched_) out.emplace_back(w.variable, w.slot);
  return out;
}

void Tape::keep_site(std::shared_ptr<CallSite> site) {
  sites_.resize(nodes_.size());
  sites_.back() = std::move(site);
}

}  // namespace zeal
