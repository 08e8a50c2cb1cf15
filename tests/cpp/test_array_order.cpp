// Orders, borders, conditions and coordinates, against references that go element by element.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "ops/array/order.h"
#include "ops/array/pad.h"
#include "ops/array/scatter.h"
#include "ops/array/segment.h"
#include "ops/array/select.h"
#include "ops/array/unique.h"

namespace zeal {
namespace {

std::mt19937 rng(11);
int64_t pick(int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(rng);
}
Shape random_shape(int rank, int64_t low, int64_t high) {
  Shape s;
  for (int i = 0; i < rank; ++i) s.push_back(pick(low, high));
  return s;
}
template <class F>
void each(const Shape& shape, F f) {
  Shape at = shape;
  for (int64_t i = 0; i < shape.numel(); ++i) {
    int64_t rest = i;
    for (int d = shape.rank() - 1; d >= 0; --d) {
      at[d] = rest % shape[d];
      rest /= shape[d];
    }
    f(at, i);
  }
}
int64_t flat(const Shape& at, const Shape& shape) {
  int64_t i = 0;
  for (int d = 0; d < shape.rank(); ++d) i = i * shape[d] + at[d];
  return i;
}
Tensor counting(const Shape& shape) {
  Tensor t = Tensor::empty(DType::Int32, shape);
  std::iota(t.data<int32_t>(), t.data<int32_t>() + t.numel(), 1);
  return t;
}

TEST(Pad, AllModes) {
  for (int round = 0; round < 600; ++round) {
    const Shape s = random_shape(static_cast<int>(pick(0, 4)), round % 7 == 0 ? 0 : 1, 4);
    const auto mode = static_cast<op::PadMode>(pick(0, 2));
    std::vector<int64_t> paddings;
    Shape out = s;
    for (int d = 0; d < s.rank(); ++d) {
      const int64_t most = mode == op::PadMode::Constant  ? 3
                           : mode == op::PadMode::Reflect ? std::max<int64_t>(s[d] - 1, 0)
                                                          : s[d];
      const int64_t before = pick(0, 1) ? pick(0, most) : 0, after = pick(0, most);
      paddings.push_back(before);
      paddings.push_back(after);
      out[d] += before + after;
    }
    const Tensor x = counting(s);
    const op::Pad::Attrs a{.paddings = Ints(paddings), .mode = mode};
    const Tensor y = mode == op::PadMode::Constant ? ops::pad(x, Tensor::scalar<int32_t>(-5), a)
                                                   : ops::pad(x, a);
    ASSERT_EQ(y.shape(), out);
    Tensor sum = Tensor::full(s, 0, DType::Int32);
    each(out, [&](const Shape& at, int64_t i) {
      Shape source = at;
      bool inside = true;
      for (int d = 0; d < s.rank(); ++d) {
        int64_t p = at[d] - paddings[2 * d];
        if (p < 0 || p >= s[d]) {
          inside = false;
          const int64_t edge = mode == op::PadMode::Symmetric ? 1 : 0;
          p = p < 0 ? -p - edge : s[d] - 1 - (p - s[d] + 1 - edge);
        }
        source[d] = p;
      }
      if (!inside && mode == op::PadMode::Constant) {
        ASSERT_EQ(y.data<int32_t>()[i], -5);
        return;
      }
      ASSERT_EQ(y.data<int32_t>()[i], x.data<int32_t>()[flat(source, s)]);
      sum.data<int32_t>()[flat(source, s)] += y.data<int32_t>()[i];
    });
    if (mode == op::PadMode::Constant) continue;
    const Tensor back = ops::mirror_pad_grad(y, a);
    ASSERT_EQ(back.shape(), s);
    for (int64_t i = 0; i < back.numel(); ++i)
      ASSERT_EQ(back.data<int32_t>()[i], sum.data<int32_t>()[i]);
  }
}

TEST(Select, Broadcasts) {
  for (int round = 0; round < 600; ++round) {
    const int rank = static_cast<int>(pick(0, 5));
    const Shape out = random_shape(rank, round % 9 == 0 ? 0 : 1, 4);
    Shape part[3];
    for (Shape& p : part)
      for (int d = static_cast<int>(pick(0, rank)); d < rank; ++d)
        p.push_back(pick(0, 2) ? out[d] : 1);
    Shape both;
    ASSERT_TRUE(broadcast_shapes(part[0], part[1], both));
    ASSERT_TRUE(broadcast_shapes(both, part[2], both));
    Tensor c = Tensor::empty(DType::Bool, part[0]);
    for (int64_t i = 0; i < c.numel(); ++i) c.data<bool>()[i] = pick(0, 1);
    const Tensor x = counting(part[1]), y = counting(part[2]);
    const Tensor z = ops::select(c, x, y);
    ASSERT_EQ(z.shape(), both);
    each(both, [&](const Shape& at, int64_t i) {
      auto value = [&](const Tensor& t) {
        Shape own = t.shape();
        for (int d = 0; d < own.rank(); ++d)
          own[d] = own[d] == 1 ? 0 : at[both.rank() - own.rank() + d];
        return flat(own, t.shape());
      };
      ASSERT_EQ(z.data<int32_t>()[i], c.data<bool>()[value(c)] ? x.data<int32_t>()[value(x)]
                                                               : y.data<int32_t>()[value(y)]);
    });
  }
}

TEST(Scatter, CoordinatesBothWays) {
  for (int round = 0; round < 400; ++round) {
    const Shape s = random_shape(static_cast<int>(pick(1, 4)), 1, 4);
    const int depth = static_cast<int>(pick(0, s.rank()));
    Shape ids = random_shape(static_cast<int>(pick(0, 2)), 0, 3);
    ids.push_back(depth);
    Tensor at = Tensor::empty(DType::Int32, ids);
    for (int64_t i = 0; i < at.numel(); ++i)
      at.data<int32_t>()[i] = static_cast<int32_t>(pick(0, s[static_cast<int>(i % depth)] - 1));
    const Tensor x = counting(s), y = ops::gather_nd(x, at);
    Tensor sum = Tensor::full(s, 0, DType::Int32);
    const int64_t inner = s.product(depth, s.rank());
    for (int64_t u = 0; u < ids.product(0, ids.rank() - 1); ++u) {
      int64_t row = 0;
      for (int d = 0; d < depth; ++d) row = row * s[d] + at.data<int32_t>()[u * depth + d];
      for (int64_t i = 0; i < inner; ++i) {
        ASSERT_EQ(y.data<int32_t>()[u * inner + i], x.data<int32_t>()[row * inner + i]);
        sum.data<int32_t>()[row * inner + i] += y.data<int32_t>()[u * inner + i];
      }
    }
    const Tensor back = ops::scatter_nd(at, y, {.shape = to_ints(s)});
    const Tensor added = ops::tensor_scatter_nd_add(x, at, y);
    const Tensor same = ops::tensor_scatter_nd_update(x, at, y);
    for (int64_t i = 0; i < x.numel(); ++i) {
      ASSERT_EQ(back.data<int32_t>()[i], sum.data<int32_t>()[i]);
      ASSERT_EQ(added.data<int32_t>()[i], sum.data<int32_t>()[i] + x.data<int32_t>()[i]);
      ASSERT_EQ(same.data<int32_t>()[i], x.data<int32_t>()[i]);
    }
  }
}

// Values with many ties, both zeros, infinities and NaN.
template <class T>
Tensor awkward(const Shape& s) {
  Tensor t = Tensor::empty(dtype_of<T>, s);
  for (int64_t i = 0; i < t.numel(); ++i) {
    double v = static_cast<double>(pick(-3, 3)) * (pick(0, 3) ? 1 : 0.25);
    if (is_float_type<T> && pick(0, 5) == 0)
      v = std::array{-0.0, double(NAN), static_cast<double>(-INFINITY),
                     static_cast<double>(INFINITY),
                     static_cast<double>(-NAN)}[static_cast<size_t>(pick(0, 4))];
    t.data<T>()[i] = convert<T>(v);
  }
  return t;
}
// NaN last, equal values in their order.
template <class T>
bool before(T a, T b) {
  return a != a ? false : b != b ? true : a < b;
}

template <class T>
void check_order(const Shape& s, int axis) {
  const Tensor x = awkward<T>(s);
  const T* v = x.data<T>();
  const int64_t n = s[axis], step = s.product(axis + 1, s.rank());
  for (auto direction : {op::Direction::Ascending, op::Direction::Descending}) {
    const Tensor order = ops::argsort(x, {.axis = axis, .direction = direction});
    const Tensor sorted = ops::sort(x, {.axis = axis, .direction = direction});
    for (int64_t line = 0; n && line < x.numel() / n; ++line) {
      const int64_t start = line / step * step * n + line % step;
      std::vector<int64_t> want(static_cast<size_t>(n));
      std::iota(want.begin(), want.end(), 0);
      std::stable_sort(want.begin(), want.end(), [&](int64_t a, int64_t b) {
        const T p = v[start + a * step], q = v[start + b * step];
        return direction == op::Direction::Ascending ? before(p, q) : before(q, p);
      });
      for (int64_t i = 0; i < n; ++i) {
        ASSERT_EQ(order.data<int32_t>()[start + i * step], want[static_cast<size_t>(i)]);
        const T a = sorted.data<T>()[start + i * step];
        const T b = v[start + want[static_cast<size_t>(i)] * step];
        ASSERT_TRUE(a == b || (a != a && b != b));
      }
    }
  }
}

TEST(Sort, IsStableAndPutsNaNLast) {
  for (int64_t n : {0, 1, 2, 7, 100, 255, 256, 257, 3000}) {
    check_order<float>({2, n}, 1);
    check_order<double>({n}, 0);
    check_order<Half>({n, 3}, 0);
    check_order<BFloat16>({n}, 0);
    check_order<int8_t>({n}, 0);
    check_order<uint8_t>({2, n, 2}, 1);
    check_order<int64_t>({n}, 0);
    check_order<uint64_t>({n}, 0);
    check_order<int16_t>({n}, 0);
  }
}

TEST(Sort, ExtremesOfIntegers) {
  const int64_t v[] = {5, INT64_MIN, 0, INT64_MAX, -1};
  const Tensor y = ops::sort(Tensor::from(v, {5}));
  const int64_t want[] = {INT64_MIN, -1, 0, 5, INT64_MAX};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(y.data<int64_t>()[i], want[i]);
}

TEST(TopK, IsTheHeadOfTheDescendingOrder) {
  for (int64_t n : {1, 5, 64, 300, 5000})
    for (int64_t k : {int64_t{0}, int64_t{1}, n / 7, n / 2, n}) {
      const Tensor x = awkward<float>({3, n});
      const auto y = ops::top_k.all({x}, {.k = k, .index_type = DType::Int64});
      const Tensor order = ops::argsort(x, {.direction = op::Direction::Descending});
      for (int64_t r = 0; r < 3; ++r)
        for (int64_t i = 0; i < k; ++i) {
          const int64_t at = y[1].data<int64_t>()[r * k + i];
          ASSERT_EQ(at, order.data<int32_t>()[r * n + i]);
          const float a = y[0].data<float>()[r * k + i], b = x.data<float>()[r * n + at];
          ASSERT_TRUE(a == b || (a != a && b != b));
        }
    }
}

TEST(Unique, ManyValuesAndNaN) {
  const Tensor x = awkward<float>({5000});
  const auto y = ops::unique_with_counts.all({x});
  const float* v = y[0].data<float>();
  std::vector<int32_t> counts(static_cast<size_t>(y[0].numel()));
  int32_t next = 0;
  for (int64_t i = 0; i < x.numel(); ++i) {
    const int32_t at = y[1].data<int32_t>()[i];
    const float a = x.data<float>()[i];
    ASSERT_LE(at, next);
    ASSERT_TRUE(a != a ? at == next && v[at] != v[at] : v[at] == a);
    next += at == next;
    ++counts[static_cast<size_t>(at)];
  }
  ASSERT_EQ(next, y[0].numel());
  for (size_t i = 0; i < counts.size(); ++i) ASSERT_EQ(counts[i], y[2].data<int32_t>()[i]);
}

TEST(Segments, LargeOnesAreTheSameOnEveryRun) {
  const int64_t n = 20000, inner = 7, segments = 50;
  Tensor x = Tensor::empty(DType::Float32, {n, inner});
  for (int64_t i = 0; i < x.numel(); ++i)
    x.data<float>()[i] = static_cast<float>(pick(-1000, 1000)) * 1e-3f;
  Tensor ids = Tensor::empty(DType::Int32, {n});
  for (int64_t i = 0; i < n; ++i)
    ids.data<int32_t>()[i] = static_cast<int32_t>(pick(-1, segments - 1));
  const Tensor y = ops::unsorted_segment_sum(x, ids, {.num_segments = segments});
  std::vector<float> want(static_cast<size_t>(segments * inner));
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < inner && ids.data<int32_t>()[i] >= 0; ++j)
      want[static_cast<size_t>(ids.data<int32_t>()[i] * inner + j)] +=
          x.data<float>()[i * inner + j];
  for (int64_t i = 0; i < y.numel(); ++i)
    ASSERT_EQ(y.data<float>()[i], want[static_cast<size_t>(i)]);
}

TEST(Segments, EmptyOnesAndInfinities) {
  const float v[] = {-INFINITY, 2, 3};
  const int32_t ids[] = {0, 2, 2};
  const Tensor x = Tensor::from(v, {3}), at = Tensor::from(ids, {3});
  const Tensor unsorted = ops::unsorted_segment_max(x, at, {.num_segments = 4});
  const Tensor sorted = ops::segment_max(x, at);
  const float lowest = std::numeric_limits<float>::lowest();
  const float want[] = {-INFINITY, lowest, 3, lowest}, want_sorted[] = {-INFINITY, 0, 3};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(unsorted.data<float>()[i], want[i]);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sorted.data<float>()[i], want_sorted[i]);
}

}  // namespace
}  // namespace zeal
