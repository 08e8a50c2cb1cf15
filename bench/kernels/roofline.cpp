#include "roofline.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <thread>
#include <vector>

namespace zeal::bench {

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

namespace {

template <class F>
double best_seconds(F&& f, int repeats) {
  double best = 1e9;
  for (int i = 0; i < repeats; ++i) {
    const double start = cpu_seconds();
    f();
    best = std::min(best, cpu_seconds() - start);
  }
  return best;
}

constexpr int64_t kFloats = int64_t{1} << 26;  // 256 MiB

// Seconds by the wall clock for f(first byte, bytes) on so many threads, which share `bytes`.
template <class F>
double together(int threads, size_t bytes, F&& f) {
  const size_t part = bytes / static_cast<size_t>(threads) & ~size_t{4095};
  std::atomic<int> ready{0};
  std::chrono::steady_clock::time_point start;
  std::vector<std::thread> all;
  for (int t = 1; t < threads; ++t)
    all.emplace_back([&, t] {
      for (++ready; ready.load() < threads;) continue;
      f(static_cast<size_t>(t) * part, part);
    });
  while (ready.load() < threads - 1) continue;
  start = std::chrono::steady_clock::now();
  ++ready;
  f(0, part);
  for (std::thread& t : all) t.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return took.count() * static_cast<double>(bytes) /
         static_cast<double>(part * static_cast<size_t>(threads));
}

template <class F>
double best_together(int threads, size_t bytes, F&& f) {
  double best = 1e9;
  for (int i = 0; i < 7; ++i) best = std::min(best, together(threads, bytes, f));
  return best;
}

// By small loads, to which memory gives more than to whole lines.
typedef float Half __attribute__((vector_size(32)));
void read_bytes(const char* p, size_t bytes) {
  Half sum[4] = {};
  for (size_t i = 0; i < bytes; i += sizeof sum)
    for (size_t j = 0; j < 4; ++j) {
      Half v;
      std::memcpy(&v, p + i + 32 * j, sizeof v);
      sum[j] += v;
    }
  benchmark::DoNotOptimize(sum);
}

typedef float Line __attribute__((vector_size(64)));

// Twelve chains, so that no multiply-add waits for the one before it.
constexpr int kChains = 12;
constexpr int64_t kRounds = 4'000'000;

template <class V>
__attribute__((always_inline)) inline void chains() {
  V a[kChains], x = V{} + 0.999f, y = V{} + 0.001f;
  for (V& v : a) v = V{} + 1.0f;
  for (int64_t i = 0; i < kRounds; ++i)
#pragma GCC unroll 12
    for (V& v : a) v = v * x + y;
  for (V& v : a) benchmark::DoNotOptimize(v);
}

typedef float Vec4 __attribute__((vector_size(16)));
void chains_baseline() { chains<Vec4>(); }
#if defined(__x86_64__)
typedef float Vec8 __attribute__((vector_size(32)));
__attribute__((target("avx2,fma"))) void chains_avx2() { chains<Vec8>(); }
__attribute__((target("avx512f,fma"))) void chains_avx512() { chains<Line>(); }
#endif

double peak_flops() {
  void (*f)() = chains_baseline;
  double lanes = 4;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) f = chains_avx2, lanes = 8;
  if (__builtin_cpu_supports("avx512f")) f = chains_avx512, lanes = 16;
#endif
  return 2.0 * lanes * kChains * kRounds / best_seconds(f, 5);
}

}  // namespace

double copy_bandwidth(int threads) {
  const Tensor x = Tensor::full({kFloats}, 1, DType::Float32);
  Tensor y = Tensor::full({kFloats}, 2, DType::Float32);
  // memcpy writes past the caches at this size.
  auto copy = [&](size_t at, size_t n) {
    std::memcpy(y.data<char>() + at, static_cast<const char*>(x.data()) + at, n);
  };
  const double bytes = static_cast<double>(x.bytes());
  return 2 * bytes / best_together(threads, x.bytes(), copy);
}

double read_bandwidth(int threads) {
  const Tensor x = Tensor::full({kFloats}, 1, DType::Float32);
  auto read = [&](size_t at, size_t n) { read_bytes(static_cast<const char*>(x.data()) + at, n); };
  return static_cast<double>(x.bytes()) / best_together(threads, x.bytes(), read);
}

const Roof& roof() {
  static const Roof measured = {copy_bandwidth(1), read_bandwidth(1), peak_flops()};
  return measured;
}

void count(benchmark::State& state, double seconds, double bytes, double flops, bool read_only) {
  const Roof& r = roof();
  const double least = std::max(bytes / (read_only ? r.read : r.copy), flops / r.flops);
  if (bytes > 0) state.counters["GB/s"] = bytes / 1e9 / seconds;
  if (flops > 0) state.counters["GFLOP/s"] = flops / 1e9 / seconds;
  state.counters["%roof"] = 100 * least / seconds;
}

Tensor ramp(const Shape& shape) {
  Tensor t = Tensor::empty(DType::Float32, shape);
  for (int64_t i = 0; i < t.numel(); ++i)
    t.data<float>()[i] = static_cast<float>(i * 7919 % 1009) / 1009.0f;
  return t;
}

}  // namespace zeal::bench

// benchmark_main's, with a line about the machine before the table.
int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  zeal::set_num_threads(1);
  const zeal::bench::Roof& r = zeal::bench::roof();
  std::printf("roof of one core: copy %.1f GB/s, read %.1f GB/s, %.0f GFLOP/s of float32\n",
              r.copy / 1e9, r.read / 1e9, r.flops / 1e9);
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  std::printf("memory of all %d cores: copy %.1f GB/s, read %.1f GB/s\n", cores,
              zeal::bench::copy_bandwidth(cores) / 1e9, zeal::bench::read_bandwidth(cores) / 1e9);
  benchmark::RunSpecifiedBenchmarks();
}
