// Outlines of boxes on CUDA: each pixel looks for the last box whose outline it lies on. The choice
// among boxes that overlap goes on one after the other and stays with the CPU.
#include "ops/image/boxes.h"

#include "cuda/each.h"
#include "cuda/windows.h"
#include "ops/traits.h"

namespace zeal {

namespace {

// Ten colours of four channels, in the order in which boxes get them.
constexpr int64_t kDefaultColours = 10;
HOST_DEVICE float default_colour(int64_t which, int64_t channel) {
  // For each channel a bit a colour: whether it is 1, and whether it is a half.
  constexpr uint32_t ones[4] = {0b1000000101, 0b0100001001, 0b1100000010, 0b1111111111};
  constexpr uint32_t halves[4] = {0b0001110000, 0b0000100000, 0b0010010000, 0b0000000000};
  return ones[channel] >> which & 1 ? 1.0f : halves[channel] >> which & 1 ? 0.5f : 0.0f;
}

// As convert<int64_t>(float), which the host's kernel calls.
HOST_DEVICE int64_t whole(float v) {
  if (v != v) return 0;
  if (v < -0x1p63f) return std::numeric_limits<int64_t>::min();
  return v >= 0x1p63f ? std::numeric_limits<int64_t>::max() : static_cast<int64_t>(v);
}

template <class T>
struct Draw {
  const T* in;
  T* out;
  cuda::Pixels pixels;
  int64_t height, width, depth, boxes;
  const float *box, *colours;  // null: the default ones
  int64_t count, channels;     // of the colours

  HOST_DEVICE void operator()(int64_t i) const {
    int64_t n, y, x, c;
    pixels(i, n, y, x, c);
    const auto bottom = static_cast<float>(height - 1), right = static_cast<float>(width - 1);
    for (int64_t b = boxes; b-- > 0;) {
      const float* at = box + (n * boxes + b) * 4;
      const int64_t y1 = whole(at[0] * bottom), x1 = whole(at[1] * right);
      const int64_t y2 = whole(at[2] * bottom), x2 = whole(at[3] * right);
      if (y < y1 || y > y2 || x < x1 || x > x2) continue;
      if (y != y1 && y != y2 && x != x1 && x != x2) continue;
      float v;
      if (colours)
        v = colours[b % count * channels + c];
      else
        v = depth == 1 ? 1.0f : default_colour(b % kDefaultColours, c);
      out[i] = static_cast<T>(v);
      return;
    }
    out[i] = in[i];
  }
};

void draw_boxes(KernelContext& k) {
  const int64_t n = k.out().numel();
  if (n == 0) return;
  const Shape& s = k.shape();
  const bool own = k.has(2) && k.shape(2)[0] > 0;
  switch_dtype<kHalf | dtype_set(DType::Float32)>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), n,
               Draw<T>{k.in<T>(), k.out<T>(), cuda::Pixels(s[1], s[2], s[3]), s[1], s[2], s[3],
                       k.shape(1)[1], k.in<float>(1), own ? k.in<float>(2) : nullptr,
                       own ? k.shape(2)[0] : 1, own ? k.shape(2)[1] : 0});
  });
}

}  // namespace

void op::DrawBoundingBoxes::cuda(KernelContext& k) { draw_boxes(k); }
void op::DrawBoundingBoxesV2::cuda(KernelContext& k) { draw_boxes(k); }

}  // namespace zeal
