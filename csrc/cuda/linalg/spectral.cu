// QR decompositions, eigenvalues of self-adjoint matrices and singular values on CUDA.
#include "cuda/libraries/solver.h"
#include "cuda/linalg/pieces.h"
#include "ops/linalg/eigen.h"
#include "ops/linalg/qr.h"
#include "ops/linalg/svd.h"

namespace zeal {

using namespace cuda;

namespace {

// The upper triangle of column-major [m, *] matrices, as [rows, columns] row-major ones.
template <class T, class R>
struct UpperTriangle {
  const T* from;
  R* to;
  int64_t m, rows, columns, step;
  HOST_DEVICE void operator()(int64_t at) const {
    const int64_t size = rows * columns, b = at / size, rest = at % size;
    const int64_t i = rest / columns, j = rest % columns;
    to[at] = static_cast<R>(i <= j ? from[b * step + j * m + i] : T(0));
  }
};
template <class T, class R>
struct Converted {
  const T* from;
  R* to;
  HOST_DEVICE void operator()(int64_t i) const { to[i] = static_cast<R>(from[i]); }
};

// T is what is computed in, R what is stored.
template <class T, class R>
void qr(KernelContext& k, const Matrices& x, const T* in, int64_t columns) {
  const Stream s = k.stream();
  const int64_t rank = std::min(x.m, x.n), step = x.m * std::max(x.n, columns);
  Solver l(k.op_name(), s, dtype_of<T>);
  const Scratch a(s, bytes<T>(x.batch * step)), tau(s, bytes<T>(x.batch * rank));
  const Scratch info(s, bytes<int>(x.batch));
  T* to = a.data<T>();
  Transposed<T> transposed{in, to, x.m, x.n};
  transposed.to_step = step;
  each(s, x.batch * x.size, transposed);
  for (int64_t i = 0; i < x.batch && rank > 0; ++i)
    l.geqrf(x.m, x.n, to + i * step, tau.data<T>() + i * rank, info.data<int>() + i);
  each(s, x.batch * columns * x.n, UpperTriangle<T, R>{to, k.out<R>(1), x.m, columns, x.n, step});
  if (rank == 0)  // without columns, any orthonormal ones will do
    return each(s, x.batch * columns * columns, Identity<R>{k.out<R>(0), columns});
  for (int64_t i = 0; i < x.batch; ++i)
    l.ungqr(x.m, columns, rank, to + i * step, tau.data<T>() + i * rank, info.data<int>() + i);
  if constexpr (std::is_same_v<T, R>) {
    Transposed<T> back{to, k.out<T>(0), columns, x.m};
    back.from_step = step;
    each(s, x.batch * x.m * columns, back);
  } else {
    const Scratch wide(s, bytes<T>(x.batch * x.m * columns));
    Transposed<T> back{to, wide.data<T>(), columns, x.m};
    back.from_step = step;
    each(s, x.batch * x.m * columns, back);
    each(s, x.batch * x.m * columns, Converted<T, R>{wide.data<T>(), k.out<R>(0)});
  }
}

template <class T>
void singular_values(KernelContext& k, const Matrices& x, bool vectors, bool full) {
  using R = real_t<T>;
  const Stream s = k.stream();
  const int64_t rank = std::min(x.m, x.n);
  const int64_t u_columns = full ? x.m : rank, v_columns = full ? x.n : rank;
  if (rank == 0) {
    if (vectors && x.m > 0 && u_columns > 0)
      each(s, x.batch * x.m * x.m, Identity<T>{k.out<T>(1), x.m});
    if (vectors && x.n > 0 && v_columns > 0)
      each(s, x.batch * x.n * x.n, Identity<T>{k.out<T>(2), x.n});
    return;
  }
  // The library wants as many rows as columns, or more: where there are fewer, it gets the
  // transposed matrix, which ours is to it as it lies, and A^T = U S V^H makes A = conj(V) S U^T.
  const bool tall = x.m >= x.n;
  const int64_t m = tall ? x.m : x.n, n = rank, columns = full ? m : n;
  Solver l(k.op_name(), s, k.dtype());
  const Scratch a(s, bytes<T>(x.batch * x.size)), info(s, bytes<int>(x.batch));
  const Scratch bad(s, bytes<int>(x.batch));
  const Scratch left(s, bytes<T>(vectors ? x.batch * m * columns : 1));
  const Scratch right(s, bytes<T>(vectors ? x.batch * n * n : 1));
  fill(s, bad.data(), 0, bytes<int>(x.batch));
  const int64_t all = x.batch * x.size;
  if (tall)
    each(s, all, Transposed<T>{k.in<T>(), a.data<T>(), x.m, x.n, false, bad.data<int>()});
  else
    each(s, all, Copied<T>{k.in<T>(), a.data<T>(), x.size, false, bad.data<int>()});
  const char job = !vectors ? 'N' : full ? 'A' : 'S';
  for (int64_t i = 0; i < x.batch; ++i)
    l.gesvd(job, m, n, a.data<T>() + i * x.size, k.out<R>(0) + i * n,
            left.data<T>() + (vectors ? i * m * columns : 0),
            right.data<T>() + (vectors ? i * n * n : 0), info.data<int>() + i);
  each(s, x.batch,
       ReportInfo{info.data<int>(),
                  reporter(k, "SVD was not successful. The input might not be valid.")});
  const int* nan = bad.data<int>();
  each(s, x.batch * n, Copied<R>{k.out<R>(0), k.out<R>(0), n, false, nullptr, nan});
  if (!vectors) return;
  // Column-major, U is its transposed, and V^H is conj(V).
  const int64_t of_left = x.batch * m * columns, of_right = x.batch * n * n;
  T* from_left = k.out<T>(tall ? 1 : 2);
  T* from_right = k.out<T>(tall ? 2 : 1);
  Transposed<T> t{left.data<T>(), from_left, columns, m, !tall};
  t.nan = nan;
  each(s, of_left, t);
  each(s, of_right, Copied<T>{right.data<T>(), from_right, n * n, tall, nullptr, nan});
}

}  // namespace

void op::Qr::cuda(KernelContext& k) {
  const Matrices x(k.shape());
  if (x.batch == 0 || x.m == 0) return;
  const int64_t columns = k.attrs<Attrs>().full_matrices ? x.m : std::min(x.m, x.n);
  if (k.dtype() == DType::Float16) {
    const Scratch wide(k.stream(), bytes<float>(x.batch * x.size));
    each(k.stream(), x.batch * x.size, Converted<Half, float>{k.in<Half>(), wide.data<float>()});
    return qr<float, Half>(k, x, wide.data<float>(), columns);
  }
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() { qr<T, T>(k, x, k.in<T>(), columns); });
}

