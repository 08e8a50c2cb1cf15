// Derivatives written by the user, called inside of vectorised maps, for tapes outside of them.
#include <algorithm>

#include "autograd/tape.h"
#include "dispatch/batch.h"
#include "ops/math/reduce.h"
#include "ops/operators.h"

namespace zeal {

namespace {

// The derivative for all examples: that for one, called inside the map again.
class BatchedGradient final : public CustomGradient {
 public:
  BatchedGradient(std::shared_ptr<BatchScope> scope, std::vector<bool> batched,
                  std::shared_ptr<CustomGradient> one)
      : scope_(std::move(scope)), batched_(std::move(batched)), one_(std::move(one)) {}

  void* object() const override { return one_.use_count() == 1 ? one_->object() : nullptr; }
  std::shared_ptr<CustomGradient> another() const override {
    auto one = one_->another();
    return one ? std::make_shared<BatchedGradient>(scope_, batched_, std::move(one)) : nullptr;
  }

  void backward(std::span<const Gradient> dy, std::span<Gradient> dx) override {
    struct Entered {
      BatchScope* scope = nullptr;
      ~Entered() {
        if (scope) scope->leave();
      }
    } entered;
    if (!scope_->entered()) {
      scope_->enter();
      entered.scope = scope_.get();
    }
    std::vector<Gradient> of_each;
    for (const Gradient& d : dy) of_each.emplace_back(make_batched(d.dense(), *scope_));
    one_->backward(of_each, dx);
    OutsideScope outside(*scope_);
    for (size_t i = 0; i < dx.size(); ++i) {
      if (!dx[i]) continue;
      const Tensor all = value_in(dx[i].dense(), *scope_);
      dx[i] = Gradient(batched_[i] ? all : ops::sum(all, {.axis = Ints{0}}));
    }
  }

 private:
  std::shared_ptr<BatchScope> scope_;
  std::vector<bool> batched_;  // by input; the others are shared by all examples
  std::shared_ptr<CustomGradient> one_;
};

}  // namespace

int record_custom_outside(Inputs in, std::span<Tensor> out,
                          const std::shared_ptr<CustomGradient>& backward) {
  BatchScope* scope = nullptr;
  auto look = [&](TensorImpl* t) {
    if (const Batched* b = batched(t)) {
      BatchScope& s = scope_of(*b);
      if (!scope || s.depth() > scope->depth()) scope = &s;
    }
  };
  for (TensorImpl* t : in) look(t);
  for (const Tensor& t : out) look(t.get());
  if (!scope) return 0;
  OutsideScope outside(*scope);
  std::vector<Tensor> values, results;
  std::vector<TensorImpl*> impls;
  std::vector<bool> is_batched;
  for (TensorImpl* t : in) {
    const Batched* b = batched(t);
    is_batched.push_back(b && b->scope == scope->id());
    values.push_back(is_batched.back() ? value_in(Tensor::share(t), *scope) : Tensor::share(t));
    impls.push_back(values.back().get());
  }
  for (const Tensor& y : out) results.push_back(value_in(y, *scope));
  record_custom(impls, results,
                std::make_shared<BatchedGradient>(scope->shared_from_this(), is_batched, backward));
  for (size_t i = 0; i < out.size(); ++i) out[i] = make_batched(results[i], *scope);
  return scope->depth();
}

}  // namespace zeal
