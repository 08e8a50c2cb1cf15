// The walk backwards over a tape's nodes.
#include "autograd/gradient.h"
#include "autograd/tape.h"
#include "autograd/variable.h"
#include "dispatch/dispatch.h"
#include "dispatch/elementwise.h"
#include "ops/operators.h"

namespace zeal {

class Backprop {
 public:
  explicit Backprop(Tape& tape)
      : tape_(tape), nodes_(tape.nodes_.size()), wanted_(tape.slots_), grads_(tape.slots_) {}

  void want(uint32_t slot) { wanted_[slot] = kSource; }
  Gradient& at(uint32_t slot) { return grads_[slot]; }

  // Marks every value that depends on a source.
  void mark() {
    for (size_t n = 0; n < nodes_; ++n) {
      const Node& node = tape_.nodes_[n];
      bool any = false;
      for (int i = 0; i < node.n_in && !any; ++i) {
        uint32_t s = tape_.in_slots_[node.inputs + i];
        any = s != kNoSlot && wanted_[s];
      }
      if (!any) continue;
      for (int i = 0; i < node.n_out; ++i)
        if (!wanted_[node.out_slot + i]) wanted_[node.out_slot + i] = kBetween;
    }
  }

  void run() {
    for (size_t n = nodes_; n-- > 0;) {
      // By value: a persistent tape may be recording the gradient itself and grow.
      const Node node = tape_.nodes_[n];
      if (arrived(node)) {
        try {
          run_node(node, static_cast<uint32_t>(n));
        } catch (...) {
          say_where(n);
        }
      }
      for (int i = 0; i < node.n_out; ++i)
        if (wanted_[node.out_slot + i] != kSource) grads_[node.out_slot + i] = {};
      if (!tape_.persistent_) tape_.release_node(tape_.nodes_[n]);
    }
  }

 private:
  static constexpr uint8_t kBetween = 1, kSource = 2;

  bool arrived(const Node& node) const {
    for (int i = 0; i < node.n_out; ++i)
      if (wanted_[node.out_slot + i] && grads_[node.out_slot + i]) return true;
    return false;
  }

  void run_node(const Node& node, uint32_t n) {
    if (node.op) {
      GradContext g(tape_, n, grads_.data(), wanted_.data());
      node.op->def->grad(g);
    } else {
      run_custom(node);
    }
  }

  // Throws the error in flight on, with the place of the call whose gradient it comes from.
  [[noreturn]] ZEAL_NOINLINE void say_where(size_t n) const {
    const CallSite* site = tape_.site(n);
    if (!site) throw;
    try {
      throw;
    } catch (const Error& e) {
      throw Error(e.code(), e.message() + site->text());
    } catch (...) {
      site->annotate();
      throw;
    }
  }

  void run_custom(const Node& node) {
    std::vector<Gradient> dy(node.n_out);
    for (int i = 0; i < node.n_out; ++i) {
      const Gradient& g = grads_[node.out_slot + i];
      Meta m = tape_.meta_of(node.kept + node.n_in + i);
      dy[i] = g ? g : Gradient(Tensor::full(m.shape, 0, m.dtype, m.device));
    }
    std::vector<Gradient> dx(node.n_in);
    std::shared_ptr<CustomGradient> backward = tape_.customs_[node.custom];
    backward->backward(dy, dx);
    for (int i = 0; i < node.n_in; ++i) {
      uint32_t s = tape_.in_slots_[node.inputs + i];
      if (s == kNoSlot || !wanted_[s] || !dx[i]) continue;
      check_custom(i, dx[i], tape_.meta_of(node.kept + i));
      grads_[s].add(std::move(dx[i]));
    }
  }

  // What a user's function gives must be what an op's would be: all that follows relies on it.
  static void check_custom(int i, const Gradient& dx, const Meta& x) {
    const Tensor& values = dx.is_slices() ? dx.slices().values : dx.tensor();
    const Shape& shape = dx.is_slices() ? dx.slices().dense_shape : values.shape();
    if (ZEAL_UNLIKELY(shape != x.shape))
      fail(Code::Value, "custom_gradient: the gradient by input ", i, " must have its shape, ",
           x.shape, ", got ", shape);
    if (ZEAL_UNLIKELY(values.dtype() != x.dtype))
      fail(Code::Value, "custom_gradient: the gradient by input ", i, " must have its dtype, ",
           name_of(x.dtype), ", got ", name_of(values.dtype()));
  }

