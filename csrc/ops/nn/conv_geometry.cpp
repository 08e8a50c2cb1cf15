#include "ops/nn/conv_geometry.h"

#include "core/error.h"

namespace zeal {

ConvGeometry conv_geometry(const char* op, const Shape& input, const Shape& filter,
                           const ConvOptions& o) {
  if (ZEAL_UNLIKELY(input.rank() < 4))
    invalid(op, ": the input must have at least 4 dimensions, got shape ", input);
  if (ZEAL_UNLIKELY(filter.rank() != 4))
    invalid(op, ": the filter must have 4 dimensions, got shape ", filter);
  // From here on products of extents do not overflow.
  (void)input.numel();
  if (ZEAL_UNLIKELY(filter.numel() == 0))
    invalid(op, ": the filter must not have zero elements, got shape ", filter);

  const ImageAxes at(input, o.format);
  ConvGeometry g{};
  g.nchw = o.format == ImageFormat::NCHW;
  g.batch = 1;
  for (int i = 0; i < input.rank() - 3; ++i) g.batch *= input[i];
  g.in_channels = input[at.channel];
  if (o.depthwise) {
    if (ZEAL_UNLIKELY(g.in_channels != filter[2]))
      invalid(op, ": the filter's third dimension must be the number of input channels, ",
              g.in_channels, ", got filter shape ", filter, " for input shape ", input);
    g.groups = g.in_channels;
    g.out_channels = filter[2] * filter[3];
  } else {
    if (ZEAL_UNLIKELY(g.in_channels == 0 || g.in_channels % filter[2] != 0))
      invalid(op, ": the number of input channels, ", g.in_channels,
              ", must be a positive multiple of the filter's, ", filter[2], " (input shape ", input,
              ", filter shape ", filter, ")");
    g.groups = g.in_channels / filter[2];
    g.out_channels = filter[3];
    if (ZEAL_UNLIKELY(g.out_channels % g.groups != 0))
      invalid(op, ": the number of output channels, ", g.out_channels,
              ", must be a multiple of the number of groups, ", g.groups, " (input shape ", input,
              ", filter shape ", filter, ")");
  }
  const Pair stride = spatial_pair(op, "strides", o.strides, 2, !g.nchw);
  const Pair dilation =
      o.dilations ? spatial_pair(op, "dilations", *o.dilations, 2, !g.nchw) : Pair{};
  const Windows windows =
      make_windows(op, {input[at.height], input[at.width]}, {filter[0], filter[1]}, stride,
                   dilation, o.padding, 2, !g.nchw);
  g.h = windows.h;
  g.w = windows.w;
  (void)conv_output(g, input, o.format).numel();
  return g;
}

Shape conv_output(const ConvGeometry& g, const Shape& input, ImageFormat format) {
  const ImageAxes at(input, format);
  Shape out = input;
  out[at.height] = g.h.out;
  out[at.width] = g.w.out;
  out[at.channel] = g.out_channels;
  return out;
}

void check_out_backprop(const char* op, const Shape& out_backprop, const ConvGeometry& g,
                        const Shape& input, ImageFormat format) {
  const Shape expected = conv_output(g, input, format);
  if (ZEAL_UNLIKELY(out_backprop != expected))
    invalid(op, ": argument 'out_backprop' must have the output's shape ", expected, ", got ",
            out_backprop);
}

}  // namespace zeal
