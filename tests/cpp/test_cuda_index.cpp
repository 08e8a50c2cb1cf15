// Index arithmetic of the GPU's kernels, run on the host: every element once, from the right place.
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "cuda/elementwise.h"
#include "cuda/index.h"
#include "cuda/reduce.h"

namespace zeal::cuda {

namespace {

TEST(CudaIndex, FastDivIsDivision) {
  for (uint32_t d : {1u, 2u, 3u, 5u, 7u, 10u, 64u, 1000u, 65535u, 65537u, 1000003u, 0x7fffffffu}) {
    const FastDiv by(d);
    for (uint32_t n :
         {0u, 1u, 2u, d - 1, d, d + 1, 2 * d - 1, 12345u, 0x3fffffffu, 0x7ffffffeu, 0x7fffffffu}) {
      if (n >> 31) continue;
      uint32_t rest;
      EXPECT_EQ(by.divide(n, rest), n / d) << n << " / " << d;
      EXPECT_EQ(rest, n % d);
    }
  }
}

// The extents and strides of a broadcast, as BroadcastRows would give them, by brute force.
TEST(CudaIndex, PlaceFindsBroadcastElements) {
  // out [3, 4, 5, 6], a as out, b [4, 1, 6], c [3, 1, 5, 1]: merged to rows of 6.
  ElementwiseArgs a{};
  a.n = 3 * 4 * 5 * 6;
  a.rank = 3;
  a.row = FastDiv(6);
  a.repeated = 1u << 2;
  const uint32_t extent[3] = {3, 4, 5};
  for (int d = 0; d < 3; ++d) a.extent[d] = FastDiv(extent[d]);
  const uint32_t stride[3][3] = {{120, 30, 6}, {0, 6, 0}, {5, 0, 1}};
  for (int i = 0; i < 3; ++i)
    for (int d = 0; d < 3; ++d) a.stride[i][d] = stride[i][d];
  for (uint32_t e = 0; e < a.n; ++e) {
    const uint32_t x = e % 6, k = e / 6 % 5, j = e / 30 % 4, i = e / 120;
    uint32_t at[3];
    a.place(e, at);
    EXPECT_EQ(at[0], e);
    EXPECT_EQ(at[1], j * 6 + x);
    EXPECT_EQ(at[2], i * 5 + k);
  }
}

TEST(CudaIndex, ThreadsCoverEachElementOnce) {
  constexpr int V = 4;
  for (uint32_t n : {1u, 3u, 4u, 255u, 1023u, 1024u, 1025u, 5000u})
    for (bool packed : {false, true}) {
      ElementwiseArgs a{};
      a.n = n;
      a.packed = packed;
      std::vector<int> seen(n);
      for (uint32_t b = 0; b <= (n - 1) / (kElementwiseThreads * V); ++b)
        for (uint32_t t = 0; t < kElementwiseThreads; ++t) {
          const auto mine = ThreadElements::of<V>(a, b, t);
          if (mine.first >= n) continue;
          for (uint32_t v = 0; v < V; ++v)
            if (mine.first + v * mine.step < n) ++seen[mine.first + v * mine.step];
          if (mine.packed) {
            EXPECT_EQ(mine.first % V, 0u);
          }
        }
      for (uint32_t e = 0; e < n; ++e) ASSERT_EQ(seen[e], 1) << n << " " << packed << " " << e;
    }
}

// The sums of `shape` over the axes of `mask`, by the plan's places and by definition.
void check_plan(const Shape& shape, AxisMask mask) {
  SCOPED_TRACE(shape.str() + " over " + std::to_string(mask));
  std::vector<float> x(static_cast<size_t>(shape.numel()));
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 37) % 101);
  ReduceArgs a{};
  a.in = x.data();
  const bool rows = plan_reduction(a, shape, mask);
  Shape kept;
  for (int d = 0; d < shape.rank(); ++d)
    if (!(mask >> d & 1)) kept.push_back(shape[d]);
  ASSERT_EQ(a.results, kept.numel());
  if (a.results == 0) return;
  std::vector<double> want(static_cast<size_t>(a.results)), got(want.size());
  for (int64_t e = 0; e < shape.numel(); ++e) {
    int64_t rest = e, at = 0, step = 1;
    for (int d = shape.rank(); d-- > 0;) {
      const int64_t c = rest % shape[d];
      rest /= shape[d];
      if (mask >> d & 1) continue;
      at += c * step;
      step *= shape[d];
    }
    want[static_cast<size_t>(at)] += x[static_cast<size_t>(e)];
  }
  a.packed = is_packed(a, 4, 4, rows);
  const int64_t blocks = rows ? cut_rows(a, 4) : cut_columns(a, 4);
  EXPECT_EQ(a.lanes & (a.lanes - 1), 0u);
  EXPECT_LE(a.lanes, kReduceThreads);
  std::vector<int> covered(got.size() * a.parts);
  auto add = [&](int64_t result, uint32_t part) {
    ++covered[static_cast<size_t>(part * a.results + result)];
    const int64_t base =
        rows ? a.kept.place(result) : a.kept.place(result / a.width * a.width) + result % a.width;
    for (int64_t i = part * a.part; i < std::min(a.n, (part + 1) * a.part); ++i)
      got[static_cast<size_t>(result)] += x[static_cast<size_t>(base + a.reduced.place(i))];
  };
  for (uint32_t part = 0; part < a.parts; ++part)
    for (int64_t b = 0; b < blocks; ++b) {
      if (rows) {
        const int64_t per = kReduceThreads / a.lanes;
        for (int64_t r = b * per; r < std::min(a.results, (b + 1) * per); ++r) add(r, part);
      } else {
        const int64_t tiles = (a.width + a.lanes * 4 - 1) / (a.lanes * 4), outer = b / tiles;
        const int64_t tile = (b - outer * tiles) * a.lanes * 4;
        for (int64_t c = tile; c < std::min<int64_t>(a.width, tile + a.lanes * 4); ++c)
          add(outer * a.width + c, part);
      }
    }
  for (int n : covered) EXPECT_EQ(n, 1);
  EXPECT_EQ(got, want);
}

TEST(CudaIndex, ReductionsFindTheirElements) {
  for (const Shape& s :
       {Shape{}, Shape{7}, Shape{4, 6}, Shape{3, 1, 5}, Shape{2, 3, 4, 5}, Shape{2, 3, 2, 3, 2},
        Shape{0, 3}, Shape{3, 0, 2}, Shape{2, 2, 2, 2, 2, 2, 2, 3}})
    for (AxisMask mask = 0; mask < 1u << s.rank(); ++mask) check_plan(s, mask);
  for (AxisMask mask = 0; mask < 4; ++mask) {
    check_plan({300, 1000}, mask);
    check_plan({100000, 3}, mask);
    check_plan({3, 100001}, mask);
  }
  check_plan({20000, 64}, 1);
  check_plan({300000}, 1);
}

TEST(CudaIndex, WideIndicesAreDividedWide) {
  ReduceArgs a{};
  plan_reduction(a, {3, int64_t{1} << 31, 2, 2}, 0b0101);
  // kept [2^31] and [2], reduced [3] and [2]
  EXPECT_EQ(a.results, int64_t{1} << 32);
  EXPECT_TRUE(a.kept.wide);
  EXPECT_EQ(a.kept.place((int64_t{1} << 32) - 1), ((int64_t{1} << 31) - 1) * 4 + 1);
}

}  // namespace
}  // namespace zeal::cuda
