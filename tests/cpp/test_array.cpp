// Index arithmetic of the array ops, against references that go element by element.
#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "ops/array/concat.h"
#include "ops/array/gather.h"
#include "ops/array/slice.h"
#include "ops/array/transpose.h"
#include "ops/math/arith.decl.h"

namespace zeal {
namespace {

std::mt19937 rng(7);
int64_t pick(int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(rng);
}

template <class T = int32_t>
Tensor counting(const Shape& shape) {
  Tensor t = Tensor::empty(dtype_of<T>, shape);
  for (int64_t i = 0; i < t.numel(); ++i) t.data<T>()[i] = convert<T>(i + 1);
  return t;
}

Shape random_shape(int rank, int64_t low, int64_t high) {
  Shape s;
  for (int i = 0; i < rank; ++i) s.push_back(pick(low, high));
  return s;
}

// Calls f(coordinates, flat position) for every element of a tensor of `shape`.
template <class F>
void each(const Shape& shape, F f) {
  Shape at = shape;
  const int64_t n = shape.numel();
  for (int64_t i = 0; i < n; ++i) {
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

TEST(StridedSlice, MatchesPythonIndexing) {
  for (int round = 0; round < 4000; ++round) {
    const Shape s = random_shape(static_cast<int>(pick(1, 5)), 0, 5);
    const Tensor x = counting(s);
    // What Python would select, dimension by dimension, as lists of positions.
    op::StridedSlice::Attrs a;
    std::vector<int64_t> begin, end, strides;
    std::vector<std::vector<int64_t>> positions;
    Shape out;
    const int entries = static_cast<int>(pick(0, s.rank() + 1));
    const bool ellipsis = pick(0, 2) == 0;
    const int named = static_cast<int>(pick(0, std::min(entries, s.rank())));
    const int ellipsis_at = ellipsis ? static_cast<int>(pick(0, named)) : -1;
    int d = 0;
    auto whole = [&] {
      std::vector<int64_t> all(s[d]);
      std::iota(all.begin(), all.end(), 0);
      positions.push_back(all);
      out.push_back(s[d++]);
    };
    auto entry = [&](int64_t b, int64_t e, int64_t st) {
      begin.push_back(b);
      end.push_back(e);
      strides.push_back(st);
      return int64_t{1} << (begin.size() - 1);
    };
    for (int i = 0; i <= named; ++i) {
      if (i == ellipsis_at) {
        a.ellipsis_mask |= entry(pick(-9, 9), pick(-9, 9), pick(1, 3));
        for (int n = s.rank() - named; n > 0; --n) whole();
      }
      if (pick(0, 4) == 0 && out.rank() < 6) {
        a.new_axis_mask |= entry(pick(-9, 9), pick(-9, 9), 1);
        out.push_back(1);
      }
      if (i == named) break;
      const int64_t n = s[d];
      if (n > 0 && pick(0, 3) == 0) {
        const int64_t at = pick(-n, n - 1);
        a.shrink_axis_mask |= entry(at, pick(-3, 3), 1);
        positions.push_back({at < 0 ? at + n : at});
        ++d;
        continue;
      }
      int64_t st = pick(0, 1) ? pick(1, 4) : -pick(1, 4), b = pick(-7, 7), e = pick(-7, 7);
      const int64_t bit = entry(b, e, st);
      const bool open_b = pick(0, 3) == 0, open_e = pick(0, 3) == 0;
      if (open_b) a.begin_mask |= bit;
      if (open_e) a.end_mask |= bit;
      std::vector<int64_t> list;
      // PySlice_AdjustIndices
      auto clip = [&](int64_t v) {
        if (v < 0) v += n;
        return st > 0 ? std::clamp<int64_t>(v, 0, n) : std::clamp<int64_t>(v, -1, n - 1);
      };
      const int64_t from = open_b ? (st > 0 ? 0 : n - 1) : clip(b);
      const int64_t to = open_e ? (st > 0 ? n : -1) : clip(e);
      for (int64_t v = from; st > 0 ? v < to : v > to; v += st) list.push_back(v);
      out.push_back(static_cast<int64_t>(list.size()));
      positions.push_back(list);
      ++d;
    }
    while (d < s.rank()) whole();
    a.begin.assign(begin);
    a.end.assign(end);
    a.strides.assign(strides);

    const Tensor y = ops::strided_slice(x, a);
    ASSERT_EQ(y.shape(), out) << s;
    Shape sizes;
    for (auto& p : positions) sizes.push_back(static_cast<int64_t>(p.size()));
    Tensor back = Tensor::full(s, 0, DType::Int32);
    each(sizes, [&](const Shape& at, int64_t i) {
      Shape source = at;
      for (int k = 0; k < at.rank(); ++k) source[k] = positions[k][at[k]];
      ASSERT_EQ(y.data<int32_t>()[i], x.data<int32_t>()[flat(source, s)]);
      back.data<int32_t>()[flat(source, s)] = y.data<int32_t>()[i];
    });
    const Tensor grad =
        ops::strided_slice_grad(y, {to_ints(s), a.begin, a.end, a.strides, a.begin_mask, a.end_mask,
                                    a.ellipsis_mask, a.new_axis_mask, a.shrink_axis_mask});
    ASSERT_EQ(grad.shape(), s);
    for (int64_t i = 0; i < grad.numel(); ++i)
      ASSERT_EQ(grad.data<int32_t>()[i], back.data<int32_t>()[i]);
    // Writing the slice back over the original changes nothing; a scalar fills it.
    const Tensor same = ops::tensor_strided_slice_update(x, y, a);
    for (int64_t i = 0; i < x.numel(); ++i)
      ASSERT_EQ(same.data<int32_t>()[i], x.data<int32_t>()[i]);
    const Tensor filled = ops::tensor_strided_slice_update(x, Tensor::scalar<int32_t>(-1), a);
    for (int64_t i = 0; i < x.numel(); ++i)
      ASSERT_EQ(filled.data<int32_t>()[i], back.data<int32_t>()[i] ? -1 : x.data<int32_t>()[i]);
  }
}

template <class T>
void check_transpose(const Shape& s, const std::vector<int64_t>& perm) {
  const Tensor x = counting<T>(s);
  const Tensor y = ops::transpose(x, {.perm = Ints(perm)});
  each(y.shape(), [&](const Shape& at, int64_t i) {
    Shape source = at;
    for (int d = 0; d < at.rank(); ++d) source[static_cast<int>(perm[d])] = at[d];
    ASSERT_EQ(y.data<T>()[i], x.data<T>()[flat(source, s)]) << s << Ints(perm);
  });
}

TEST(Transpose, RandomPermutations) {
  for (int round = 0; round < 300; ++round) {
    const int rank = static_cast<int>(pick(0, 8));
    std::vector<int64_t> perm(rank);
    std::iota(perm.begin(), perm.end(), 0);
    std::shuffle(perm.begin(), perm.end(), rng);
    check_transpose<int32_t>(random_shape(rank, 1, rank > 5 ? 4 : 6), perm);
    check_transpose<uint8_t>(random_shape(rank, 0, 3), perm);
  }
}

TEST(Transpose, TilesOfEverySize) {
  for (int64_t n : {1, 3, 16, 63, 64, 65, 130})
    for (int64_t m : {1, 2, 15, 64, 100, 129}) {
      check_transpose<uint8_t>({n, m}, {1, 0});
      check_transpose<uint16_t>({n, m}, {1, 0});
      check_transpose<float>({n, m}, {1, 0});
      check_transpose<double>({n, m}, {1, 0});
      check_transpose<complex128>({n, m}, {1, 0});
      check_transpose<float>({2, n, m}, {0, 2, 1});
      check_transpose<float>({n, 3, m}, {2, 1, 0});
      check_transpose<float>({n, m, 3}, {1, 0, 2});
      check_transpose<float>({n, m, 4}, {1, 0, 2});
      check_transpose<float>({3, n, m}, {1, 2, 0});
    }
  check_transpose<float>({700, 300}, {1, 0});
}

TEST(Concat, AnyAxisAndBack) {
  for (int round = 0; round < 500; ++round) {
    const int rank = static_cast<int>(pick(1, 5)), axis = static_cast<int>(pick(0, rank - 1));
    const int n = static_cast<int>(pick(1, 5));
    Shape s = random_shape(rank, 0, 4);
    std::vector<Tensor> parts;
    std::vector<int64_t> sizes;
    for (int i = 0; i < n; ++i) {
      s[axis] = pick(0, 4);
      sizes.push_back(s[axis]);
      parts.push_back(ops::negative(counting(s)));
    }
    const Tensor y = ops::concat(parts, {.axis = axis - (round % 2 ? rank : 0)});
    const auto back = ops::split.all({y}, {.num_or_size_splits = Ints(sizes), .axis = axis});
    ASSERT_EQ(back.size(), parts.size());
    int64_t before = 0;
    for (int i = 0; i < n; ++i) {
      ASSERT_EQ(back[i].shape(), parts[i].shape());
      each(parts[i].shape(), [&](Shape at, int64_t j) {
        ASSERT_EQ(back[i].data<int32_t>()[j], parts[i].data<int32_t>()[j]);
        at[axis] += before;
        ASSERT_EQ(y.data<int32_t>()[flat(at, y.shape())], parts[i].data<int32_t>()[j]);
      });
      before += sizes[i];
    }
  }
}

TEST(Roll, AllAxes) {
  for (int round = 0; round < 300; ++round) {
    const Shape s = random_shape(static_cast<int>(pick(1, 4)), 1, 5);
    const Tensor x = counting(s);
    std::vector<int64_t> shift, axis;
    for (int i = static_cast<int>(pick(0, 4)); i > 0; --i) {
      shift.push_back(pick(-9, 9));
      axis.push_back(pick(-s.rank(), s.rank() - 1));
    }
    const Tensor y = ops::roll(x, {.shift = Ints(shift), .axis = Ints(axis)});
    each(s, [&](Shape at, int64_t i) {
      for (size_t k = 0; k < shift.size(); ++k) {
        const int d = front_axis(axis[k], s.rank());
        at[d] = ((at[d] + shift[k]) % s[d] + s[d]) % s[d];
      }
      ASSERT_EQ(y.data<int32_t>()[flat(at, s)], x.data<int32_t>()[i]);
    });
  }
}

TEST(Gather, AxesAndBatches) {
  for (int round = 0; round < 500; ++round) {
    const Shape params = random_shape(static_cast<int>(pick(1, 4)), 1, 4);
    const int axis = static_cast<int>(pick(0, params.rank() - 1));
    const int batch = static_cast<int>(pick(0, axis));
    Shape ids;
    for (int i = 0; i < batch; ++i) ids.push_back(params[i]);
    for (int i = static_cast<int>(pick(0, 2)); i > 0; --i) ids.push_back(pick(0, 3));
    const Tensor x = counting(params);
    Tensor at = Tensor::empty(DType::Int64, ids);
    for (int64_t i = 0; i < at.numel(); ++i) at.data<int64_t>()[i] = pick(0, params[axis] - 1);
    const Tensor y = ops::gather(x, at, {.axis = axis, .batch_dims = batch});
    // y[p[:axis], i[batch:], p[axis+1:]] = params[p[:axis], indices[p[:batch], i[batch:]], ...]
    Tensor sum = Tensor::full(params, 0, DType::Int32);
    const int picks = ids.rank() - batch;
    each(y.shape(), [&](const Shape& o, int64_t i) {
      Shape id, source;
      for (int d = 0; d < batch; ++d) id.push_back(o[d]);
      for (int d = 0; d < picks; ++d) id.push_back(o[axis + d]);
      for (int d = 0; d < axis; ++d) source.push_back(o[d]);
      source.push_back(at.data<int64_t>()[flat(id, ids)]);
      for (int d = axis + picks; d < o.rank(); ++d) source.push_back(o[d]);
      ASSERT_EQ(y.data<int32_t>()[i], x.data<int32_t>()[flat(source, params)]);
      sum.data<int32_t>()[flat(source, params)] += y.data<int32_t>()[i];
    });
    const Tensor grad =
        ops::gather_grad(y, at, {.shape = to_ints(params), .axis = axis, .batch_dims = batch});
    for (int64_t i = 0; i < grad.numel(); ++i)
      ASSERT_EQ(grad.data<int32_t>()[i], sum.data<int32_t>()[i]);
  }
}

TEST(Gather, NamesTheBadIndex) {
  const Tensor x = counting({3, 2});
  const int32_t ids[] = {0, 2, 1, 3, -1, 0};
  try {
    ops::gather(x, Tensor::from(ids, {2, 3}));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::InvalidArgument);
    EXPECT_EQ(e.message(), "Gather: indices[1,0] = 3 is not in [0, 3)");
  }
}

}  // namespace
}  // namespace zeal
