// Memory filled with one element again and again.
#include <cstring>

#include "cuda/index.h"
#include "cuda/runtime.h"

namespace zeal::cuda {

namespace {

constexpr int kThreads = 256, kPerThread = 4;

struct alignas(16) Value {
  unsigned char bytes[16];
};

// Whole 16-byte words, then what is left of the last one. `value` repeats in a word.
__global__ void __launch_bounds__(kThreads)
    fill_kernel(unsigned char* dst, int64_t bytes, const Value value) {
  const int64_t first = (int64_t{blockIdx.x} * kPerThread * kThreads + threadIdx.x) * 16;
#pragma unroll
  for (int i = 0; i < kPerThread; ++i) {
    const int64_t at = first + int64_t{i} * kThreads * 16;
    if (at + 16 <= bytes)
      *reinterpret_cast<Value*>(dst + at) = value;
    else
      for (int64_t b = at; b < bytes; ++b) dst[b] = value.bytes[b - at];
  }
}

}  // namespace

int fill_elements(void* dst, const void* value, size_t size, int64_t n, void* stream) {
  const int64_t bytes = n * static_cast<int64_t>(size);
  const auto* v = static_cast<const unsigned char*>(value);
  bool same = true;
  for (size_t i = 1; i < size; ++i) same &= v[i] == v[0];
  if (same) return rt().fill(dst, v[0], static_cast<size_t>(bytes), stream);
  Value word;
  for (size_t i = 0; i < 16; i += size) std::memcpy(word.bytes + i, value, size);
  void* args[] = {&dst, const_cast<int64_t*>(&bytes), &word};
  constexpr int64_t kBlock = int64_t{kThreads} * kPerThread * 16;
  return rt().launch(reinterpret_cast<const void*>(fill_kernel),
                     {static_cast<unsigned>((bytes + kBlock - 1) / kBlock)}, {kThreads}, args, 0,
                     stream);
}

}  // namespace zeal::cuda