  Tape& tape_;
  size_t nodes_;
  std::vector<uint8_t> wanted_;  // by slot
  std::vector<Gradient> grads_;  // by slot
};

std::vector<Gradient> Tape::gradient(std::span<const Source> targets,
                                     std::span<const Source> sources,
                                     std::span<const Tensor> output_gradients) {
  if (used_ && !persistent_)
    fail(Code::FailedPrecondition,
         "A non-persistent GradientTape can only be used to compute one set of gradients (or "
         "jacobians)");
  used_ = true;
  Backprop b(*this);

  // A variable may own several slots (see watch); its gradient is their sum.
  auto slots_of = [this](const Source& s, auto&& f) {
    if (s.variable) {
      for (const Watched& w : watched_)
        if (w.variable == s.variable) f(w.slot);
    } else if (uint32_t at = slot(*s.tensor.get()); at != kNoSlot) {
      f(at);
    }
  };
  for (const Source& s : sources) slots_of(s, [&](uint32_t at) { b.want(at); });
  b.mark();

  std::vector<Gradient> out(sources.size());
  for (size_t i = 0; i < targets.size(); ++i) {
    const Source& target = targets[i];
    Tensor t = target.variable ? target.variable->peek() : target.tensor;
    Tensor seed = i < output_gradients.size() ? output_gradients[i] : Tensor();
    if (!seed) seed = Tensor::full(t.shape(), 1, t.dtype(), t.device());
    bool unknown = true;
    slots_of(target, [&](uint32_t at) {
      if (std::exchange(unknown, false)) b.at(at).add(seed);
    });
    // What no call was recorded of may be a target and a source at once.
    for (size_t k = 0; unknown && k < sources.size(); ++k)
      if (target.variable ? target.variable == sources[k].variable
                          : target.tensor.get() == sources[k].tensor.get())
        out[k].add(seed);
  }
  b.run();

  for (size_t k = 0; k < sources.size(); ++k)
    slots_of(sources[k], [&](uint32_t at) {
      // The same source may be asked for twice, so the slot keeps its own.
      if (const Gradient& g = b.at(at)) out[k].add(g);
    });
  return out;
}

std::vector<Gradient> Tape::pull_back(const Call& call, const std::vector<bool>& wanted,
                                      std::span<const Tensor> dy) {
  Tape t(false, false);
  t.hold(call, wanted);
  Backprop b(t);
  for (uint32_t s : t.in_slots_)
    if (s != kNoSlot) b.want(s);
  b.mark();
  for (size_t i = 0; i < dy.size(); ++i)
    if (dy[i]) b.at(t.nodes_[0].out_slot + static_cast<uint32_t>(i)).add(dy[i]);
  b.run();
  std::vector<Gradient> dx(wanted.size());
  for (size_t i = 0; i < dx.size(); ++i)
    if (wanted[i]) dx[i] = std::move(b.at(t.in_slots_[i]));
  return dx;
}

const Node& GradContext::node() const { return tape_.nodes_[node_]; }
const void* GradContext::raw_attrs() const { return node().attrs; }
int GradContext::num_inputs() const { return node().n_in; }
int GradContext::num_outputs() const { return node().n_out; }

bool GradContext::needs(int i) const {
  uint32_t s = tape_.in_slots_[node().inputs + i];
  return s != kNoSlot && wanted_[s];
}

Tensor GradContext::x(int i) const {
  TensorImpl* t = tape_.kept_[node().kept + i].tensor;
  if (!t)
    fail(Code::Internal, node().op->def->type, ": the gradient reads input ", i,
         ", which grad_reads does not name");
  return Tensor::share(t);
}
Tensor GradContext::y(int i) const {
  TensorImpl* t = tape_.kept_[node().kept + node().n_in + i].tensor;
  if (!t)
    fail(Code::Internal, node().op->def->type, ": the gradient reads output ", i,
         ", which grad_reads does not name");
  return Tensor::share(t);
}
Shape GradContext::x_shape(int i) const { return tape_.meta_of(node().kept + i).shape; }
DType GradContext::x_dtype(int i) const { return tape_.meta_of(node().kept + i).dtype; }
Shape GradContext::y_shape(int i) const {
  return tape_.meta_of(node().kept + node().n_in + i).shape;
}
DType GradContext::y_dtype(int i) const {
  return tape_.meta_of(node().kept + node().n_in + i).dtype;
}

bool GradContext::has_dy(int i) const { return bool(grads_[node().out_slot + i]); }

Tensor GradContext::dy(int i) const {
  const Gradient& g = grads_[node().out_slot + i];
  if (ZEAL_LIKELY(bool(g.tensor()))) return g.tensor();
  if (g) return g.dense();
  Meta m = tape_.meta_of(node().kept + node().n_in + i);
  return Tensor::full(m.shape, 0, m.dtype, m.device);
}

void GradContext::dx(int i, Tensor t) {
  uint32_t s = tape_.in_slots_[node().inputs + i];
  if (s == kNoSlot || !wanted_[s]) return;
  const Tape::Kept& k = tape_.kept_[node().kept + i];
  const Shape& shape = k.tensor ? k.tensor->shape() : tape_.metas_[k.meta].shape;
  if (ZEAL_UNLIKELY(t.shape() != shape)) {
    if (node().op->rung != Rung::Elementwise)
      fail(Code::Internal, node().op->def->type, ": the gradient by input ", i, " has shape ",
           t.shape(), ", the input ", shape);
    t = sum_to(t, Shape(shape));
  }
  grads_[s].add(std::move(t));
}

void GradContext::dx(int i, IndexedSlices slices) {
  uint32_t s = tape_.in_slots_[node().inputs + i];
  if (s != kNoSlot && wanted_[s]) grads_[s].add(std::move(slices));
}

}  // namespace zeal
