// What this core can do at best, measured in the same run: bytes copied and numbers multiplied a
// second.
#pragma once
#include <benchmark/benchmark.h>

#include "zeal.h"

namespace zeal::bench {

struct Roof {
  double copy;   // bytes a second, read and written, of a copy that fits no cache
  double read;   // bytes a second of a sum over as much
  double flops;  // a second: fused multiply-adds of float vectors, which count as two
};
const Roof& roof();

// Bytes a second that so many threads copy, or read, at once, by the wall clock: what the machine's
// memory gives them.
double copy_bandwidth(int threads);
double read_bandwidth(int threads);

// Seconds of this thread's CPU time.
double cpu_seconds();

// Counters of a benchmark that took `seconds` to move `bytes` (`read_only`: and writes next to
// nothing) and to compute `flops`: GB/s, GFLOP/s, and the percentage of the roof, which is the
// slower of the two.
void count(benchmark::State& state, double seconds, double bytes, double flops, bool read_only);

// Runs f(), which gives a tensor, as often as the benchmark wants, and counts. Before that once, so
// that the system has handed out the memory.
template <class F>
void run(benchmark::State& state, F&& f, double bytes, double flops = 0, bool read_only = false) {
  benchmark::DoNotOptimize(f().data());
  const double start = cpu_seconds();
  for (auto _ : state) benchmark::DoNotOptimize(f().data());
  const double each = (cpu_seconds() - start) / static_cast<double>(state.iterations());
  count(state, each, bytes, flops, read_only);
}

// The same on as many threads as the argument says, by the wall clock.
template <class F>
void over_threads(benchmark::State& state, F&& f, double bytes) {
  set_num_threads(static_cast<int>(state.range(0)));
  benchmark::DoNotOptimize(f().data());
  for (auto _ : state) benchmark::DoNotOptimize(f().data());
  set_num_threads(1);
  state.counters["GB/s"] =
      benchmark::Counter(bytes * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

// float32 numbers in [0, 1], the same ones each time.
Tensor ramp(const Shape& shape);

}  // namespace zeal::bench
