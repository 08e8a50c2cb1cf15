// The one thread pool: parallel_for over an index range, with borders that no thread count moves.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/macros.h"

namespace zeal {

// How many threads a parallel_for may use, its caller included. Zero sets what the variable
// OMP_NUM_THREADS says or, without, the number of cores that this process may run on. Takes effect
// at the next parallel_for; threads start at the first one.
ZEAL_API void set_num_threads(int n);
ZEAL_API int num_threads();

// True inside a body that several threads run; another parallel_for there runs in line.
ZEAL_API bool in_parallel();

// A loop is cut into at most this many chunks, however many threads there are.
inline constexpr int64_t kMaxChunks = 256;

// The length of the chunks (but the last) that parallel_for(n, grain, ...) is cut into. It depends
// on its arguments only, and is a multiple of 64 where it can be, so that SIMD tails stay at n.
// Reductions that keep a partial result per chunk take it from here, and are then repeatable:
//   parallel_for(num_chunks(n, grain), 1, [&](int64_t begin, int64_t end) { ...each chunk... });
constexpr int64_t chunk_size(int64_t n, int64_t grain) {
  int64_t size = std::max({grain, n / kMaxChunks + (n % kMaxChunks != 0), int64_t{1}});
  if (size >= n) return std::max(n, int64_t{1});
  return size < 64 ? size : (size + 63) & ~int64_t{63};
}
constexpr int64_t num_chunks(int64_t n, int64_t grain) {
  int64_t size = chunk_size(n, grain);
  return n <= 0 ? 0 : n / size + (n % size != 0);
}

namespace detail {
// A reference to a callable f(begin, end): two words, no allocation.
struct RangeFn {
  void* object;
  void (*call)(void* object, int64_t begin, int64_t end);
};
ZEAL_API void run_parallel(int64_t n, int64_t grain, RangeFn f, int64_t weight);
}  // namespace detail

// What a grain of one item is worth in others: it is a picture, a tile of a matrix product.
inline constexpr int64_t kItemWeight = 16;

// Calls f(begin, end) for ranges that together cover [0, n) once, on several threads when n is
// above `grain` (the work that is too small to share: some 32 k elements of a cheap op). In line,
// it is one call f(0, n). The first exception that f throws comes out here, once no thread runs f
// any more. `weight` is the work in a grain, in those 32 k elements.
template <class F>
void parallel_for(int64_t n, int64_t grain, F&& f, int64_t weight = 0) {
  if (n <= 0) return;
  if (n <= grain) {
    f(int64_t{0}, n);
    return;
  }
  using Body = std::remove_reference_t<F>;
  detail::run_parallel(
      n, grain,
      {const_cast<void*>(static_cast<const void*>(std::addressof(f))),
       [](void* object, int64_t begin, int64_t end) { (*static_cast<Body*>(object))(begin, end); }},
      weight      ? weight
      : grain > 1 ? 1
                  : kItemWeight);
}

}  // namespace zeal
