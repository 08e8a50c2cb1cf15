// Taking an index apart: division by what the host knows.
#pragma once
#include <algorithm>
#include <cstdint>

#include "cuda/index.h"

namespace zeal::cuda {

// Division by the same number, of indices of any size: fast below 2^31.
struct Divider {
  FastDiv fast;
  int64_t by = 1;

  Divider() = default;
  explicit Divider(int64_t d)
      : fast(static_cast<uint32_t>(std::clamp<int64_t>(d, 1, int64_t{1} << 31))), by(d) {}
  // The quotient; the remainder goes to `rest`.
  HOST_DEVICE int64_t divide(int64_t n, int64_t& rest) const {
    int64_t q;
    if (n >> 31 == 0)
      q = fast.quotient(static_cast<uint32_t>(n));
    else
      q = n / by;
    rest = n - q * by;
    return q;
  }
};

}  // namespace zeal::cuda
