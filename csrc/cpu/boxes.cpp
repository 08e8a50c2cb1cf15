// Outlines of boxes, and the choice among boxes that overlap.
#include "ops/image/boxes.h"

#include <cmath>
#include <cstring>
#include <queue>
#include <vector>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"

namespace zeal {

namespace {

constexpr int64_t kDefaultColours = 10;
constexpr float kColours[kDefaultColours][4] = {
    {1, 1, 0, 1},     {0, 0, 1, 1},   {1, 0, 0, 1},   {0, 1, 0, 1}, {0.5, 0, 0.5, 1},
    {0.5, 0.5, 0, 1}, {0.5, 0, 0, 1}, {0, 0, 0.5, 1}, {0, 1, 1, 1}, {1, 0, 1, 1}};

template <class T>
void draw(KernelContext& k) {
  const Shape& s = k.shape();
  const int64_t height = s[1], width = s[2], depth = s[3], boxes = k.shape(1)[1];
  std::memcpy(k.out().data(), k.in().data(), k.out().bytes());
  const bool own = k.has(2) && k.shape(2)[0] > 0;
  const int64_t colours = own ? k.shape(2)[0] : kDefaultColours;
  parallel_for(s[0], 1, [&](int64_t begin, int64_t end) {
    std::vector<T> colour(static_cast<size_t>(depth));
    for (int64_t n = begin; n < end; ++n) {
      T* image = k.out<T>() + n * height * width * depth;
      const auto dot = [&](int64_t row, int64_t column) {
        std::copy(colour.begin(), colour.end(), image + (row * width + column) * depth);
      };
      for (int64_t b = 0; b < boxes; ++b) {
        const float* box = k.in<float>(1) + (n * boxes + b) * 4;
        const auto y = static_cast<float>(height - 1), x = static_cast<float>(width - 1);
        const auto y1 = convert<int64_t>(box[0] * y), x1 = convert<int64_t>(box[1] * x);
        const auto y2 = convert<int64_t>(box[2] * y), x2 = convert<int64_t>(box[3] * x);
        if (y1 > y2 || x1 > x2 || y1 >= height || y2 < 0 || x1 >= width || x2 < 0) continue;
        for (int64_t c = 0; c < depth; ++c) {
          const float* from =
              own ? k.in<float>(2) + b % colours * k.shape(2)[1] : kColours[b % colours];
          colour[c] = static_cast<T>(!own && depth == 1 ? 1.0f : from[c]);
        }
        const int64_t top = std::max<int64_t>(y1, 0), bottom = std::min(y2, height - 1);
        const int64_t left = std::max<int64_t>(x1, 0), right = std::min(x2, width - 1);
        for (int64_t c = left; c <= right; ++c) {
          if (y1 >= 0) dot(y1, c);
          if (y2 < height) dot(y2, c);
        }
        for (int64_t r = top; r <= bottom; ++r) {
          if (x1 >= 0) dot(r, x1);
          if (x2 < width) dot(r, x2);
        }
      }
    }
  });
}

void draw_boxes(KernelContext& k) {
  if (k.out().numel() == 0) return;
  switch_dtype<kHalf | dtype_set(DType::Float32)>(k.dtype(), [&]<class T>() { draw<T>(k); });
}

struct Box {
  double y1, x1, y2, x2;
  double area() const { return (y2 - y1) * (x2 - x1); }
};
// The shared part of two boxes' union.
double overlap(const Box& a, const Box& b) {
  if (a.area() <= 0 || b.area() <= 0) return 0;
  const double h = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
  const double w = std::min(a.x2, b.x2) - std::max(a.x1, b.x1);
  const double both = std::max(h, 0.0) * std::max(w, 0.0);
  return both / (a.area() + b.area() - both);
}

struct Candidate {
  int64_t index;
  double score;
  size_t met;  // how many chosen boxes it has been compared with
  bool operator<(const Candidate& o) const {
    return score < o.score || (score == o.score && index > o.index);
  }
};

template <class T>
void suppress(KernelContext& k) {
  const auto& a = k.attrs<op::SuppressNonMax::Attrs>();
  const int64_t n = k.shape()[0], most = k.out_shape()[0];
  std::vector<Box> boxes;
  std::priority_queue<Candidate> queue;
  for (int64_t i = 0; i < n; ++i) {
    const T* b = k.in<T>() + 4 * i;
    const auto v = [b](int j) { return static_cast<double>(b[j]); };
    boxes.push_back(
        {std::min(v(0), v(2)), std::min(v(1), v(3)), std::max(v(0), v(2)), std::max(v(1), v(3))});
    const auto score = static_cast<double>(k.in<T>(1)[i]);
    if (score > a.score_threshold) queue.push({i, score, 0});
  }
  const bool soft = a.soft_nms_sigma > 0;
  std::vector<Candidate> chosen;
  while (static_cast<int64_t>(chosen.size()) < most && !queue.empty()) {
    Candidate next = queue.top();
    queue.pop();
    const double before = next.score;
    bool drop = false;
    for (size_t j = chosen.size(); j > next.met && !drop; --j) {
      const double shared = overlap(boxes[next.index], boxes[chosen[j - 1].index]);
      if (soft)
        next.score *= std::exp(-0.5 / a.soft_nms_sigma * shared * shared);
      else
        drop = shared > a.iou_threshold;
      if (next.score <= a.score_threshold) break;
    }
    next.met = chosen.size();
    if (drop) continue;
    if (next.score == before)
      chosen.push_back(next);
    else if (next.score > a.score_threshold)
      queue.push(next);
  }
  for (int64_t i = 0; i < most; ++i) {
    const bool have = i < static_cast<int64_t>(chosen.size());
    k.out<int32_t>(0)[i] = have ? static_cast<int32_t>(chosen[i].index) : 0;
    k.out<T>(1)[i] = static_cast<T>(have ? static_cast<float>(chosen[i].score) : 0.0f);
  }
  *k.out<int32_t>(2) = static_cast<int32_t>(chosen.size());
}

}  // namespace

void op::DrawBoundingBoxes::cpu(KernelContext& k) { draw_boxes(k); }
void op::DrawBoundingBoxesV2::cpu(KernelContext& k) { draw_boxes(k); }

void op::SuppressNonMax::cpu(KernelContext& k) {
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() { suppress<T>(k); });
}

}  // namespace zeal
