#include "ops/nn/window.h"

#include "core/error.h"

namespace zeal {

Pair spatial_pair(const char* op, const char* argument, const Ints& v, int dims,
                  bool channels_last) {
  const size_t n = static_cast<size_t>(dims);
  size_t at = 0;
  if (v.size() == n + 2) {
    at = channels_last ? 1 : 2;
    if (ZEAL_UNLIKELY(v[0] != 1 || v[channels_last ? n + 1 : 1] != 1))
      invalid(op, ": argument '", argument, "' must be 1 for the batch and the channels, got ", v);
  } else if (ZEAL_UNLIKELY(v.size() != 1 && v.size() != n)) {
    invalid(op, ": argument '", argument, "' must have 1, ", n, " or ", n + 2, " elements, got ",
            v);
  }
  for (int64_t x : v)
    if (ZEAL_UNLIKELY(x < 1)) invalid(op, ": argument '", argument, "' must be positive, got ", v);
  if (dims == 1) return {1, v[at]};
  return v.size() == 1 ? Pair{v[0], v[0]} : Pair{v[at], v[at + 1]};
}

namespace {

int64_t checked_add(const char* op, int64_t a, int64_t b) {
  int64_t r;
  if (ZEAL_UNLIKELY(__builtin_add_overflow(a, b, &r)))
    invalid(op, ": the padded size overflows 64 bits: ", a, " + ", b);
  return r;
}

Window make_window(const char* op, const char* dimension, int64_t in, int64_t kernel,
                   int64_t stride, int64_t dilation, Padding::Kind kind, int64_t before,
                   int64_t after) {
  Window w{in, 0, kernel, stride, dilation, 0, 0};
  const int64_t extent =
      checked_add(op, checked_mul(kernel - 1, dilation, "the dilated window"), 1);
  if (kind == Padding::Same) {
    w.out = in / stride + (in % stride != 0);
    if (w.out == 0) return w;
    int64_t reach = checked_add(op, (w.out - 1) * stride, extent);
    int64_t pad = reach > in ? reach - in : 0;
    w.pad_before = pad / 2;
    w.pad_after = pad - w.pad_before;
    return w;
  }
  w.pad_before = before;
  w.pad_after = after;
  const int64_t padded = checked_add(op, checked_add(op, in, before), after);
  // A window that sticks out by less than a stride gives an empty output, by more an error.
  const int64_t room = checked_add(op, padded - extent, stride);
  if (ZEAL_UNLIKELY(room < 0))
    invalid(op, ": computed output size would be negative: the ", dimension, " of the input, ",
            padded, " with padding, is less than the window's, ", extent);
  w.out = room / stride;
  return w;
}

}  // namespace

Windows make_windows(const char* op, Pair in, Pair kernel, Pair stride, Pair dilation,
                     const Padding& padding, int dims, bool channels_last) {
  int64_t pads[4]{};
  if (padding.kind == Padding::Explicit) {
    const Ints& p = padding.pads;
    const size_t n = static_cast<size_t>(dims) * 2;
    if (ZEAL_UNLIKELY(p.size() != n + 4))
      invalid(op, ": argument 'padding' must have a pair (before, after) for each of ", dims + 2,
              " dimensions, got ", p.size(), " numbers");
    const size_t at = channels_last ? 2 : 4, channel = channels_last ? n + 2 : 2;
    for (int64_t v : p)
      if (ZEAL_UNLIKELY(v < 0)) invalid(op, ": argument 'padding' must be >= 0, got ", p);
    if (ZEAL_UNLIKELY(p[0] || p[1] || p[channel] || p[channel + 1]))
      invalid(op, ": argument 'padding' must be 0 for the batch and the channels, got ", p);
    for (size_t i = 0; i < n; ++i) pads[4 - n + i] = p[at + i];
  }
  return {make_window(op, "height", in.h, kernel.h, stride.h, dilation.h, padding.kind, pads[0],
                      pads[1]),
          make_window(op, "width", in.w, kernel.w, stride.w, dilation.w, padding.kind, pads[2],
                      pads[3])};
}

}  // namespace zeal
