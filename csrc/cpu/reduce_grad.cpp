// Repeating what a reduction left along the axes that it reduced.
#include "ops/math/reduce_grad.h"

#include <algorithm>
#include <cstring>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

struct Axes {
  int rank = 0;
  int64_t extent[kMaxRank];
  bool repeated[kMaxRank];

  Axes(const Shape& shape, AxisMask mask) {
    for (int d = 0; d < shape.rank(); ++d) {
      if (shape[d] == 1) continue;
      bool r = mask >> d & 1;
      if (rank > 0 && repeated[rank - 1] == r) {
        extent[rank - 1] *= shape[d];
      } else {
        repeated[rank] = r;
        extent[rank++] = shape[d];
      }
    }
  }
};

// Writes the n values of `in` again and again, `times` times; what is written is the next source.
template <class T>
void tile(const T* in, T* out, int64_t n, int64_t times) {
  std::memcpy(out, in, static_cast<size_t>(n) * sizeof(T));
  const int64_t total = n * times;
  constexpr int64_t most = 16384 / sizeof(T);  // further on, copies come from the first cache
  for (int64_t done = n; done < total;) {
    int64_t m = std::min({done, total - done, std::max(n, most / n * n)});
    std::memcpy(out + done, out, static_cast<size_t>(m) * sizeof(T));
    done += m;
  }
}

template <class T>
void repeat(const Axes& a, int d, const T* in, T* out) {
  switch (a.rank - d) {
    case 0:
      *out = *in;
      return;
    case 1:
      if (a.repeated[d])
        std::fill_n(out, a.extent[d], *in);
      else
        std::memcpy(out, in, static_cast<size_t>(a.extent[d]) * sizeof(T));
      return;
  }
  int64_t in_step = 1, out_step = 1;
  for (int i = d + 1; i < a.rank; ++i) {
    out_step *= a.extent[i];
    if (!a.repeated[i]) in_step *= a.extent[i];
  }
  const int64_t grain = std::max<int64_t>(1, kSerialElements / out_step);
  if (!a.repeated[d]) {
    parallel_for(a.extent[d], grain, [&](int64_t begin, int64_t end) {
      if (a.rank - d == 2) {
        for (int64_t i = begin; i < end; ++i) std::fill_n(out + i * out_step, out_step, in[i]);
      } else {
        for (int64_t i = begin; i < end; ++i)
          repeat(a, d + 1, in + i * in_step, out + i * out_step);
      }
    });
    return;
  }
  const T* first = in;
  if (a.rank - d > 2) {
    repeat(a, d + 1, in, out);
    first = out;
  }
  const int64_t from = first == out;
  parallel_for(a.extent[d] - from, grain, [&](int64_t begin, int64_t end) {
    tile(first, out + (begin + from) * out_step, out_step, end - begin);
  });
}

}  // namespace

void op::BroadcastReduced::cpu(KernelContext& k) {
  const auto& at = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const AxisMask mask = reduced_axes(at.axis, at.shape.rank());
  const Axes axes(at.shape, mask);
  switch_dtype<kNumeric | kBool>(k.dtype(0), [&]<class T>() {
    const T* in = k.in<T>(0);
    T* out = k.out<T>(0);
    Tensor scaled;
    if constexpr (!std::is_same_v<T, bool>) {
      if (at.mean) {
        const int64_t n = k.in(0).numel();
        scaled = Tensor::empty(k.dtype(0), {n});
        T* s = scaled.data<T>();
        using C = std::conditional_t<is_narrow_float<T>, float, T>;
        const int64_t count = reduced_count(at.shape, mask);
        for (int64_t i = 0; i < n; ++i) {
          if constexpr (std::is_integral_v<T>)
            s[i] = static_cast<T>(int64_t(in[i]) / count);
          else
            s[i] =
                static_cast<T>(static_cast<C>(in[i]) / static_cast<C>(static_cast<double>(count)));
        }
        in = s;
      }
    }
    repeat(axes, 0, in, out);
  });
}

}  // namespace zeal