void op::SelfAdjointEigV2::cuda(KernelContext& k) {
  const bool vectors = k.attrs<Attrs>().compute_v;
  const Matrices x(k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    using R = real_t<T>;
    const Stream s = k.stream();
    Solver l(k.op_name(), s, k.dtype());
    const Scratch a(s, bytes<T>(x.batch * x.size)), w(s, bytes<R>(x.batch * x.n));
    const Scratch info(s, bytes<int>(x.batch)), bad(s, bytes<int>(x.batch));
    fill(s, bad.data(), 0, bytes<int>(x.batch));
    each(s, x.batch * x.size,
         Transposed<T>{k.in<T>(), a.data<T>(), x.n, x.n, false, bad.data<int>(), true});
    for (int64_t i = 0; i < x.batch; ++i)
      l.syevd(vectors, x.n, a.data<T>() + i * x.size, w.data<R>() + i * x.n, info.data<int>() + i);
    each(s, x.batch,
         ReportInfo{info.data<int>(), reporter(k,
                                               "Self-adjoint eigen decomposition was not "
                                               "successful. The input might not be valid.")});
    each(s, x.batch * x.n, FromReal<T>{w.data<R>(), k.out<T>(0), x.n, bad.data<int>()});
    if (!vectors) return;
    Transposed<T> back{a.data<T>(), k.out<T>(1), x.n, x.n};
    back.nan = bad.data<int>();
    each(s, x.batch * x.size, back);
  });
}

void op::Svd::cuda(KernelContext& k) {
  const Attrs& at = k.attrs<Attrs>();
  const Matrices x(k.shape());
  if (x.batch == 0) return;
  switch_dtype<kLapack>(
      k.dtype(), [&]<class T>() { singular_values<T>(k, x, at.compute_uv, at.full_matrices); });
}

}  // namespace zeal
