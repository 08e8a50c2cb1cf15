// cuSOLVER and cuBLAS, by the CPU's LAPACK.
#include <algorithm>
#include <vector>

#include "cpu/linalg/lapack.h"
#include "cuda/libraries/cublaslt_api.h"
#include "cuda/libraries/cusolver_api.h"
#include "fakes.h"
#include "ops/callable.h"
#include "ops/linalg/svd.h"

namespace zeal::host_gpu {
namespace {

using cuda::DataType;
using namespace cuda::solver;
constexpr int kInvalid = 3;
constexpr size_t kBytes = 64;

template <class T>
const Lapack<T>& lapack() {
  static const KernelContext k(record_of<op::Svd>(), {}, nullptr, 0, nullptr, {});
  return lapack_of<T>(k);
}

// f<T>() for the T behind the library's number.
template <class F>
int with_type(int type, F f) {
  switch (static_cast<DataType>(type)) {
    case DataType::Float32:
      return f.template operator()<float>();
    case DataType::Float64:
      return f.template operator()<double>();
    case DataType::Complex64:
      return f.template operator()<complex64>();
    case DataType::Complex128:
      return f.template operator()<complex128>();
    default:
      return kInvalid;
  }
}
int real_type_of(int type) {
  return type == static_cast<int>(DataType::Complex64)    ? 0
         : type == static_cast<int>(DataType::Complex128) ? 1
                                                          : type;
}
int size(size_t* device, size_t* host) { return *device = kBytes, *host = kBytes, 0; }
bool has_room(void* device, size_t d, void* host, size_t h) {
  return device && host && d >= kBytes && h >= kBytes;
}
const char* letter(int operation) {
  return operation == kAdjoint ? "C" : operation == kTransposed ? "T" : "N";
}

int potrf(void*, void*, int fill, int64_t n, int type, void* a, int64_t lda, int compute,
          void* device, size_t d, void* host, size_t h, int* info) {
  if (!has_room(device, d, host, h) || compute != type || lda < n || n < 1) return kInvalid;
  return with_type(type, [&]<class T>() {
    const int side = static_cast<int>(n), ld = static_cast<int>(lda);
    lapack<T>().potrf(fill == kUpper ? "U" : "L", &side, static_cast<T*>(a), &ld, info, 1);
    return 0;
  });
}
int getrf(void*, void*, int64_t m, int64_t n, int type, void* a, int64_t lda, int64_t* pivots,
          int compute, void* device, size_t d, void* host, size_t h, int* info) {
  if (!has_room(device, d, host, h) || compute != type || lda < m || m < 1) return kInvalid;
  return with_type(type, [&]<class T>() {
    const int rows = static_cast<int>(m), columns = static_cast<int>(n);
    std::vector<int> swaps(static_cast<size_t>(n));
    lapack<T>().getrf(&rows, &columns, static_cast<T*>(a), &rows, swaps.data(), info);
    std::copy(swaps.begin(), swaps.end(), pivots);
    return 0;
  });
}
int getrs(void*, void*, int operation, int64_t n, int64_t columns, int type, const void* a,
          int64_t lda, const int64_t* pivots, int b_type, void* b, int64_t ldb, int* info) {
  if (b_type != type || lda < n || ldb < n || columns < 1) return kInvalid;
  return with_type(type, [&]<class T>() {
    const int side = static_cast<int>(n), right = static_cast<int>(columns);
    const std::vector<int> swaps(pivots, pivots + n);
    lapack<T>().getrs(letter(operation), &side, &right, static_cast<const T*>(a), &side,
                      swaps.data(), static_cast<T*>(b), &side, info, 1);
    return 0;
  });
}
int geqrf(void*, void*, int64_t m, int64_t n, int type, void* a, int64_t lda, int tau_type,
          void* tau, int compute, void* device, size_t d, void* host, size_t h, int* info) {
  if (!has_room(device, d, host, h) || compute != type || tau_type != type || lda < m)
    return kInvalid;
  return with_type(type, [&]<class T>() {
    const int rows = static_cast<int>(m), columns = static_cast<int>(n), length = 64 * columns;
    std::vector<T> work(static_cast<size_t>(length));
    lapack<T>().geqrf(&rows, &columns, static_cast<T*>(a), &rows, static_cast<T*>(tau), work.data(),
                      &length, info);
    return 0;
  });
}
template <class T>
int ungqr(void*, int m, int n, int k, void* a, int lda, const void* tau, void* work, int length,
          int* info) {
  if (m < n || n < k || k < 1 || lda < m || length < 8 || !work) return kInvalid;
  const int room = 64 * n;
  std::vector<T> memory(static_cast<size_t>(room));
  lapack<T>().ungqr(&m, &n, &k, static_cast<T*>(a), &lda, static_cast<const T*>(tau), memory.data(),
                    &room, info);
  return 0;
}
int ungqr_size(void*, int, int, int, const void*, int, const void*, int* length) {
  return *length = 8, 0;
}
int syevd(void*, void*, int vectors, int fill, int64_t n, int type, void* a, int64_t lda,
          int w_type, void* w, int compute, void* device, size_t d, void* host, size_t h,
          int* info) {
  if (!has_room(device, d, host, h) || compute != type || w_type != real_type_of(type) || lda < n)
    return kInvalid;
  return with_type(type, [&]<class T>() {
    using R = real_type<T>;
    const int side = static_cast<int>(n), room = 4 * (side + 8) * (side + 8);
    std::vector<T> work(static_cast<size_t>(room));
    std::vector<R> real(static_cast<size_t>(room));
    std::vector<int> ints(static_cast<size_t>(room));
    const char *job = vectors ? "V" : "N", *triangle = fill == kUpper ? "U" : "L";
    if constexpr (is_complex_type<T>)
      lapack<T>().heevd(job, triangle, &side, static_cast<T*>(a), &side, static_cast<R*>(w),
                        work.data(), &room, real.data(), &room, ints.data(), &room, info, 1, 1);
    else
      lapack<T>().heevd(job, triangle, &side, static_cast<T*>(a), &side, static_cast<R*>(w),
                        work.data(), &room, ints.data(), &room, info, 1, 1);
    return 0;
  });
}
int gesvd(void*, void*, signed char jobu, signed char jobvt, int64_t m, int64_t n, int type,
          void* a, int64_t lda, int s_type, void* s, int u_type, void* u, int64_t ldu, int vt_type,
          void* vt, int64_t ldvt, int compute, void* device, size_t d, void* host, size_t h,
          int* info) {
  if (!has_room(device, d, host, h) || compute != type || u_type != type || vt_type != type ||
      s_type != real_type_of(type) || m < n || lda < m || ldu < m || ldvt < n || jobu != jobvt)
    return kInvalid;
  return with_type(type, [&]<class T>() {
    using R = real_type<T>;
    const int rows = static_cast<int>(m), columns = static_cast<int>(n);
    const int room = 16 * (rows + 8) * (rows + 8);
    std::vector<T> work(static_cast<size_t>(room));
    std::vector<R> real(static_cast<size_t>(room));
    std::vector<int> ints(static_cast<size_t>(8 * columns));
    const char job[] = {static_cast<char>(jobu), 0};
    if constexpr (is_complex_type<T>)
      lapack<T>().gesdd(job, &rows, &columns, static_cast<T*>(a), &rows, static_cast<R*>(s),
                        static_cast<T*>(u), &rows, static_cast<T*>(vt), &columns, work.data(),
                        &room, real.data(), ints.data(), info, 1);
    else
      lapack<T>().gesdd(job, &rows, &columns, static_cast<T*>(a), &rows, static_cast<R*>(s),
                        static_cast<T*>(u), &rows, static_cast<T*>(vt), &columns, work.data(),
                        &room, ints.data(), info, 1);
    return 0;
  });
}

template <class T>
int trsm(void*, int side, int fill, int operation, int, int m, int n, const void* alpha,
         const void* a, int lda, void* b, int ldb) {
  const int order = side == kLeft ? m : n;
  if (lda < order || ldb < m || *static_cast<const T*>(alpha) != T(1)) return kInvalid;
  lapack<T>().trsm(side == kLeft ? "L" : "R", fill == kUpper ? "U" : "L", letter(operation), "N",
                   &m, &n, static_cast<const T*>(alpha), static_cast<const T*>(a), &lda,
                   static_cast<T*>(b), &ldb, 1, 1, 1, 1);
  return 0;
}
template <class T>
int trsm_batched(void* handle, int side, int fill, int operation, int diagonal, int m, int n,
                 const void* alpha, const void* const* a, int lda, void* const* b, int ldb,
                 int batch) {
  for (int i = 0; i < batch; ++i)
    if (int bad =
            trsm<T>(handle, side, fill, operation, diagonal, m, n, alpha, a[i], lda, b[i], ldb))
      return bad;
  return 0;
}

const cuda::Cusolver solver_library{
    .get_version = [](int* v) { return *v = 12000, 0; },
    .create = [](void** h) { return *h = h, 0; },
    .destroy = [](void*) { return 0; },
    .set_stream = [](void*, void*) { return 0; },
    .params_create = [](void** p) { return *p = p, 0; },
    .params_destroy = [](void*) { return 0; },
    .potrf_size = [](void*, void*, int, int64_t, int, const void*, int64_t, int, size_t* d,
                     size_t* h) { return size(d, h); },
    .potrf = potrf,
    .getrf_size = [](void*, void*, int64_t, int64_t, int, const void*, int64_t, int, size_t* d,
                     size_t* h) { return size(d, h); },
    .getrf = getrf,
    .getrs = getrs,
    .geqrf_size = [](void*, void*, int64_t, int64_t, int, const void*, int64_t, int, const void*,
                     int, size_t* d, size_t* h) { return size(d, h); },
    .geqrf = geqrf,
    .syevd_size = [](void*, void*, int, int, int64_t, int, const void*, int64_t, int, const void*,
                     int, size_t* d, size_t* h) { return size(d, h); },
    .syevd = syevd,
    .gesvd_size = [](void*, void*, signed char, signed char, int64_t, int64_t, int, const void*,
                     int64_t, int, const void*, int, const void*, int64_t, int, const void*,
                     int64_t, int, size_t* d, size_t* h) { return size(d, h); },
    .gesvd = gesvd,
    .ungqr_size = {ungqr_size, ungqr_size, ungqr_size, ungqr_size},
    .ungqr = {ungqr<float>, ungqr<double>, ungqr<complex64>, ungqr<complex128>},
};
const cuda::Cublas blas_library{
    .get_property = [](int which, int* v) { return *v = which == 0 ? 13 : 0, 0; },
    .create = [](void** h) { return *h = h, 0; },
    .destroy = [](void*) { return 0; },
    .set_stream = [](void*, void*) { return 0; },
    .trsm = {trsm<float>, trsm<double>, trsm<complex64>, trsm<complex128>},
    .trsm_batched = {trsm_batched<float>, trsm_batched<double>, trsm_batched<complex64>,
                     trsm_batched<complex128>},
};

}  // namespace

void install_cusolver() {
  cuda::replace(&solver_library);
  cuda::replace(&blas_library);
}

}  // namespace zeal::host_gpu
