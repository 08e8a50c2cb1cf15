#include "autograd/gradient_of_body.h"

#include "autograd/tape.h"
#include "ops/array/reshape.decl.h"

namespace zeal {

void gradient_of_body(GradContext& g,
                      const std::function<std::vector<Tensor>(std::span<const Tensor> x)>& body) {
  Tape tape(false, false);
  std::vector<Tensor> x, dy;
  std::vector<Tape::Source> targets, sources;
  for (int i = 0; i < g.num_inputs(); ++i) {
    x.push_back(ops::identity(g.x(i)));  // a value of its own, should one tensor come twice
    sources.push_back({x.back()});
    if (g.needs(i)) tape.watch(x.back());
  }
  tape.start();
  const std::vector<Tensor> y = body(x);
  tape.stop();
  for (int i = 0; i < g.num_outputs(); ++i) {
    if (!g.has_dy(i)) continue;
    targets.push_back({y[static_cast<size_t>(i)]});
    dy.push_back(g.dy(i));
  }
  const std::vector<Gradient> dx = tape.gradient(targets, sources, dy);
  for (int i = 0; i < g.num_inputs(); ++i)
    if (const Gradient& d = dx[static_cast<size_t>(i)]) g.dx(i, d.dense());
}

}  // namespace zeal
