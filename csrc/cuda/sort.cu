// Radix sorts: CUB's, and a plain one for the host in tests.
#include "cuda/sort.h"

#ifdef __CUDACC__
#include <cub/device/device_radix_sort.cuh>
#else
#include <algorithm>
#include <vector>
#endif

#include "cuda/each.h"

namespace zeal::cuda {

namespace {

template <class K>
void sort_any(Stream s, const K* keys, K* sorted, const uint32_t* values, uint32_t* sorted_values,
              int64_t n, int bits) {
  if (n <= 0) return;
#ifdef __CUDACC__
  auto* const stream = static_cast<cudaStream_t>(native(s));
  const int count = static_cast<int>(n);
  size_t bytes = 0;
  check(cub::DeviceRadixSort::SortPairs(nullptr, bytes, keys, sorted, values, sorted_values, count,
                                        0, bits, stream),
        "planning a sort");
  Scratch memory(s, bytes ? bytes : 1);
  check(cub::DeviceRadixSort::SortPairs(memory.data(), bytes, keys, sorted, values, sorted_values,
                                        count, 0, bits, stream),
        "sorting");
#else
  queue_on_host(s, [=] {
    std::vector<uint32_t> order(static_cast<size_t>(n));
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<uint32_t>(i);
    const K mask = bits < static_cast<int>(8 * sizeof(K)) ? (K{1} << bits) - 1 : ~K{0};
    std::stable_sort(order.begin(), order.end(),
                     [=](uint32_t a, uint32_t b) { return (keys[a] & mask) < (keys[b] & mask); });
    for (size_t i = 0; i < order.size(); ++i) {
      sorted[i] = keys[order[i]];
      sorted_values[i] = values[order[i]];
    }
  });
#endif
}

}  // namespace

void sort_pairs(Stream s, const uint32_t* keys, uint32_t* sorted, const uint32_t* values,
                uint32_t* sorted_values, int64_t n, int bits) {
  sort_any(s, keys, sorted, values, sorted_values, n, bits);
}
void sort_pairs(Stream s, const uint64_t* keys, uint64_t* sorted, const uint32_t* values,
                uint32_t* sorted_values, int64_t n, int bits) {
  sort_any(s, keys, sorted, values, sorted_values, n, bits);
}

}  // namespace zeal::cuda
