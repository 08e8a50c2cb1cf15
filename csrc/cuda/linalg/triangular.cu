// Triangular systems by cuBLAS: one, or a batch that broadcasts.
#include "ops/linalg/triangular.h"

#include "cuda/libraries/solver.h"
#include "cuda/linalg/pieces.h"

namespace zeal {

using namespace cuda;

namespace {

// Where each matrix of a batch that broadcasts to `out` lies.
template <class T>
struct Pointers {
  const T* a;
  T* b;
  const void** a_at;
  void** b_at;
  int rank;
  int64_t extent[kMaxRank], step[kMaxRank], size;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest = i, at = 0;
    for (int d = rank; d-- > 0;) {
      at += rest % extent[d] * step[d];
      rest /= extent[d];
    }
    a_at[i] = a + at;
    b_at[i] = b + i * size;
  }
};

// The right-hand sides, repeated where their batch broadcasts.
template <class T>
struct Repeated {
  const T* from;
  T* to;
  int rank;
  int64_t extent[kMaxRank], step[kMaxRank], size;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t rest = i / size, at = i % size;
    for (int d = rank; d-- > 0;) {
      at += rest % extent[d] * step[d];
      rest /= extent[d];
    }
    to[i] = from[at];
  }
};
// Steps of x's matrices along the batch of `out`; 0 where x repeats.
int batch_steps(const Shape& x, const Shape& out, int64_t* extent, int64_t* step) {
  int64_t next = x.back() * x.back(2);
  const int rank = out.rank() - 2;
  for (int d = rank; d-- > 0;) {
    const int at = d - (out.rank() - x.rank());
    extent[d] = out[d];
    const bool moves = at >= 0 && x[at] != 1;
    step[d] = moves ? next : 0;
    if (moves) next *= x[at];
  }
  return rank;
}

}  // namespace

// A X = B is X^T A^T = B^T to the library: a solve from the right, in place, where A's lower
// triangle is the upper one.
void op::MatrixTriangularSolve::cuda(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  const Matrices x(k.out_shape());
  if (k.out().numel() == 0) return;
  if (x.m > INT_MAX || x.n > INT_MAX || x.batch > INT_MAX)
    fail(Code::Unimplemented, k.op_name(), ": matrices of shape ", k.out_shape(),
         " are not supported");
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Stream s = k.stream();
    Repeated<T> r{k.in<T>(1), k.out<T>(), 0, {}, {}, x.size};
    r.rank = batch_steps(k.shape(1), k.out_shape(), r.extent, r.step);
    each(s, k.out().numel(), r);
    Pointers<T> p{k.in<T>(0), k.out<T>(), nullptr, nullptr, 0, {}, {}, x.size};
    p.rank = batch_steps(k.shape(0), k.out_shape(), p.extent, p.step);
    const Scratch pointers(s, 2 * bytes<void*>(x.batch));
    p.a_at = pointers.data<const void*>();
    p.b_at = pointers.data<void*>() + x.batch;
    if (x.batch > 1) each(s, x.batch, p);
    triangular_solve(k.op_name(), s, k.dtype(), at.lower ? solver::kUpper : solver::kLower,
                     at.adjoint ? solver::kAdjoint : solver::kNone, static_cast<int>(x.n),
                     static_cast<int>(x.m), p.a, p.a_at, static_cast<int>(x.m), p.b, p.b_at,
                     static_cast<int>(x.n), static_cast<int>(x.batch));
  });
}

}  // namespace zeal
