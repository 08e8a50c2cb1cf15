// MatMul's shapes and its gradient.
#include "ops/linalg/matmul.h"

#include "ops/array/reshape.h"
#include "ops/math/cast.h"

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
enum class Form { Plain, Transposed, Adjoint, Conjugate };

// x in the form whose composition with op() is wanted: the adjoint of op(x) and so on.
Form adjoint_of(Form f) {
  return f == Form::Plain        ? Form::Adjoint
         : f == Form::Transposed ? Form::Conjugate
         : f == Form::Adjoint    ? Form::Plain
                                 : Form::Transposed;
}
Form conjugate_of(Form f) {
  return f == Form::Plain        ? Form::Conjugate
         : f == Form::Transposed ? Form::Adjoint
         : f == Form::Adjoint    ? Form::Transposed
                                 : Form::Plain;
}

Tensor product(Tensor a, Form fa, Tensor b, Form fb) {
  if (fa == Form::Conjugate) a = GradContext::conj(a);
  if (fb == Form::Conjugate) b = GradContext::conj(b);
  return ops::matmul(a, b,
                     {.transpose_a = fa == Form::Transposed,
                      .transpose_b = fb == Form::Transposed,
                      .adjoint_a = fa == Form::Adjoint,
                      .adjoint_b = fb == Form::Adjoint});
}

Form form(bool transposed, bool adjoint) {
  return adjoint ? Form::Adjoint : transposed ? Form::Transposed : Form::Plain;
}
}  // namespace

void MatMul::grad(GradContext& g) {
  const Attrs& at = g.attrs<Attrs>();
  Form fa = form(at.transpose_a, at.adjoint_a), fb = form(at.transpose_b, at.adjoint_b);
  const Shape sa = g.x_shape(0), sb = g.x_shape(1);
  Tensor dy = g.dy();
  if (dy.dtype() != g.x_dtype(0)) dy = ops::cast(dy, {.dtype = g.x_dtype(0)});
  auto state = [&g](int i, const Tensor& d) {
    g.dx(i, d.shape() == g.x_shape(i) ? d : sum_to(d, g.x_shape(i)));
  };
  if (g.needs(0)) {
    Tensor b = g.x(1);
    if (fa == Form::Plain)
      state(0, product(dy, Form::Plain, b, adjoint_of(fb)));  // G Y^H
    else if (fa == Form::Transposed)
      state(0, product(b, conjugate_of(fb), dy, Form::Transposed));  // conj(Y) G^T
    else
      state(0, product(b, fb, dy, Form::Adjoint));  // Y G^H
  }
  if (g.needs(1)) {
    Tensor a = g.x(0);
    // One b for all of a's matrices: the sum over them is the product of two tall ones.
    const int64_t batch = dy.shape().product(0, dy.rank() - 2);
    if (fa == Form::Plain && batch > 1 && sb.rank() == 2 && sa.rank() == dy.rank()) {
      a = ops::reshape(a, {.shape = Ints{batch * sa.back(2), sa.back(1)}});
      dy = ops::reshape(dy, {.shape = Ints{batch * sa.back(2), dy.shape().back(1)}});
    }
    if (fb == Form::Plain)
      state(1, product(a, adjoint_of(fa), dy, Form::Plain));  // X^H G
    else if (fb == Form::Transposed)
      state(1, product(dy, Form::Transposed, a, conjugate_of(fa)));  // G^T conj(X)
    else
      state(1, product(dy, Form::Adjoint, a, fa));  // G^H X
  }
}

}  // namespace zeal::op
