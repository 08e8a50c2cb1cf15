// Filters and images in the order and with the padding that cuDNN wants.
//
// Note [Around cuDNN]
// A filter of ours is [h, w, in, out], which none of its engines reads: it is turned around before
// and after, which is little beside the images. Padding that differs between the two sides of a
// dimension (SAME with a stride) is what few engines take: the image gets the difference as zeros
// first, or loses it from the gradient afterwards.
#include "cuda/conv_cudnn.h"

#include "core/dtype_switch.h"
#include "cuda/each.h"

namespace zeal::cuda {

namespace {

// Element i of a filter in the library's order: [out, taps, in], or [out, in, taps] if `planar`.
template <class T>
struct FilterOrder {
  const T* from;
  T* to;
  int64_t taps, in, out;
  bool planar, back;  // back: from the library's order to ours
  HOST_DEVICE void operator()(int64_t i) const {
    const int64_t last = planar ? taps : in, rest = i / last;
    const int64_t middle = planar ? in : taps, a = rest % middle, b = i % last;
    const int64_t tap = planar ? b : a, c = planar ? a : b;
    const int64_t ours = (tap * in + c) * out + rest / middle;
    if (back)
      to[ours] = from[i];
    else
      to[i] = from[ours];
  }
};

// Element i of images [n, h, w, inner] (planar ones: the channels count as n, and inner is 1) with
// `top` more rows above, `left` more columns before, and enough after to make them `height` by
// `width`: zeros there.
template <class T>
struct Framed {
  const T* from;
  T* to;
  int64_t h, w, height, width, top, left, inner;
  bool back;  // from framed images to ours: i counts through ours
  HOST_DEVICE void operator()(int64_t i) const {
    const int64_t across = back ? w : width, down = back ? h : height;
    const int64_t c = i % inner, pixel = i / inner, x = pixel % across, rest = pixel / across;
    const int64_t y = rest % down, n = rest / down;
    if (back) {
      to[i] = from[((n * height + y + top) * width + x + left) * inner + c];
      return;
    }
    const int64_t iy = y - top, ix = x - left;
    const bool inside = iy >= 0 && iy < h && ix >= 0 && ix < w;
    to[i] = inside ? from[((n * h + iy) * w + ix) * inner + c] : T(0);
  }
};

// Moves what differs between a dimension's two paddings from the padding into the image.
int64_t even_out(Window& w) {
  const int64_t both = std::min(w.pad_before, w.pad_after);
  const int64_t before = w.pad_before - both, after = w.pad_after - both;
  w.in += before + after;
  w.pad_before = w.pad_after = both;
  return before;
}

template <class T>
bool run(KernelContext& k, const ConvGeometry& g, ConvDirection d) {
  const Stream s = k.stream();
  ConvGeometry even = g;
  const int64_t top = even_out(even.h), left = even_out(even.w);
  const bool frames = even.h.in != g.h.in || even.w.in != g.w.in;
  const bool by_input = d == ConvDirection::ByInput, by_filter = d == ConvDirection::ByFilter;
  // The three tensors, wherever they stand among inputs and outputs.
  T* x = static_cast<T*>(by_input ? k.out().data() : k.in(0).data());
  T* f = static_cast<T*>(by_filter ? k.out().data() : k.in(by_input ? 0 : 1).data());
  T* y = static_cast<T*>(d == ConvDirection::Forward ? k.out().data() : k.in(1).data());

  const Scratch filter(s, static_cast<size_t>(g.filter_size()) * sizeof(T));
  const Scratch image(s, frames ? static_cast<size_t>(even.in_size()) * sizeof(T) : 1);
  FilterOrder<T> order{
      f,    filter.data<T>(), g.h.kernel * g.w.kernel, g.group_in(), g.out_channels, g.nchw != 0,
      false};
  Framed<T> frame{x,
                  image.data<T>(),
                  g.h.in,
                  g.w.in,
                  even.h.in,
                  even.w.in,
                  top,
                  left,
                  g.nchw ? 1 : g.in_channels,
                  false};
  if (!by_filter) each(s, g.filter_size(), order);
  if (!by_input && frames) each(s, even.in_size(), frame);
  if (!cudnn_convolve(s, d, even, k.dtype(), frames ? image.data() : x, filter.data(), y))
    return false;
  if (by_filter) {
    order.from = filter.data<T>();
    order.to = f;
    order.back = true;
    each(s, g.filter_size(), order);
  }
  if (by_input && frames) {
    frame.from = image.data<T>();
    frame.to = x;
    frame.back = true;
    each(s, g.in_size(), frame);
  }
  return true;
}

}  // namespace

bool convolve_by_cudnn(KernelContext& k, const ConvGeometry& g, ConvDirection direction) {
  if (!cudnn_takes(k.dtype()) || g.in_size() == 0 || g.filter_size() == 0 || g.out_size() == 0)
    return false;
  return size_of(k.dtype()) == 2 ? run<uint16_t>(k, g, direction) : run<uint32_t>(k, g, direction);
}

}  // namespace zeal::cuda
