// Windows on images as kernels see them: which pixels a window has, and which windows a pixel is
// in.
#pragma once
#include <cstdint>

#include "core/macros.h"
#include "cuda/divider.h"
#include "ops/nn/window.h"

namespace zeal::cuda {

struct Range {
  int64_t begin, end;
};

// The taps [begin, end) of window `o` that meet the image.
HOST_DEVICE inline Range taps_inside(const Window& w, int64_t o) {
  const int64_t first = o * w.stride - w.pad_before;
  Range r{0, w.kernel};
  if (first < 0) r.begin = (-first + w.dilation - 1) / w.dilation;
  const int64_t fit = first < w.in ? (w.in - 1 - first) / w.dilation + 1 : 0;
  if (fit < r.end) r.end = fit;
  return r;
}
// The position of tap `i` of window `o`.
HOST_DEVICE inline int64_t tap_at(const Window& w, int64_t o, int64_t i) {
  return o * w.stride - w.pad_before + i * w.dilation;
}
// The windows [begin, end) whose undilated extents hold position `at`.
HOST_DEVICE inline Range windows_over(const Window& w, int64_t at) {
  const int64_t p = at + w.pad_before, reach = (w.kernel - 1) * w.dilation;
  const int64_t last = p / w.stride + 1;
  Range r{0, last < w.out ? last : w.out};
  if (p > reach) r.begin = (p - reach + w.stride - 1) / w.stride;
  return r;
}
// Which tap of window `o` is at position `at`; -1 if none.
HOST_DEVICE inline int64_t tap_over(const Window& w, int64_t o, int64_t at) {
  const int64_t d = at + w.pad_before - o * w.stride;
  if (d < 0) return -1;
  const int64_t i = w.dilation == 1 ? d : d / w.dilation;
  return i < w.kernel && i * w.dilation == d ? i : -1;
}

// Elements of [image, height, width, channels] by their number.
struct Pixels {
  Divider width, height, channels;
  Pixels(int64_t h, int64_t w, int64_t c) : width(w), height(h), channels(c) {}
  HOST_DEVICE void operator()(int64_t i, int64_t& n, int64_t& y, int64_t& x, int64_t& c) const {
    const int64_t p = channels.divide(i, c), row = width.divide(p, x);
    n = height.divide(row, y);
  }
};

}  // namespace zeal::cuda
