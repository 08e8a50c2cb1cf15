#include "ops/nn/pool_geometry.h"

#include "core/error.h"

namespace zeal {

PoolGeometry pool_geometry(const char* op, const Shape& input, const PoolAttrs& a) {
  if (ZEAL_UNLIKELY(input.rank() != 3 && input.rank() != 4))
    invalid(op, ": the input must have 3 or 4 dimensions, got shape ", input);
  (void)input.numel();  // from here on products of extents do not overflow
  const int dims = input.rank() - 2;
  const bool last = channels_last(a.data_format);
  const int width = last ? dims : dims + 1;
  PoolGeometry g{};
  g.batch = last ? input[0] : input[0] * input[1];
  g.channels = last ? input[dims + 1] : 1;
  const Windows windows = make_windows(op, {dims == 2 ? input[width - 1] : 1, input[width]},
                                       spatial_pair(op, "ksize", a.ksize, dims, last),
                                       spatial_pair(op, "strides", a.strides, dims, last), Pair{},
                                       a.padding, dims, last);
  g.h = windows.h;
  g.w = windows.w;
  (void)pool_output(g, input, a).numel();
  return g;
}

Shape pool_output(const PoolGeometry& g, const Shape& input, const PoolAttrs& a) {
  const int dims = input.rank() - 2, width = channels_last(a.data_format) ? dims : dims + 1;
  Shape out = input;
  if (dims == 2) out[width - 1] = g.h.out;
  out[width] = g.w.out;
  return out;
}

}  // namespace zeal
