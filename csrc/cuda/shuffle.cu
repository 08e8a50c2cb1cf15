// Random orders on CUDA: of rows, and of the places of single indices.
#include <numeric>
#include <vector>

#include "core/philox.h"
#include "cuda/each.h"
#include "ops/random/candidate.h"
#include "ops/random/distributions.h"
#include "ops/random/index_shuffle.h"
#include "ops/random/source.h"

namespace zeal {

namespace {

using cuda::Divider;

// Copies rows of `units` units each: row i from order[i].
template <class U>
struct TakeRows {
  const U* in;
  U* out;
  const int64_t* order;
  Divider units;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t column;
    const int64_t row = units.divide(i, column);
    out[i] = in[order[row] * units.by + column];
  }
};

struct Sixteen {
  uint64_t v[2];
};

template <class S, class T>
struct ShuffleIndex {
  const T *index, *max;
  const S* seed;
  T* out;
  int64_t rounds;
  bool many, maxes, seeds;  // one for each output?
  cuda::Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    const T x = index[many ? i : 0], most = max[maxes ? i : 0];
    if (x < 0 || x > most) {
      report(static_cast<long long>(most), static_cast<long long>(x));
      out[i] = 0;
      return;
    }
    uint64_t key[3];
    for (int j = 0; j < 3; ++j) key[j] = static_cast<uint64_t>(seed[(seeds ? 3 * i : 0) + j]);
    out[i] = static_cast<T>(
        shuffled(static_cast<uint64_t>(x), static_cast<uint64_t>(most), key, rounds));
  }
};

}  // namespace

// The order comes from the seed alone, one exchange after the other: the host finds it.
void op::RandomShuffle::cuda(KernelContext& k) {
  const Shape& s = k.shape();
  const int64_t rows = s.rank() ? s[0] : 1;
  const size_t all = k.in().bytes(), bytes = rows ? all / static_cast<size_t>(rows) : 0;
  if (bytes == 0) return;
  if (rows == 1) return cuda::copy(k.stream(), k.out().data(), k.in().data(), all);
  std::vector<int64_t> order(static_cast<size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  const PhiloxState state = philox_source(k.attrs<Attrs>());
  PhiloxBlock block{};
  for (int64_t i = 0; i + 1 < rows; ++i) {
    if (i % 4 == 0) block = philox(state.at(static_cast<uint64_t>(i / 4)));
    const int64_t j = i + block.word[i % 4] % static_cast<uint32_t>(rows - i);
    std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(j)]);
  }
  const cuda::Scratch room(k.stream(), order.size() * sizeof(int64_t));
  cuda::upload(k.stream(), room.data(), order.data(), order.size() * sizeof(int64_t));
  auto go = [&]<class U>() {
    const auto n = static_cast<int64_t>(all / sizeof(U));
    cuda::each(k.stream(), n,
               TakeRows<U>{k.in<U>(), k.out<U>(), room.data<int64_t>(),
                           Divider(static_cast<int64_t>(bytes / sizeof(U)))});
  };
  const auto fits = [&](size_t unit) {
    return bytes % unit == 0 && cuda::is_aligned(k.in().data(), unit) &&
           cuda::is_aligned(k.out().data(), unit);
  };
  if (fits(16)) return go.template operator()<Sixteen>();
  if (fits(8)) return go.template operator()<uint64_t>();
  if (fits(4)) return go.template operator()<uint32_t>();
  if (fits(2)) return go.template operator()<uint16_t>();
  go.template operator()<uint8_t>();
}

void op::RandomIndexShuffle::cuda(KernelContext& k) {
  const auto report = cuda::reporter(k, "index must be in [0, %d], got %d");
  switch_dtype<def.dtypes>(k.dtype(1), [&]<class S>() {
    switch_dtype<def.dtypes>(k.dtype(), [&]<class T>() {
      cuda::each(
          k.stream(), k.out().numel(),
          ShuffleIndex<S, T>{k.in<T>(0), k.in<T>(2), k.in<S>(1), k.out<T>(),
                             k.attrs<Attrs>().rounds, k.shape(0).rank() && k.shape(0)[0] != 1,
                             k.in(2).numel() > 1, k.in(1).numel() > 3, report});
    });
  });
}

}  // namespace zeal
