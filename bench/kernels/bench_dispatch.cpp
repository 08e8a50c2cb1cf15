// What a call costs below Python: the dispatcher, the tape and the allocator.
#include "core/allocator.h"
#include "dispatch/dispatch.h"
#include "ops/array/slice.h"
#include "roofline.h"

namespace zeal::bench {
namespace {

void make_tensor(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Tensor::empty(DType::Float32, {2, 2}).data());
}
BENCHMARK(make_tensor);

void allocate(benchmark::State& state) {
  Allocator* a = cpu_allocator(0);
  const auto bytes = static_cast<size_t>(state.range(0));
  for (auto _ : state) {
    void* p = a->allocate(bytes, Stream{});
    benchmark::DoNotOptimize(p);
    a->deallocate(p, bytes, Stream{});
  }
}
BENCHMARK(allocate)->Arg(64)->Arg(4096)->Arg(1 << 20)->Arg(1 << 26);

void small_add(benchmark::State& state) {
  const Tensor x = ramp({2, 2}), y = ramp({2, 2});
  for (auto _ : state) benchmark::DoNotOptimize(ops::add(x, y).data());
}
BENCHMARK(small_add);

void small_matmul(benchmark::State& state) {
  const Tensor x = ramp({2, 2}), y = ramp({2, 2});
  for (auto _ : state) benchmark::DoNotOptimize(ops::matmul(x, y).data());
}
BENCHMARK(small_matmul);

void small_sum(benchmark::State& state) {
  const Tensor x = ramp({2, 2});
  for (auto _ : state) benchmark::DoNotOptimize(ops::sum(x).data());
}
BENCHMARK(small_sum);

void small_row(benchmark::State& state) {
  const Tensor x = ramp({2, 2});
  for (auto _ : state) benchmark::DoNotOptimize(ops::at(x, {.index = 0}).data());
}
BENCHMARK(small_row);

void empty_tape(benchmark::State& state) {
  for (auto _ : state) {
    Tape tape(false, true);
    tape.start();
    tape.stop();
  }
}
BENCHMARK(empty_tape);

// One op of a chain of state.range(0), recorded; with `backward`, its gradient too.
template <bool kBackward>
void chain(benchmark::State& state) {
  const Tensor x = ramp({2, 2}), b = ramp({2, 2});
  const int64_t n = state.range(0);
  for (auto _ : state) {
    Tape tape(false, true);
    tape.start();
    tape.watch(x);
    Tensor y = x;
    for (int64_t i = 0; i < n; ++i) y = ops::multiply(y, b);
    tape.stop();
    if constexpr (kBackward) {
      const Tape::Source target{y}, source{x};
      benchmark::DoNotOptimize(tape.gradient({&target, 1}, {&source, 1}));
    }
  }
  state.SetItemsProcessed(state.iterations() * n);
}
void taped(benchmark::State& state) { chain<false>(state); }
void taped_and_gradient(benchmark::State& state) { chain<true>(state); }
BENCHMARK(taped)->Arg(1)->Arg(200);
BENCHMARK(taped_and_gradient)->Arg(1)->Arg(200);

}  // namespace
}  // namespace zeal::bench
