// Fourier transforms along one dimension of an array: lines side by side, shared out to threads.
#pragma once
#include <algorithm>

#include "core/thread_pool.h"
#include "cpu/fft_plan.h"
#include "dispatch/elementwise.h"

namespace zeal {

// Calls f(planes, line, lanes) for all `lines`, several lanes at a time, with planes of `rows`
// rows.
template <class T, class F>
void over_lines(int64_t lines, int64_t rows, F&& f) {
  constexpr int64_t kLanes = 64 / sizeof(T);  // the widest vector
  constexpr int64_t kBytes = 1 << 20;         // what the second cache holds
  const bool single = 4 * rows * kLanes * static_cast<int64_t>(sizeof(T)) > kBytes;
  const int64_t most = single ? 1 : kLanes;
  const int64_t groups = (lines + most - 1) / most;
  const int64_t grain = std::max<int64_t>(1, kSerialElements / (4 * rows * most));
  parallel_for(groups, grain, [&](int64_t begin, int64_t end) {
    const Tensor room = Tensor::empty(dtype_of<T>, {4, rows, most});
    for (int64_t g = begin; g < end; ++g) {
      const int64_t lanes = std::min(most, lines - g * most);
      T* w = room.data<T>();
      FftPlanes<T> p{w, w + rows * lanes, w + 2 * rows * lanes, w + 3 * rows * lanes};
      f(p, g * most, lanes);
    }
  });
}

template <class T>
void fft_run(const FftPlan<T>& plan, FftPlanes<T>& p, int64_t lanes, bool inverse) {
  if (inverse) std::swap(p.re, p.im);
  plan.run(p, lanes);
  if (inverse) std::swap(p.re, p.im);
}

// Transforms, in place, the lines along the middle dimension of complex x: [outer, n, inner].
template <class T>
void fft_lines(T* x, int64_t outer, int64_t n, int64_t inner, bool inverse, T scale) {
  const auto plan = FftPlan<T>::of(n);
  const FftKernels<T>& k = fft_kernels<T>();
  const auto line = [&](FftPlanes<T> p, T* at, int64_t row, int64_t lane, int64_t lanes) {
    k.load(at, row, lane, n, lanes, p.re, p.im);
    fft_run(*plan, p, lanes, inverse);
    k.store(p.re, p.im, n, lanes, scale, at, row, lane);
  };
  if (inner == 1) {
    over_lines<T>(outer, plan->room(), [&](const FftPlanes<T>& p, int64_t first, int64_t lanes) {
      line(p, x + 2 * first * n, 2, 2 * n, lanes);
    });
    return;
  }
  constexpr int64_t kLanes = 64 / sizeof(T);
  const int64_t blocks = (inner + kLanes - 1) / kLanes, rows = plan->room();
  const int64_t grain =
      std::max<int64_t>(1, kSerialElements / (4 * rows * std::min(inner, kLanes)));
  parallel_for(outer * blocks, grain, [&](int64_t begin, int64_t end) {
    const Tensor room = Tensor::empty(dtype_of<T>, {4, rows, kLanes});
    for (int64_t b = begin; b < end; ++b) {
      const int64_t first = b % blocks * kLanes, lanes = std::min(kLanes, inner - first);
      T *w = room.data<T>(), *at = x + 2 * (b / blocks * n * inner + first);
      const int64_t size = rows * lanes;
      line({w, w + size, w + 2 * size, w + 3 * size}, at, 2 * inner, 2, lanes);
    }
  });
}

}  // namespace zeal
