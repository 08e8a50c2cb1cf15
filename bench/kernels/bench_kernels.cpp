// Kernels against the roofline of the core they run on, larger than its caches.
#include "ops/math/reduce.h"
#include "ops/nn/conv.h"
#include "roofline.h"

namespace zeal::bench {
namespace {

constexpr int64_t kMany = int64_t{1} << 24;

#define ELEMENTWISE(name)                                  \
  void name(benchmark::State& state) {                     \
    const Tensor x = ramp({kMany});                        \
    run(state, [&] { return ops::name(x); }, 8.0 * kMany); \
  }                                                        \
  BENCHMARK(name)->Unit(benchmark::kMillisecond)
ELEMENTWISE(relu);
ELEMENTWISE(exp);
ELEMENTWISE(log);
ELEMENTWISE(tanh);
ELEMENTWISE(sigmoid);
ELEMENTWISE(erf);
ELEMENTWISE(sin);

void add(benchmark::State& state) {
  const Tensor x = ramp({kMany}), y = ramp({kMany});
  run(state, [&] { return ops::add(x, y); }, 12.0 * kMany);
}
BENCHMARK(add)->Unit(benchmark::kMillisecond);

void add_row(benchmark::State& state) {
  const Tensor x = ramp({4096, 4096}), y = ramp({4096});
  run(state, [&] { return ops::add(x, y); }, 8.0 * kMany);
}
BENCHMARK(add_row)->Unit(benchmark::kMillisecond);

void sum(benchmark::State& state) {
  const Tensor x = ramp({kMany});
  run(state, [&] { return ops::sum(x); }, 4.0 * kMany, 0, true);
}
BENCHMARK(sum)->Unit(benchmark::kMillisecond);

void sum_columns(benchmark::State& state) {
  const Tensor x = ramp({4096, 4096});
  run(state, [&] { return ops::sum(x, {.axis = Ints{0}}); }, 4.0 * kMany, 0, true);
}
BENCHMARK(sum_columns)->Unit(benchmark::kMillisecond);

void count_nonzero(benchmark::State& state) {
  const Tensor x = ramp({kMany});
  run(state, [&] { return ops::count_nonzero(x); }, 4.0 * kMany, 0, true);
}
BENCHMARK(count_nonzero)->Unit(benchmark::kMillisecond);

void softmax(benchmark::State& state) {
  const Tensor x = ramp({kMany / state.range(0), state.range(0)});
  run(state, [&] { return ops::softmax(x); }, 8.0 * kMany);
}
BENCHMARK(softmax)->Arg(64)->Arg(4096)->Arg(kMany)->Unit(benchmark::kMillisecond);

void transpose_large(benchmark::State& state) {
  const Tensor x = ramp({4096, 4096});
  run(state, [&] { return ops::transpose(x); }, 8.0 * kMany);
}
BENCHMARK(transpose_large)->Unit(benchmark::kMillisecond);

void matmul(benchmark::State& state) {
  const int64_t n = state.range(0);
  const Tensor x = ramp({n, n}), y = ramp({n, n});
  run(state, [&] { return ops::matmul(x, y); }, 0, 2.0 * static_cast<double>(n * n * n));
}
BENCHMARK(matmul)->Arg(8)->Arg(32)->Arg(64)->Arg(256)->Arg(1000)->Arg(2048);

// What memory gives one thread and several: with roofline.h's, the bound of two rows of rows.py.
void threads_add(benchmark::State& state) {
  const Tensor x = ramp({kMany}), y = ramp({kMany});
  over_threads(state, [&] { return ops::add(x, y); }, 12.0 * kMany);
}
BENCHMARK(threads_add)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void threads_sum(benchmark::State& state) {
  const Tensor x = ramp({kMany});
  over_threads(state, [&] { return ops::sum(x); }, 4.0 * kMany);
}
BENCHMARK(threads_sum)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// x: [N, H, W, C], 3x3 filters, as many channels out as in
void conv2d(benchmark::State& state) {
  const int64_t n = state.range(0), size = state.range(1), c = state.range(2);
  const Tensor x = ramp({n, size, size, c}), w = ramp({3, 3, c, c});
  op::Conv2D::Attrs same;
  same.padding.kind = Padding::Same;
  run(
      state, [&] { return ops::conv2d(x, w, same); }, 0,
      18.0 * static_cast<double>(n * size * size * c * c));
}
BENCHMARK(conv2d)
    ->Args({32, 26, 16})
    ->Args({8, 56, 64})
    ->Args({8, 14, 256})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace zeal::bench
