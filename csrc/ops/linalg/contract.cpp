#include "ops/linalg/contract.h"

#include "ops/array/reshape.h"
#include "ops/array/slice.h"
#include "ops/array/transpose.h"
#include "ops/linalg/matmul.h"

namespace zeal {

namespace {
Tensor reshaped(const Tensor& x, const Shape& shape) {
  return x.shape() == shape ? x : ops::reshape(x, {.shape = to_ints(shape)});
}

// The labels of `from` that are in `set`.
Labels among(const Labels& from, uint64_t set) {
  Labels r;
  for (int id : from)
    if (set >> id & 1) r.push_back(id);
  return r;
}

Labels joined(const Labels& a, const Labels& b, const Labels& c) {
  Labels r = a;
  for (int id : b) r.push_back(id);
  for (int id : c) r.push_back(id);
  return r;
}

struct Sizes {
  int64_t of[Labels::kMaxLabels];
  int64_t product(const Labels& l) const {
    int64_t n = 1;
    for (int id : l) n = checked_mul(n, of[id]);
    return n;
  }
  void read(const Tensor& x, const Labels& l) {
    for (int i = 0; i < l.size(); ++i) of[l[i]] = x.dim(i);
  }
};

// An operand of a batched matrix product: as it lies, turned, or copied into order first.
struct Operand {
  Labels order;
  bool turned = false;
  int64_t copied = 0;  // elements
};
Operand plan(const Tensor& x, const Labels& l, const Labels& batch, const Labels& rows,
             const Labels& cols) {
  Labels straight = joined(batch, rows, cols), turned = joined(batch, cols, rows);
  if (l == straight) return {straight};
  if (l == turned) return {turned, true};
  return {straight, false, x.numel()};
}

// The same without a sum: an element-wise product of broadcast tensors.
Tensor multiply(const Tensor& a, const Labels& la, const Tensor& b, const Labels& lb,
                const Labels& out) {
  auto spread = [&](const Tensor& x, const Labels& l) {
    Labels order = among(out, l.set());
    Shape shape;
    for (int id : out) shape.push_back(l.has(id) ? x.dim(l.find(id)) : 1);
    return reshaped(arrange(x, l, order), shape);
  };
  return spread(a, la) * spread(b, lb);
}
}  // namespace

Tensor arrange(const Tensor& x, const Labels& from, const Labels& to) {
  if (from == to) return x;
  Ints perm;
  int64_t* p = perm.resize(static_cast<size_t>(to.size()));
  for (int i = 0; i < to.size(); ++i) p[i] = from.find(to[i]);
  return ops::transpose(x, {.perm = perm});
}

Tensor contract(Tensor a, Labels la, Tensor b, Labels lb, const Labels& out) {
  const uint64_t shared = la.set() & lb.set();
  if ((shared & ~out.set()) == 0) return multiply(a, la, b, lb, out);
  Labels batch = among(out, shared);
  Labels rows = among(out, la.set() & ~shared), cols = among(out, lb.set() & ~shared);
  Labels wanted = joined(batch, rows, cols);
  if (!(wanted == out) && joined(batch, cols, rows) == out) {  // b's dimensions come first
    std::swap(a, b);
    std::swap(la, lb);
    std::swap(rows, cols);
    wanted = out;
  }
  Sizes sizes;
  sizes.read(a, la);
  sizes.read(b, lb);
  // The sum runs in a's order or in b's, whichever has less copied.
  Labels sum = among(la, shared & ~out.set());
  Operand pa = plan(a, la, batch, rows, sum), pb = plan(b, lb, batch, sum, cols);
  Labels other = among(lb, shared & ~out.set());
  if (pa.copied + pb.copied && !(other == sum)) {
    Operand qa = plan(a, la, batch, rows, other), qb = plan(b, lb, batch, other, cols);
    if (qa.copied + qb.copied < pa.copied + pb.copied) {
      pa = qa;
      pb = qb;
    }
  }
  const int64_t m = sizes.product(rows), n = sizes.product(cols), k = sizes.product(sum);
  Shape sa, sb;
  if (batch.size()) {
    sa.push_back(sizes.product(batch));
    sb.push_back(sa[0]);
  }
  sa.push_back(pa.turned ? k : m);
  sa.push_back(pa.turned ? m : k);
  sb.push_back(pb.turned ? n : k);
  sb.push_back(pb.turned ? k : n);
  Tensor y =
      ops::matmul(reshaped(arrange(a, la, pa.order), sa), reshaped(arrange(b, lb, pb.order), sb),
                  {.transpose_a = pa.turned, .transpose_b = pb.turned});
  Shape shape;
  for (int id : wanted) shape.push_back(sizes.of[id]);
  return arrange(reshaped(y, shape), wanted, out);
}

Tensor diagonal(const Tensor& x) {
  Shape flat = x.shape();
  const int64_t n = flat.back();
  flat.erase(flat.rank() - 1);
  flat[flat.rank() - 1] = checked_mul(n, n);
  Tensor y = ops::reshape(x, {.shape = to_ints(flat)});
  if (n < 2) return y;
  op::StridedAttrs at;
  at.begin = Ints{0, 0};
  at.end = Ints{0, n * n};
  at.strides = Ints{1, n + 1};
  at.ellipsis_mask = 1;
  return ops::strided_slice(y, at);
}

}  // namespace zeal
