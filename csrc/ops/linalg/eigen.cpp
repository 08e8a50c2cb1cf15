// Shapes and derivatives of eigenvalues and eigenvectors.
#include "ops/linalg/eigen.h"

#include "ops/linalg/algebra.h"
#include "ops/linalg/solve.h"
#include "ops/math/complex.decl.h"
#include "ops/math/complex.h"

namespace zeal::op {

using namespace algebra;

namespace {
void infer_eigen(InferContext& c, DType dtype, bool vectors) {
  need_square(c);
  c.out(dtype, batch_of(c.shape(), 1));
  c.out(dtype, vectors ? c.shape() : Shape{0});
}
}  // namespace

void SelfAdjointEigV2::infer(InferContext& c) {
  infer_eigen(c, c.dtype(), c.attrs<Attrs>().compute_v);
}

void SelfAdjointEigV2::grad(GradContext& g) {
  const bool given = g.attrs<Attrs>().compute_v;
  const Tensor v = given ? g.y(1) : ops::self_adjoint_eig.all({g.x()})[1];
  // The eigenvalues are real, whatever their dtype.
  Tensor inner = ops::diag(to_dtype(ops::real(g.dy(0)), v.dtype()));
  if (given && g.has_dy(1)) inner = inner + reciprocal_gaps(g.y(0)) * hm(v, g.dy(1));
  const Tensor a = mh(mm(v, inner), v);
  // Only the lower triangle was read.
  g.dx(0, scale_diagonal(lower(a + adjoint(a)), 0.5));
}

void Eigh::body(Inputs in, const void*, Outputs& out) {
  std::vector<Tensor> parts = ops::self_adjoint_eig.all({Tensor::share(in[0])});
  out.resize(2);
  out[0] = parts[0];
  out[1] = parts[1];
}

void Eigvalsh::body(Inputs in, const void*, Outputs& out) {
  out.resize(1);
  out[0] = ops::self_adjoint_eig.all({Tensor::share(in[0])}, {.compute_v = false})[0];
}

void Eig::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  const bool wide = size_of(real_of(c.dtype())) == 8;
  const DType out = wide ? DType::Complex128 : DType::Complex64;
  if (ZEAL_UNLIKELY(at.Tout && *at.Tout != out))
    c.fail("argument 'Tout' must be ", name_of(out), " for an input of dtype ", name_of(c.dtype()),
           ", got ", name_of(*at.Tout));
  infer_eigen(c, out, at.compute_v);
}

// Eq. 4.77 of https://arxiv.org/abs/1701.00392; the eigenvectors keep their length.
void Eig::grad(GradContext& g) {
  const bool given = g.attrs<Attrs>().compute_v;
  const Tensor v = given ? g.y(1) : ops::eig_raw.all({g.x()})[1], vh = adjoint(v);
  Tensor inner = ops::diag(g.dy(0));
  if (given && g.has_dy(1)) {
    const Tensor f = g.conj(reciprocal_gaps(g.y(0))), vdv = mm(vh, g.dy(1));
    const Tensor along = to_dtype(ops::real(ops::diag_part(vdv)), v.dtype());
    inner = inner + f * (vdv - mm(vh, v) * as_row(along));
  }
  const Tensor dx = ops::solve(vh, mm(inner, vh));
  g.dx(0, is_complex(g.x_dtype()) ? dx : ops::real(dx));
}

void EigVectors::body(Inputs in, const void*, Outputs& out) {
  std::vector<Tensor> parts = ops::eig_raw.all({Tensor::share(in[0])});
  out.resize(2);
  out[0] = parts[0];
  out[1] = parts[1];
}

void Eigvals::body(Inputs in, const void*, Outputs& out) {
  out.resize(1);
  out[0] = ops::eig_raw.all({Tensor::share(in[0])}, {.compute_v = false})[0];
}

}  // namespace zeal::op
