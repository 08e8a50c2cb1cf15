// Windows, indices taken apart and sampled axes as kernels see them, against brute force.
#include <gtest/gtest.h>

#include <vector>

#include "cuda/divider.h"
#include "cuda/windows.h"
#include "ops/image/sampler.h"
#include "ops/image/taps.h"

namespace zeal::cuda {
namespace {

TEST(CudaWindows, DividerIsDivision) {
  for (int64_t most : {int64_t{1000}, int64_t{0x7fffffff}, int64_t{1} << 40})
    for (int64_t d : {int64_t{1}, int64_t{3}, int64_t{64}, int64_t{999}}) {
      const Divider by(d);
      for (int64_t n : {int64_t{0}, int64_t{1}, d - 1, d, int64_t{1000}, most - 1, most}) {
        int64_t rest;
        EXPECT_EQ(by.divide(n, rest), n / d);
        EXPECT_EQ(rest, n % d);
      }
    }
}

TEST(CudaWindows, TapsAndWindowsMeetWhereTheyShould) {
  for (int64_t in : {1, 2, 5, 9})
    for (int64_t kernel : {1, 2, 3, 7})
      for (int64_t stride : {1, 2, 3, 5})
        for (int64_t dilation : {1, 2, 3})
          for (int64_t pad : {0, 1, 4}) {
            const int64_t reach = (kernel - 1) * dilation + 1;
            if (in + 2 * pad < reach) continue;
            const Window w{in, (in + 2 * pad - reach) / stride + 1, kernel, stride, dilation, pad,
                           pad};
            for (int64_t o = 0; o < w.out; ++o) {
              const Range taps = taps_inside(w, o);
              for (int64_t i = 0; i < kernel; ++i) {
                const int64_t at = o * stride - pad + i * dilation;
                EXPECT_EQ(i >= taps.begin && i < taps.end, at >= 0 && at < in);
                EXPECT_EQ(tap_at(w, o, i), at);
              }
            }
            for (int64_t at = 0; at < in; ++at) {
              const Range windows = windows_over(w, at);
              for (int64_t o = 0; o < w.out; ++o) {
                int64_t tap = -1;
                for (int64_t i = 0; i < kernel; ++i)
                  if (tap_at(w, o, i) == at) tap = i;
                EXPECT_EQ(tap_over(w, o, at), tap);
                if (tap >= 0) {
                  EXPECT_TRUE(o >= windows.begin && o < windows.end);
                }
              }
            }
          }
}

TEST(CudaWindows, PixelsCountInOrder) {
  const Pixels at(3, 4, 5);
  int64_t i = 0, n, y, x, c;
  for (int64_t a = 0; a < 2; ++a)
    for (int64_t b = 0; b < 3; ++b)
      for (int64_t d = 0; d < 4; ++d)
        for (int64_t e = 0; e < 5; ++e, ++i) {
          at(i, n, y, x, c);
          EXPECT_EQ((std::vector<int64_t>{n, y, x, c}), (std::vector<int64_t>{a, b, d, e}));
        }
}

TEST(CudaWindows, SampledRunsOnlyMoveOn) {
  for (bool antialias : {false, true})
    for (float scale : {0.3f, 1.0f, 2.7f}) {
      const SampledAxis axis(SampleKernel::Lanczos3, 11, scale, -1.5f, antialias);
      SampledAxis::Reach before{0, 0, 0};
      for (int64_t o = 0; o < 30; ++o) {
        const SampledAxis::Reach r = axis.reach(o);
        EXPECT_TRUE(r.begin >= 0 && r.begin <= r.end && r.end <= 11);
        if (r.begin < r.end && before.begin < before.end) {
          EXPECT_TRUE(r.begin >= before.begin && r.end >= before.end);
        }
        before = r;
      }
    }
}

}  // namespace
}  // namespace zeal::cuda
