#include "ops/nn/volume.h"

#include "core/error.h"

namespace zeal {

Triple spatial_triple(const char* op, const char* argument, const Ints& v, VolumeFormat format) {
  size_t at = 0;
  if (v.size() == 5) {
    const bool last = format == VolumeFormat::NDHWC;
    at = last ? 1 : 2;
    if (ZEAL_UNLIKELY(v[0] != 1 || v[last ? 4 : 1] != 1))
      invalid(op, ": argument '", argument, "' must be 1 for the batch and the channels, got ", v);
  } else if (ZEAL_UNLIKELY(v.size() != 1 && v.size() != 3)) {
    invalid(op, ": argument '", argument, "' must have 1, 3 or 5 elements, got ", v);
  }
  for (int64_t x : v)
    if (ZEAL_UNLIKELY(x < 1)) invalid(op, ": argument '", argument, "' must be positive, got ", v);
  return v.size() == 1 ? Triple{v[0], v[0], v[0]} : Triple{v[at], v[at + 1], v[at + 2]};
}

Window depth_window(const char* op, int64_t in, int64_t kernel, int64_t stride, int64_t dilation,
                    const Padding& padding) {
  if (ZEAL_UNLIKELY(padding.kind == Padding::Explicit))
    invalid(op, ": argument 'padding' must be 'VALID' or 'SAME'");
  const int64_t reach = checked_mul(kernel - 1, dilation, "the dilated window");
  if (ZEAL_UNLIKELY(padding.kind == Padding::Valid && in > 0 && reach >= in &&
                    reach - in >= stride))
    invalid(op, ": computed output size would be negative: the depth of the input, ", in,
            ", is less than the window's, ", reach, " + 1");
  return make_windows(op, {1, in}, {1, kernel}, {1, stride}, {1, dilation}, padding, 1, true).w;
}

}  // namespace zeal
