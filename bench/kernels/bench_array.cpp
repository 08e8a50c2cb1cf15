// Ops that move elements.
#include "ops/array/concat.h"
#include "ops/array/gather.h"
#include "ops/array/order.h"
#include "ops/array/slice.h"
#include "ops/array/transpose.h"
#include "roofline.h"

namespace zeal::bench {
namespace {

double bytes_of(const Tensor& t) { return static_cast<double>(t.bytes()); }

void transpose(benchmark::State& state) {
  const Tensor x = ramp({state.range(0), state.range(0)});
  run(state, [&] { return ops::transpose(x); }, 2 * bytes_of(x));
}
BENCHMARK(transpose)->Arg(64)->Arg(256)->Arg(1000)->Arg(1024)->Arg(4096)->UseRealTime();

// [N, H, W, C] to [N, C, H, W]
void channels_first(benchmark::State& state) {
  const Tensor x = ramp({32, 28, 28, state.range(0)});
  const op::Transpose::Attrs a{.perm = Ints{0, 3, 1, 2}};
  run(state, [&] { return ops::transpose(x, a); }, 2 * bytes_of(x));
}
BENCHMARK(channels_first)->Arg(3)->Arg(16)->Arg(64)->UseRealTime();

void concat(benchmark::State& state) {
  const Tensor parts[] = {ramp({512, 512}), ramp({512, 512}), ramp({512, 512}), ramp({512, 512})};
  const op::Concat::Attrs a{.axis = state.range(0)};
  run(state, [&] { return ops::concat(parts, a); }, 8 * bytes_of(parts[0]));
}
BENCHMARK(concat)->Arg(0)->Arg(1)->UseRealTime();

void gather(benchmark::State& state) {
  const int64_t rows = 50000, picks = 20000;
  const Tensor x = ramp({rows, state.range(0)});
  Tensor ids = Tensor::empty(DType::Int32, {picks});
  for (int64_t i = 0; i < picks; ++i)
    ids.data<int32_t>()[i] = static_cast<int32_t>(i * 7919 % rows);
  run(
      state, [&] { return ops::gather(x, ids); },
      8.0 * static_cast<double>(picks * state.range(0)));
}
BENCHMARK(gather)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseRealTime();

void gather_grad(benchmark::State& state) {
  const int64_t rows = 5000, picks = 20000;
  const Tensor dy = ramp({picks, state.range(0)});
  Tensor ids = Tensor::empty(DType::Int32, {picks});
  for (int64_t i = 0; i < picks; ++i)
    ids.data<int32_t>()[i] = static_cast<int32_t>(i * 7919 % rows);
  const op::GatherGrad::Attrs a{.shape = Ints{rows, state.range(0)}};
  run(
      state, [&] { return ops::gather_grad(dy, ids, a); },
      8.0 * static_cast<double>(picks * state.range(0)));
}
BENCHMARK(gather_grad)->Arg(1)->Arg(64)->UseRealTime();

void first_row(benchmark::State& state) {
  const Tensor x = ramp({100, 100});
  for (auto _ : state) benchmark::DoNotOptimize(ops::at(x, {.index = 3}).data());
}
BENCHMARK(first_row);

void columns(benchmark::State& state) {
  const Tensor x = ramp({1000, 1000});
  const op::StridedSlice::Attrs a{
      .begin = Ints{0, 100}, .end = Ints{0, 900}, .begin_mask = 1, .end_mask = 1};
  run(state, [&] { return ops::strided_slice(x, a); }, 2.0 * 1000 * 800 * 4);
}
BENCHMARK(columns)->UseRealTime();

void sort(benchmark::State& state) {
  const Tensor x = ramp({state.range(0)});
  run(state, [&] { return ops::sort(x); }, 2 * bytes_of(x));
}
BENCHMARK(sort)->Arg(100)->Arg(10000)->Arg(1000000)->UseRealTime();

}  // namespace
}  // namespace zeal::bench
