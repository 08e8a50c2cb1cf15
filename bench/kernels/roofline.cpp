#include "roofline.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>

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

double copy_bandwidth() {
  const Tensor x = Tensor::full({kFloats}, 1, DType::Float32);
  Tensor y = Tensor::full({kFloats}, 2, DType::Float32);
  // memcpy writes past the caches at this size.
  return 2.0 * static_cast<double>(x.bytes()) /
         best_seconds([&] { std::memcpy(y.data(), x.data(), x.bytes()); }, 5);
}

typedef float Line __attribute__((vector_size(64)));

double read_bandwidth() {
  const Tensor x = Tensor::full({kFloats}, 1, DType::Float32);
  const char* p = static_cast<const char*>(x.data());
  return static_cast<double>(x.bytes()) / best_seconds(
                                              [&] {
                                                Line sum[4] = {};
                                                for (size_t i = 0; i < x.bytes(); i += sizeof sum)
                                                  for (size_t j = 0; j < 4; ++j) {
                                                    Line v;
                                                    std::memcpy(&v, p + i + 64 * j, sizeof v);
                                                    sum[j] += v;
                                                  }
                                                benchmark::DoNotOptimize(sum);
                                              },
                                              5);
}

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

const Roof& roof() {
  static const Roof measured = {copy_bandwidth(), read_bandwidth(), peak_flops()};
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
  benchmark::RunSpecifiedBenchmarks();
}
