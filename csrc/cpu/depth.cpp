// Kernels that move blocks of pixels into channels and back: transpositions of six dimensions.
#include "ops/array/depth.h"

#include "cpu/box_copy.h"

namespace zeal::op {

namespace {

// The image with large pixels [n, H, W, b*b*C] and the one with small ones [n, H*b, W*b, C], where
// a block's rows come first, then its columns, then the channels.
void move_blocks(KernelContext& k, bool to_depth) {
  const DepthAttrs& a = k.attrs<DepthAttrs>();
  const DepthAxes at(a);
  const Shape& large = to_depth ? k.out_shape() : k.shape();
  const Shape& small = to_depth ? k.shape() : k.out_shape();
  const size_t element = size_of(k.dtype());
  const Strides l(large, element), s(small, element);
  const int64_t b = a.block_size, channels = small[at.c];
  struct Dim {
    int64_t size, large, small;
  };
  const Dim n{large[0], l[0], s[0]}, h{large[at.h], l[at.h], s[at.h] * b},
      w{large[at.w], l[at.w], s[at.w] * b}, row{b, l[at.c] * b * channels, s[at.h]},
      column{b, l[at.c] * channels, s[at.w]}, channel{channels, l[at.c], s[at.c]};
  Box box;
  auto add = [&](const Dim& d) {
    box.add(d.size, to_depth ? d.large : d.small, to_depth ? d.small : d.large);
  };
  // In the order of what is written.
  if (a.data_format == DepthFormat::NHWC) {
    if (to_depth)
      for (const Dim& d : {n, h, w, row, column, channel}) add(d);
    else
      for (const Dim& d : {n, h, row, w, column, channel}) add(d);
  } else {
    if (to_depth)
      for (const Dim& d : {n, row, column, channel, h, w}) add(d);
    else
      for (const Dim& d : {n, channel, h, row, w, column}) add(d);
  }
  box.copy(k.out().data(), k.in().data(), element);
}

}  // namespace

void SpaceToDepth::cpu(KernelContext& k) { move_blocks(k, true); }
void DepthToSpace::cpu(KernelContext& k) { move_blocks(k, false); }

}  // namespace zeal::op
