// The composites of this topic.
#include "ops/linalg/matrix.h"

#include <algorithm>

#include "ops/array/reshape.h"
#include "ops/array/slice.h"
#include "ops/array/transpose.h"
#include "ops/linalg/contract.h"
#include "ops/linalg/matmul.h"
#include "ops/math/reduce.h"

namespace zeal::op {

namespace {
void need_matrix(const Tensor& x, const char* op, const char* argument) {
  if (x.rank() < 2)
    invalid(op, ": argument '", argument,
            "' should be a (batch) matrix with rank at least 2, got "
            "shape ",
            x.shape());
}

Tensor swapped(const Tensor& x, bool conjugate) {
  Ints perm;
  const int rank = x.rank();
  int64_t* p = perm.resize(static_cast<size_t>(rank));
  for (int i = 0; i < rank; ++i) p[i] = i < rank - 2 ? i : 2 * rank - 3 - i;
  return ops::transpose(x, {.perm = perm, .conjugate = conjugate});
}
}  // namespace

void MatVec::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& at = *static_cast<const Attrs*>(attrs);
  Tensor b = ops::expand_dims(Tensor::share(in[1]), {.axis = -1});
  out.resize(1);
  out[0] = ops::squeeze(ops::matmul(Tensor::share(in[0]), b,
                                    {.transpose_a = at.transpose_a, .adjoint_a = at.adjoint_a}),
                        {.axis = Ints{-1}});
}

void MatrixTranspose::body(Inputs in, const void* attrs, Outputs& out) {
  Tensor x = Tensor::share(in[0]);
  need_matrix(x, "MatrixTranspose", "a");
  out.resize(1);
  out[0] = swapped(x, static_cast<const Attrs*>(attrs)->conjugate);
}

void Adjoint::body(Inputs in, const void*, Outputs& out) {
  Tensor x = Tensor::share(in[0]);
  need_matrix(x, "Adjoint", "matrix");
  out.resize(1);
  out[0] = swapped(x, true);
}

void Trace::body(Inputs in, const void*, Outputs& out) {
  Tensor x = Tensor::share(in[0]);
  need_matrix(x, "Trace", "x");
  const int64_t m = x.shape().back(2), n = x.shape().back(1), k = std::min(m, n);
  if (m != n) {
    Ints begin, size;
    int64_t *b = begin.resize(size_t(x.rank())), *s = size.resize(size_t(x.rank()));
    for (int i = 0; i < x.rank(); ++i) {
      b[i] = 0;
      s[i] = i < x.rank() - 2 ? x.dim(i) : k;
    }
    x = ops::slice(x, {.begin = begin, .size = size});
  }
  out.resize(1);
  out[0] = ops::sum(diagonal(x), {.axis = Ints{-1}});
}

void Cross::body(Inputs in, const void*, Outputs& out) {
  Tensor a = Tensor::share(in[0]), b = Tensor::share(in[1]);
  if (a.shape() != b.shape())
    invalid("Cross: Both inputs must be of same shape: ", a.shape(), " vs. ", b.shape());
  if (a.rank() < 1 || a.shape().back() != 3)
    invalid("Cross: Cross-products are only defined for 3-element vectors, got shape ", a.shape());
  // Row i of a x b is a[i+1] b[i+2] - a[i+2] b[i+1], round the three.
  auto turned = [](const Tensor& x, int64_t by) {
    return ops::roll(x, {.shift = Ints{-by}, .axis = Ints{-1}});
  };
  out.resize(1);
  out[0] = turned(a, 1) * turned(b, 2) - turned(a, 2) * turned(b, 1);
}

}  // namespace zeal::op
