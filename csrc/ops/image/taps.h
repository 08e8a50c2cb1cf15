// Where each way of resizing looks, and with which weights: sparse matrices that kernels multiply
// by.
#pragma once
#include <cstdint>
#include <vector>

#include "ops/image/resize.h"
#include "ops/image/scale_translate.h"

namespace zeal {

// A sparse matrix of `out` by `in`: element o of the output is the sum of weight[t] * x[index[t]]
// for t in [start[o], start[o + 1]).
struct ZEAL_API Taps {
  int64_t in;
  std::vector<int64_t> start{0};
  std::vector<int32_t> index;
  std::vector<float> weight;

  explicit Taps(int64_t n) : in(n) {}
  int64_t out() const { return static_cast<int64_t>(start.size()) - 1; }
  void add(int64_t i, float w) {
    index.push_back(static_cast<int32_t>(i));
    weight.push_back(w);
  }
  void finish_row() { start.push_back(static_cast<int64_t>(index.size())); }
  // The matrix of the gradient.
  Taps transposed() const;
};

ZEAL_API Taps resize_taps(ResizeMethod method, int64_t in, int64_t out, bool align_corners,
                          bool half_pixel_centers);
ZEAL_API Taps nearest_taps(int64_t in, int64_t out, bool align_corners, bool half_pixel_centers);
ZEAL_API Taps sample_taps(SampleKernel kernel, int64_t in, int64_t out, float scale,
                          float translation, bool antialias);

}  // namespace zeal
