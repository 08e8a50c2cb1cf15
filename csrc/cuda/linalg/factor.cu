// LU and Cholesky decompositions, and what is solved by them.
//
// Row-major, a matrix is its transposed to the library; what is done about that is said at each.
#include "cuda/linalg/lu.h"
#include "ops/linalg/cholesky.h"
#include "ops/linalg/lu.h"
#include "ops/linalg/solve.h"

namespace zeal {

using namespace cuda;

namespace {

// Is each element of a decomposition's diagonal larger than nothing? Else the matrix was singular,
// or has NaN.
template <class T>
struct CheckDiagonal {
  const T* lu;
  int64_t n;
  Reporter report;
  HOST_DEVICE void operator()(int64_t at) const {
    const int64_t b = at / n, i = at % n;
    if (!(size_of_number(lu[b * n * n + i * (n + 1)]) > 0)) report();
  }
};

// The library says which rows it swapped, one after the other, counted from 1.
template <class I>
struct Permutation {
  const int64_t* swaps;
  I* to;
  int64_t n;
  HOST_DEVICE void operator()(int64_t b) const {
    I* p = to + b * n;
    for (int64_t i = 0; i < n; ++i) p[i] = static_cast<I>(i);
    for (int64_t i = 0; i < n; ++i) {
      int64_t other = swaps[b * n + i] - 1;
      if (other < 0 || other >= n) other = i;  // never, but of what the library did not write
      const I v = p[i];
      p[i] = p[other];
      p[other] = v;
    }
  }
};

// Marks matrices without a decomposition: info says so, or the diagonal.
template <class T>
struct MarkIndefinite {
  const T* l;
  int* info;
  int64_t n;
  HOST_DEVICE void operator()(int64_t b) const {
    bool good = info[b] == 0;
    for (int64_t i = 0; good && i < n; ++i) good = m::real(l[b * n * n + i * (n + 1)]) > 0;
    info[b] = good ? 0 : 1;
  }
};
template <class T>
struct LowerTriangle {
  T* x;
  const int* nan;
  int64_t n;
  HOST_DEVICE void operator()(int64_t at) const {
    const int64_t rest = at % (n * n);
    if (rest % n > rest / n)
      x[at] = T(0);
    else if (nan[at / (n * n)])
      x[at] = not_a_number<T>();
  }
};

}  // namespace

// L's triangle is the upper one of what the library sees, which is L^T.
void op::Cholesky::cuda(KernelContext& k) {
  const Matrices x(k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Stream s = k.stream();
    Solver l(k.op_name(), s, k.dtype());
    const Scratch info(s, bytes<int>(x.batch));
    T* out = k.out<T>();
    copy(s, out, k.in<T>(), k.out().bytes());
    for (int64_t i = 0; i < x.batch; ++i) l.potrf(x.n, out + i * x.size, info.data<int>() + i);
    each(s, x.batch, MarkIndefinite<T>{out, info.data<int>(), x.n});
    each(s, k.out().numel(), LowerTriangle<T>{out, info.data<int>(), x.n});
  });
}

void op::Lu::cuda(KernelContext& k) {
  const Matrices x(k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Stream s = k.stream();
    Solver l(k.op_name(), s, k.dtype());
    const Scratch lu(s, bytes<T>(x.batch * x.size)), pivots(s, bytes<int64_t>(x.batch * x.n));
    const Scratch info(s, bytes<int>(x.batch));
    each(s, x.batch * x.size, Transposed<T>{k.in<T>(), lu.data<T>(), x.n, x.n});
    factor_all(l, x.batch, x.n, lu.data<T>(), pivots.data<int64_t>(), info.data<int>());
    each(s, x.batch * x.n,
         CheckDiagonal<T>{lu.data<T>(), x.n, reporter(k, "Input is not invertible.")});
    each(s, x.batch * x.size, Transposed<T>{lu.data<T>(), k.out<T>(0), x.n, x.n});
    switch_dtype<kIndex>(k.out(1).dtype(), [&]<class I>() {
      each(s, x.batch, Permutation<I>{pivots.data<int64_t>(), k.out<I>(1), x.n});
    });
  });
}

// The library inverts the transposed, and so is what it gives back: an inverse comes out right.
void op::MatrixInverse::cuda(KernelContext& k) {
  const bool adjoint = k.attrs<Attrs>().adjoint;
  const Matrices x(k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Stream s = k.stream();
    Solver l(k.op_name(), s, k.dtype());
    const Scratch lu(s, bytes<T>(x.batch * x.size)), pivots(s, bytes<int64_t>(x.batch * x.n));
    const Scratch info(s, bytes<int>(x.batch));
    const int64_t n = x.batch * x.size;
    if (adjoint)
      each(s, n, Transposed<T>{k.in<T>(), lu.data<T>(), x.n, x.n, true});
    else
      copy(s, lu.data(), k.in().data(), k.in().bytes());
    factor_all(l, x.batch, x.n, lu.data<T>(), pivots.data<int64_t>(), info.data<int>());
    each(s, x.batch * x.n,
         CheckDiagonal<T>{lu.data<T>(), x.n, reporter(k, "Input is not invertible.")});
    each(s, n, Identity<T>{k.out<T>(), x.n});
    for (int64_t i = 0; i < x.batch; ++i)
      l.getrs(solver::kNone, x.n, x.n, lu.data<T>() + i * x.size, pivots.data<int64_t>() + i * x.n,
              k.out<T>() + i * x.size, info.data<int>() + i);
  });
}

// What is factored is A^T or, conjugated, A^H.
void op::MatrixSolve::cuda(KernelContext& k) {
  const bool adjoint = k.attrs<Attrs>().adjoint;
  const Matrices a(k.shape(0)), b(k.shape(1));
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    const Stream s = k.stream();
    Solver l(k.op_name(), s, k.dtype());
    const Scratch lu(s, bytes<T>(a.batch * a.size)), x(s, bytes<T>(b.batch * b.size));
    const Scratch pivots(s, bytes<int64_t>(a.batch * a.n)), info(s, bytes<int>(a.batch));
    each(s, a.batch * a.size, Copied<T>{k.in<T>(0), lu.data<T>(), a.size, adjoint});
    factor_all(l, a.batch, a.n, lu.data<T>(), pivots.data<int64_t>(), info.data<int>());
    each(s, a.batch * a.n,
         CheckDiagonal<T>{lu.data<T>(), a.n, reporter(k, "Input matrix is not invertible.")});
    each(s, b.batch * b.size, Transposed<T>{k.in<T>(1), x.data<T>(), b.m, b.n});
    for (int64_t i = 0; i < a.batch; ++i)
      l.getrs(adjoint ? solver::kNone : solver::kTransposed, a.n, b.n, lu.data<T>() + i * a.size,
              pivots.data<int64_t>() + i * a.n, x.data<T>() + i * b.size, info.data<int>() + i);
    each(s, b.batch * b.size, Transposed<T>{x.data<T>(), k.out<T>(), b.n, b.m});
  });
}

}  // namespace zeal
