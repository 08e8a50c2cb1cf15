// Sums over all of a tensor, its rows, its columns and mixed axes; bytes a second are of the input.
#include "ops/math/reduce.h"
#include "roofline.h"

namespace zeal::bench {
namespace {

void reduce(benchmark::State& state, const Shape& shape, const std::optional<Ints>& axis,
            DType dtype = DType::Float32) {
  const Tensor x = Tensor::full(shape, 1, dtype);
  const ReduceAttrs attrs{.axis = axis, .keepdims = false};
  run(state, [&] { return ops::sum(x, attrs); }, static_cast<double>(x.bytes()), 0, true);
}

#define REDUCE(name, ...)                                    \
  void name(benchmark::State& s) { reduce(s, __VA_ARGS__); } \
  BENCHMARK(name)
REDUCE(all_2x2, {2, 2}, std::nullopt);
REDUCE(rows_2x2, {2, 2}, Ints{1});
REDUCE(columns_2x2, {2, 2}, Ints{0});
REDUCE(columns_32x10, {32, 10}, Ints{0});
REDUCE(rows_32x10, {32, 10}, Ints{1});
REDUCE(columns_21632x16, {21632, 16}, Ints{0});
REDUCE(columns_21632x3, {21632, 3}, Ints{0});
REDUCE(rows_100000x3, {100000, 3}, Ints{1});
REDUCE(all_16M, {1 << 24}, std::nullopt);
REDUCE(rows_4096x4096, {4096, 4096}, Ints{1});
REDUCE(columns_4096x4096, {4096, 4096}, Ints{0});
REDUCE(columns_1Mx16, {1 << 20, 16}, Ints{0});
REDUCE(channels_first, {64, 64, 56, 56}, Ints{0, 2, 3});
REDUCE(small_mixed, {1 << 20, 3, 4}, Ints{0, 2});
REDUCE(all_16M_half, {1 << 24}, std::nullopt, DType::Float16);
}  // namespace
}  // namespace zeal::bench
