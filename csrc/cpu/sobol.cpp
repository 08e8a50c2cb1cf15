// The kernel of Sobol's sequence: each point differs from the one before by one direction number a
// dimension, in the order of Gray's code.
#include <algorithm>
#include <bit>

#include "ops/random/candidate.h"
#include "ops/random/sobol.h"

namespace zeal::op {

namespace {

template <class T>
void sample(KernelContext& k) {
  const auto& a = k.attrs<SobolSample::Attrs>();
  for (int64_t d = 0; d < a.dim; ++d) {
    const auto v = sobol_directions(d);
    // Point n is the sum of the directions in Gray's code of n; the origin, point 0, is left out.
    const auto first = static_cast<uint32_t>(a.skip + 1), gray = first ^ first >> 1;
    uint32_t x = 0;
    for (size_t i = 0; i < kSobolBits; ++i)
      if (gray >> i & 1) x ^= v[i];
    for (int64_t n = 0; n < a.num_results; ++n) {
      k.out<T>()[n * a.dim + d] =
          std::min(static_cast<T>(x) * T(0x1p-32), T(1) - std::numeric_limits<T>::epsilon() / 2);
      x ^= v[static_cast<size_t>(std::countr_one(static_cast<uint32_t>(a.skip + 1 + n)))];
    }
  }
}

}  // namespace

void SobolSample::cpu(KernelContext& k) {
  switch_dtype<def.dtypes>(k.attrs<Attrs>().dtype, [&]<class T>() { sample<T>(k); });
}

}  // namespace zeal::op
