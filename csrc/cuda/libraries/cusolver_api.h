// What we call of cuSOLVER and cuBLAS: functions, and the numbers of their enums.
#pragma once
#include <cstddef>
#include <cstdint>

#include "cuda/libraries/library.h"

namespace zeal::cuda {

namespace solver {

enum Fill : int { kLower = 0, kUpper = 1 };
enum Side : int { kLeft = 0, kRight = 1 };
enum Diagonal : int { kNonUnit = 0 };
enum Operation : int { kNone = 0, kTransposed = 1, kAdjoint = 2 };
enum Vectors : int { kNoVectors = 0, kVectors = 1 };
enum Status : int { kSuccess = 0, kAllocFailed = 2, kBlasAllocFailed = 3 };

using Ungqr = int (*)(void* handle, int m, int n, int k, void* a, int lda, const void* tau,
                      void* work, int length, int* info);
using UngqrSize = int (*)(void* handle, int m, int n, int k, const void* a, int lda,
                          const void* tau, int* length);
using Trsm = int (*)(void* handle, int side, int fill, int operation, int diagonal, int m, int n,
                     const void* alpha, const void* a, int lda, void* b, int ldb);
using TrsmBatched = int (*)(void* handle, int side, int fill, int operation, int diagonal, int m,
                            int n, const void* alpha, const void* const* a, int lda, void* const* b,
                            int ldb, int batch);

}  // namespace solver

// Types are DataType's numbers; functions of four types have them in the order float32, float64,
// complex64, complex128.
struct Cusolver {
  static constexpr LibraryInfo info{
      "cuSOLVER",
      {"nvidia-cusolver", "nvidia-cusolver-cu12"},
      {"libcusolver.so.12", "libcusolver.so.11"},
      {{"libnvJitLink.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcusparse.so.12"},
       {"libnvJitLink.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcusparse.so.12"}},
      11400};
  static constexpr const char* probe = "cusolverDnXgesvd";

  int (*get_version)(int*);
  int (*create)(void** handle);
  int (*destroy)(void* handle);
  int (*set_stream)(void* handle, void* stream);
  int (*params_create)(void** params);
  int (*params_destroy)(void* params);
  int (*potrf_size)(void* h, void* p, int fill, int64_t n, int type, const void* a, int64_t lda,
                    int compute, size_t* device, size_t* host);
  int (*potrf)(void* h, void* p, int fill, int64_t n, int type, void* a, int64_t lda, int compute,
               void* device, size_t device_bytes, void* host, size_t host_bytes, int* info);
  int (*getrf_size)(void* h, void* p, int64_t m, int64_t n, int type, const void* a, int64_t lda,
                    int compute, size_t* device, size_t* host);
  int (*getrf)(void* h, void* p, int64_t m, int64_t n, int type, void* a, int64_t lda,
               int64_t* pivots, int compute, void* device, size_t device_bytes, void* host,
               size_t host_bytes, int* info);
  int (*getrs)(void* h, void* p, int operation, int64_t n, int64_t columns, int type, const void* a,
               int64_t lda, const int64_t* pivots, int b_type, void* b, int64_t ldb, int* info);
  int (*geqrf_size)(void* h, void* p, int64_t m, int64_t n, int type, const void* a, int64_t lda,
                    int tau_type, const void* tau, int compute, size_t* device, size_t* host);
  int (*geqrf)(void* h, void* p, int64_t m, int64_t n, int type, void* a, int64_t lda, int tau_type,
               void* tau, int compute, void* device, size_t device_bytes, void* host,
               size_t host_bytes, int* info);
  int (*syevd_size)(void* h, void* p, int vectors, int fill, int64_t n, int type, const void* a,
                    int64_t lda, int w_type, const void* w, int compute, size_t* device,
                    size_t* host);
  int (*syevd)(void* h, void* p, int vectors, int fill, int64_t n, int type, void* a, int64_t lda,
               int w_type, void* w, int compute, void* device, size_t device_bytes, void* host,
               size_t host_bytes, int* info);
  int (*gesvd_size)(void* h, void* p, signed char jobu, signed char jobvt, int64_t m, int64_t n,
                    int type, const void* a, int64_t lda, int s_type, const void* s, int u_type,
                    const void* u, int64_t ldu, int vt_type, const void* vt, int64_t ldvt,
                    int compute, size_t* device, size_t* host);
  int (*gesvd)(void* h, void* p, signed char jobu, signed char jobvt, int64_t m, int64_t n,
               int type, void* a, int64_t lda, int s_type, void* s, int u_type, void* u,
               int64_t ldu, int vt_type, void* vt, int64_t ldvt, int compute, void* device,
               size_t device_bytes, void* host, size_t host_bytes, int* info);
  solver::UngqrSize ungqr_size[4];
  solver::Ungqr ungqr[4];

