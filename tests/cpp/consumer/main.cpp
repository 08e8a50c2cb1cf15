// A program outside zeal's tree: tensors, an op and the tape, from the installed headers and
// library.
#include "zeal.h"

#include <cmath>
#include <cstdio>

int main() {
  using namespace zeal;
  const float values[] = {-1.0f, 0.0f, 2.0f};
  const Tensor x = Tensor::from(values, {3});

  Tape tape(/*persistent=*/false, /*watch_accessed_variables=*/true);
  tape.start();
  tape.watch(x);
  const Tensor y = ops::multiply(x, ops::exp(x));
  tape.stop();

  const Tape::Source target{y}, source{x};
  const Tensor dx = tape.gradient({&target, 1}, {&source, 1})[0].dense();

  int wrong = 0;
  for (int i = 0; i < 3; ++i) {
    const float expected = (1 + values[i]) * std::exp(values[i]);  // d(x e^x)/dx
    const float got = dx.data<float>()[i];
    std::printf("x = %g: d(x e^x)/dx = %g, expected %g\n", values[i], got, expected);
    if (!(std::fabs(got - expected) <= 1e-5f * std::fabs(expected))) ++wrong;
  }
  return wrong;
}
