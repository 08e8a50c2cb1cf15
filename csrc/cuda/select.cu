// Choosing by condition.
#include "ops/array/select.h"

#include "cuda/box.h"
#include "cuda/cast.h"
#include "cuda/each.h"
#include "cuda/scan.h"
#include "dispatch/box.h"

namespace zeal::cuda {
namespace {

// Strides in elements of the condition and both choices along the result's dimensions, 0 where they
// repeat; dimensions along which all move alike are one.
struct SelectWalk {
  int dims = 0;
  Divider by[kMaxRank];
  int64_t size[kMaxRank], step[3][kMaxRank];

  explicit SelectWalk(const KernelContext& k) {
    const Shape& out = k.out_shape();
    int64_t all[3][kMaxRank];
    for (int x = 0; x < 3; ++x) {
      const Shape& s = k.shape(x);
      int64_t n = 1;
      for (int i = out.rank() - 1; i >= 0; --i) {
        const int at = i - (out.rank() - s.rank());
        all[x][i] = at < 0 || s[at] == 1 ? 0 : n;
        if (at >= 0) n *= s[at];
      }
    }
    for (int i = 0; i < out.rank(); ++i) {
      if (out[i] == 1) continue;
      bool join = dims > 0;
      for (int x = 0; x < 3; ++x) join = join && step[x][dims - 1] == all[x][i] * out[i];
      if (join)
        size[dims - 1] *= out[i];
      else
        size[dims++] = out[i];
      for (int x = 0; x < 3; ++x) step[x][dims - 1] = all[x][i];
    }
    for (int d = 0; d < dims; ++d) by[d] = Divider(size[d]);
  }
};

template <class T>
struct Choose {
  SelectWalk walk;
  const bool* c;
  const T *x, *y;
  T* out;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest = i, at[3] = {};
    for (int d = walk.dims; d-- > 0;) {
      int64_t p = rest;
      if (d) rest = walk.by[d].divide(rest, p);
      for (int k = 0; k < 3; ++k) at[k] += p * walk.step[k][d];
    }
    out[i] = c[at[0]] ? x[at[1]] : y[at[2]];
  }
};

constexpr int64_t kChunk = 32;  // of a thread that counts

struct CountChunk {
  const bool* x;
  int64_t* counts;
  int64_t n;
  HOST_DEVICE void operator()(int64_t c) const {
    int64_t count = 0;
    const int64_t end = (c + 1) * kChunk < n ? (c + 1) * kChunk : n;
    for (int64_t i = c * kChunk; i < end; ++i) count += x[i];
    counts[c] = count;
  }
};

struct PlaceChunk {
  const bool* x;
  const int64_t* before;
  int64_t* out;
  int64_t n, most;
  int rank;
  int64_t extent[kMaxRank];
  HOST_DEVICE void operator()(int64_t c) const {
    int64_t row = before[c];
    const int64_t end = (c + 1) * kChunk < n ? (c + 1) * kChunk : n;
    for (int64_t i = c * kChunk; i < end; ++i) {
      if (!x[i]) continue;
      if (row >= most) return;
      int64_t rest = i;
      for (int d = rank; d-- > 0; rest /= extent[d]) out[row * rank + d] = rest % extent[d];
      ++row;
    }
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void SelectV2::cuda(KernelContext& k) {
  const int64_t n = k.out().numel();
  if (n == 0) return;
  const SelectWalk walk(k);
  switch_size(size_of(k.dtype(1)), [&]<class T>() {
    each(k.stream(), n, Choose<T>{walk, k.in<bool>(0), k.in<T>(1), k.in<T>(2), k.out<T>()});
  });
}

void Where::cuda(KernelContext& k) {
  const int64_t n = k.in().numel(), chunks = (n + kChunk - 1) / kChunk;
  if (k.out().numel() == 0) return;
  const Stream s = k.stream();
  Scratch memory(s, static_cast<size_t>(chunks) * sizeof(int64_t));
  auto* const counts = memory.data<int64_t>();
  const bool* truth = k.in<bool>();
  Scratch bools(s, k.dtype() == DType::Bool ? 1 : static_cast<size_t>(n));
  if (k.dtype() != DType::Bool) {
    truth = bools.data<bool>();
    cast_elements(s, k.dtype(), k.in().data(), DType::Bool, bools.data(), n);
  }
  each(s, chunks, CountChunk{truth, counts, n});
  scan<SumOf<int64_t>>(s, static_cast<const int64_t*>(counts), counts,
                       ScanShape{.outer = 1, .n = chunks, .inner = 1, .exclusive = true});
  PlaceChunk place{truth, counts, k.out<int64_t>(), n, k.out_shape()[0], k.shape().rank(), {}};
  for (int d = 0; d < place.rank; ++d) place.extent[d] = k.shape()[d];
  each(s, chunks, place);
}

}  // namespace zeal::op
