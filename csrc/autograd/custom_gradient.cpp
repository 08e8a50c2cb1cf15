#include "autograd/custom_gradient.h"

#include "autograd/tape.h"

namespace zeal {

namespace {

class Written final : public CustomGradient {
 public:
  Written(Backward f, std::vector<Variable*> variables)
      : backward_(std::move(f)), variables_(std::move(variables)) {}

  void backward(std::span<const Gradient> dy, std::span<Gradient> dx) override {
    std::vector<Gradient> given = backward_(dy, variables_);
    if (given.size() != dx.size())
      fail(Code::Value, "custom_gradient: the derivative must give ", dx.size() - variables_.size(),
           " gradients by inputs and ", variables_.size(), " by variables, got ", given.size());
    std::move(given.begin(), given.end(), dx.begin());
  }

 private:
  Backward backward_;
  std::vector<Variable*> variables_;
};

}  // namespace

std::vector<Tensor> custom_gradient(std::span<const Tensor> x,
                                    const std::function<WithGradient(std::span<const Tensor>)>& f) {
  VariableWatch watch;
  WithGradient result = f(x);
  if (!result.backward)
    fail(Code::InvalidArgument, "custom_gradient: the function gives no derivative");
  const std::vector<Variable*> variables = watch.seen();
  std::vector<Tensor> inputs(x.begin(), x.end());
  for (Variable* v : variables) inputs.push_back(v->read());
  std::vector<TensorImpl*> in;
  for (const Tensor& t : inputs) in.push_back(t.get());
  record_custom(in, result.y, std::make_shared<Written>(std::move(result.backward), variables));
  return std::move(result.y);
}

}  // namespace zeal