  long version() const {
    int v = 0;
    return get_version(&v) == solver::kSuccess ? v : 0;
  }
  template <class F>
  static void each_function(Cusolver& t, F f) {
    f("cusolverGetVersion", t.get_version);
    f("cusolverDnCreate", t.create);
    f("cusolverDnDestroy", t.destroy);
    f("cusolverDnSetStream", t.set_stream);
    f("cusolverDnCreateParams", t.params_create);
    f("cusolverDnDestroyParams", t.params_destroy);
    f("cusolverDnXpotrf_bufferSize", t.potrf_size);
    f("cusolverDnXpotrf", t.potrf);
    f("cusolverDnXgetrf_bufferSize", t.getrf_size);
    f("cusolverDnXgetrf", t.getrf);
    f("cusolverDnXgetrs", t.getrs);
    f("cusolverDnXgeqrf_bufferSize", t.geqrf_size);
    f("cusolverDnXgeqrf", t.geqrf);
    f("cusolverDnXsyevd_bufferSize", t.syevd_size);
    f("cusolverDnXsyevd", t.syevd);
    f("cusolverDnXgesvd_bufferSize", t.gesvd_size);
    f("cusolverDnXgesvd", t.gesvd);
    f("cusolverDnSorgqr_bufferSize", t.ungqr_size[0]);
    f("cusolverDnDorgqr_bufferSize", t.ungqr_size[1]);
    f("cusolverDnCungqr_bufferSize", t.ungqr_size[2]);
    f("cusolverDnZungqr_bufferSize", t.ungqr_size[3]);
    f("cusolverDnSorgqr", t.ungqr[0]);
    f("cusolverDnDorgqr", t.ungqr[1]);
    f("cusolverDnCungqr", t.ungqr[2]);
    f("cusolverDnZungqr", t.ungqr[3]);
  }
};

struct Cublas {
  static constexpr LibraryInfo info{"cuBLAS",
                                    {"nvidia-cublas", "nvidia-cublas-cu12"},
                                    {"libcublas.so.13", "libcublas.so.12"},
                                    {{"libcublasLt.so.13"}, {"libcublasLt.so.12"}},
                                    120000};
  static constexpr const char* probe = "cublasStrsm_v2";

  int (*get_property)(int which, int*);
  int (*create)(void** handle);
  int (*destroy)(void* handle);
  int (*set_stream)(void* handle, void* stream);
  solver::Trsm trsm[4];
  solver::TrsmBatched trsm_batched[4];

  long version() const {
    int major = 0, minor = 0, patch = 0;
    get_property(0, &major);
    get_property(1, &minor);
    get_property(2, &patch);
    return major * 10000L + minor * 100L + patch;
  }
  template <class F>
  static void each_function(Cublas& t, F f) {
    f("cublasGetProperty", t.get_property);
    f("cublasCreate_v2", t.create);
    f("cublasDestroy_v2", t.destroy);
    f("cublasSetStream_v2", t.set_stream);
    f("cublasStrsm_v2", t.trsm[0]);
    f("cublasDtrsm_v2", t.trsm[1]);
    f("cublasCtrsm_v2", t.trsm[2]);
    f("cublasZtrsm_v2", t.trsm[3]);
    f("cublasStrsmBatched", t.trsm_batched[0]);
    f("cublasDtrsmBatched", t.trsm_batched[1]);
    f("cublasCtrsmBatched", t.trsm_batched[2]);
    f("cublasZtrsmBatched", t.trsm_batched[3]);
  }
};

}  // namespace zeal::cuda
