// MatMul's shapes and its gradient.
#include "ops/linalg/matmul.h"

namespace zeal::op {

void MatMul::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  const Shape &a = c.shape(0), &b = c.shape(1);
  if (ZEAL_UNLIKELY(a.rank() < 2)) c.fail("In[0] ndims must be >= 2, got shape ", a);
  if (ZEAL_UNLIKELY(b.rank() < 2)) c.fail("In[1] ndims must be >= 2, got shape ", b);
  bool ta = at.turned_a(), tb = at.turned_b();
  if (ZEAL_UNLIKELY((at.transpose_a && at.adjoint_a) || (at.transpose_b && at.adjoint_b)))
    fail(Code::Value,
         "MatMul: only one of `transpose_a` and `adjoint_a` can be True, and likewise "
         "for b");
  if (ZEAL_UNLIKELY(a.back(ta ? 2 : 1) != b.back(tb ? 1 : 2)))
    c.fail("Matrix size-incompatible: In[0]: ", a, ", In[1]: ", b, ta ? ", In[0] transposed" : "",
           tb ? ", In[1] transposed" : "");
  DType dtype = c.dtype(0);
  if (ZEAL_UNLIKELY(at.output_type && *at.output_type != dtype)) {
    if (!kHalf.contains(dtype) || *at.output_type != DType::Float32)
      c.fail("argument 'output_type' must be ", name_of(dtype),
             kHalf.contains(dtype) ? " or float32" : "", " for operands of dtype ", name_of(dtype),
             ", got ", name_of(*at.output_type));
    dtype = DType::Float32;
  }
  int64_t m = a.back(ta ? 1 : 2), n = b.back(tb ? 2 : 1);
  if (ZEAL_LIKELY(a.rank() == 2 && b.rank() == 2)) return c.out(dtype, {m, n});
  Shape batch_a(a.dims().first(size_t(a.rank() - 2))),
      batch_b(b.dims().first(size_t(b.rank() - 2)));
  Shape out;
  if (ZEAL_UNLIKELY(!broadcast_shapes(batch_a, batch_b, out)))
    c.fail("In[0] and In[1] must have compatible batch dimensions: ", a, " vs. ", b);
  out.push_back(m);
  out.push_back(n);
  c.out(dtype, out);
}

namespace {
enum Form { Plain, Transposed, Adjoint, Conjugate };

// x in the form whose composition with op() is wanted: the adjoint of op(x) and so on.
Form adjoint_of(Form f) {
  return f == Plain ? Adjoint : f == Transposed ? Conjugate : f == Adjoint ? Plain : Transposed;
}
Form conjugate_of(Form f) {
  return f == Plain ? Conjugate : f == Transposed ? Adjoint : f == Adjoint ? Transposed : Plain;
}

Tensor product(Tensor a, Form fa, Tensor b, Form fb) {
  if (fa == Conjugate) a = GradContext::conj(a);
  if (fb == Conjugate) b = GradContext::conj(b);
  return ops::matmul(a, b,
                     {.transpose_a = fa == Transposed,
                      .transpose_b = fb == Transposed,
                      .adjoint_a = fa == Adjoint,
                      .adjoint_b = fb == Adjoint});
}

Form form(bool transposed, bool adjoint) {
  return adjoint ? Adjoint : transposed ? Transposed : Plain;
}
}  // namespace

void MatMul::grad(GradContext& g) {
  const Attrs& at = g.attrs<Attrs>();
  Form fa = form(at.transpose_a, at.adjoint_a), fb = form(at.transpose_b, at.adjoint_b);
  Tensor dy = g.dy();
  if (g.needs(0)) {
    Tensor b = g.x(1), d;
    if (fa == Plain)
      d = product(dy, Plain, b, adjoint_of(fb));  // G Y^H
    else if (fa == Transposed)
      d = product(b, conjugate_of(fb), dy, Transposed);  // conj(Y) G^T
    else
      d = product(b, fb, dy, Adjoint);  // Y G^H
    g.dx(0, d.shape() == g.x_shape(0) ? d : sum_to(d, g.x_shape(0)));
  }
  if (g.needs(1)) {
    Tensor a = g.x(0), d;
    if (fb == Plain)
      d = product(a, adjoint_of(fa), dy, Plain);  // X^H G
    else if (fb == Transposed)
      d = product(dy, Transposed, a, conjugate_of(fa));  // G^T conj(X)
    else
      d = product(dy, Adjoint, a, fa);  // G^H X
    g.dx(1, d.shape() == g.x_shape(1) ? d : sum_to(d, g.x_shape(1)));
  }
}

}  // namespace zeal::op
