// Derivatives forward: the change of results while their inputs move along tangents.
#pragma once
#include <unordered_map>
#include <utility>
#include <vector>

#include "autograd/tape.h"

namespace zeal {

// Note [Forward mode]
// While an accumulator records, each call of which an input has a tangent gives its outputs theirs
// at once: the call's Jacobian times its inputs' tangents. No op states that product, only its
// gradient, which is linear in what flows back; so the derivative by what flows back, along the
// tangents, is the product (J. Townsend, "A new trick for calculating Jacobian vector products",
// 2017). Both passes are over one call. The ops that they are made of are recorded by the tapes
// and seen by the accumulators outside of this one, but by none inside: so both kinds nest in
// either order. A tangent is dropped when nobody but the accumulator holds its value any more.
class ZEAL_API ForwardAccumulator {
 public:
  ForwardAccumulator() : tape_(true, false) { tape_.forward_ = this; }

  // Recording starts and stops on the calling thread, as a tape's does.
  void start() { tape_.start(); }
  void stop() { tape_.stop(); }
  bool recording() const { return tape_.recording(); }

  // `tangent` has the shape and dtype of what it belongs to; it replaces one given before.
  void watch(const Tensor& t, Tensor tangent);
  void watch(Variable& v, Tensor tangent);

  // The tangent of a value, or of what a variable holds; empty where it depends on nothing watched.
  Tensor tangent(const TensorImpl& t);
  Tensor tangent(const Variable& v) const;

 private:
  friend class Tape;
  void see(const Call& call);
  void sweep();

  struct Moving {
    Tensor value, tangent;
  };
  Tape tape_;                                            // knows which values have a slot
  std::unordered_map<uint32_t, Moving> moving_;          // by slot
  std::vector<std::pair<Variable*, Tensor>> variables_;  // the tape holds references to these
  size_t sweep_at_ = 64;                                 // values
};

}  // namespace zeal
