// The kernel that chooses among boxes whose overlaps are given.
#include "ops/image/overlaps.h"

#include <algorithm>
#include <vector>

namespace zeal::op {

void SuppressOverlaps::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const int64_t n = k.shape()[0], most = k.out_shape()[0];
  const float *overlaps = k.in<float>(0), *scores = k.in<float>(1);
  std::vector<int32_t> order;
  for (int64_t i = 0; i < n; ++i)
    if (static_cast<double>(scores[i]) > a.score_threshold)
      order.push_back(static_cast<int32_t>(i));
  std::stable_sort(order.begin(), order.end(),
                   [scores](int32_t i, int32_t j) { return scores[i] > scores[j]; });
  int32_t* chosen = k.out<int32_t>(0);
  int64_t count = 0;
  for (size_t at = 0; at < order.size() && count < most; ++at) {
    const int32_t i = order[at];
    const bool meets = std::any_of(chosen, chosen + count, [&](int32_t j) {
      return static_cast<double>(overlaps[i * n + j]) > a.overlap_threshold;
    });
    if (!meets) chosen[count++] = i;
  }
  std::fill(chosen + count, chosen + most, 0);
  *k.out<int32_t>(1) = static_cast<int32_t>(count);
}

}  // namespace zeal::op
