#include "cuda/libraries/solver.h"

#include <climits>

#include "core/error.h"
#include "cuda/libraries/cublaslt_api.h"

namespace zeal::cuda {

namespace {

void expect(int status, const char* what) {
  if (ZEAL_LIKELY(status == solver::kSuccess)) return;
  fail(status == solver::kAllocFailed ? Code::ResourceExhausted : Code::Internal,
       "cuSOLVER: ", what, ": error ", status);
}

// A thread's handles: they remember a stream and must not be used by two threads at once.
struct Handles {
  const Cusolver* solver = nullptr;
  void *handle = nullptr, *params = nullptr;
  const Cublas* blas = nullptr;
  void* blas_handle = nullptr;

  ~Handles() {
    if (params) solver->params_destroy(params);
    if (handle) solver->destroy(handle);
    if (blas_handle) blas->destroy(blas_handle);
  }
};
Handles& handles_of(int device) {
  thread_local Handles handles[kMaxDevices];
  return handles[device];
}

int type_index(DType d) {
  return d == DType::Float32 ? 0 : d == DType::Float64 ? 1 : d == DType::Complex64 ? 2 : 3;
}

int narrow(int64_t n) {
  if (n > INT_MAX) fail(Code::Unimplemented, "cuSOLVER: a side of ", n, " is too long");
  return static_cast<int>(n);
}

}  // namespace

Solver::Solver(const char* op, Stream s, DType type)
    : l_(need<Cusolver>(op)),
      stream_(s),
      type_(static_cast<int>(data_type(type))),
      real_(static_cast<int>(data_type(real_of(type)))),
      index_(type_index(type)) {
  Handles& h = handles_of(s.device.index);
  if (h.solver != &l_) h.handle = h.params = nullptr;  // a test's library
  h.solver = &l_;
  if (!h.handle) expect(l_.create(&h.handle), "making a handle");
  if (!h.params) expect(l_.params_create(&h.params), "making a handle");
  expect(l_.set_stream(h.handle, native(s)), "choosing a stream");
  handle_ = h.handle;
  params_ = h.params;
}

void Solver::make_room(size_t device, size_t host) {
  if (device > device_bytes_) {
    device_.reset();
    device_ = std::make_unique<Scratch>(stream_, device);
    device_bytes_ = device;
  }
  if (host > host_bytes_) {
    host_ = std::make_unique<char[]>(host);
    host_bytes_ = host;
  }
}

void Solver::potrf(int64_t n, void* a, int* info) {
  size_t device = 0, host = 0;
  expect(l_.potrf_size(handle_, params_, solver::kUpper, n, type_, a, n, type_, &device, &host),
         "asking for a workspace");
  make_room(device, host);
  expect(l_.potrf(handle_, params_, solver::kUpper, n, type_, a, n, type_, this->device(),
                  device_bytes_, host_.get(), host_bytes_, info),
         "potrf");
}

void Solver::getrf(int64_t n, void* a, int64_t* pivots, int* info) {
  size_t device = 0, host = 0;
  expect(l_.getrf_size(handle_, params_, n, n, type_, a, n, type_, &device, &host),
         "asking for a workspace");
  make_room(device, host);
  expect(l_.getrf(handle_, params_, n, n, type_, a, n, pivots, type_, this->device(), device_bytes_,
                  host_.get(), host_bytes_, info),
         "getrf");
}

void Solver::getrs(solver::Operation o, int64_t n, int64_t columns, const void* lu,
                   const int64_t* pivots, void* b, int* info) {
  expect(l_.getrs(handle_, params_, o, n, columns, type_, lu, n, pivots, type_, b, n, info),
         "getrs");
}

void Solver::geqrf(int64_t m, int64_t n, void* a, void* tau, int* info) {
  size_t device = 0, host = 0;
  expect(l_.geqrf_size(handle_, params_, m, n, type_, a, m, type_, tau, type_, &device, &host),
         "asking for a workspace");
  make_room(device, host);
  expect(l_.geqrf(handle_, params_, m, n, type_, a, m, type_, tau, type_, this->device(),
                  device_bytes_, host_.get(), host_bytes_, info),
         "geqrf");
}

void Solver::ungqr(int64_t m, int64_t n, int64_t rank, void* a, const void* tau, int* info) {
  constexpr size_t kSizes[] = {4, 8, 8, 16};
  const int rows = narrow(m), columns = narrow(n), reflections = narrow(rank);
  int length = 0;
  expect(l_.ungqr_size[index_](handle_, rows, columns, reflections, a, rows, tau, &length),
         "asking for a workspace");
  make_room(static_cast<size_t>(length) * kSizes[index_], 0);
  expect(
      l_.ungqr[index_](handle_, rows, columns, reflections, a, rows, tau, device(), length, info),
      "ungqr");
}

void Solver::syevd(bool vectors, int64_t n, void* a, void* w, int* info) {
  const int job = vectors ? solver::kVectors : solver::kNoVectors;
  size_t device = 0, host = 0;
  expect(l_.syevd_size(handle_, params_, job, solver::kLower, n, type_, a, n, real_, w, type_,
                       &device, &host),
         "asking for a workspace");
  make_room(device, host);
  expect(l_.syevd(handle_, params_, job, solver::kLower, n, type_, a, n, real_, w, type_,
                  this->device(), device_bytes_, host_.get(), host_bytes_, info),
         "syevd");
}

void Solver::gesvd(char job, int64_t m, int64_t n, void* a, void* s, void* u, void* vt, int* info) {
  const auto j = static_cast<signed char>(job);
  size_t device = 0, host = 0;
  expect(l_.gesvd_size(handle_, params_, j, j, m, n, type_, a, m, real_, s, type_, u, m, type_, vt,
                       n, type_, &device, &host),
         "asking for a workspace");
  make_room(device, host);
  expect(l_.gesvd(handle_, params_, j, j, m, n, type_, a, m, real_, s, type_, u, m, type_, vt, n,
                  type_, this->device(), device_bytes_, host_.get(), host_bytes_, info),
         "gesvd");
}

void triangular_solve(const char* op, Stream s, DType type, solver::Fill fill, solver::Operation o,
                      int m, int n, const void* first_a, const void* const* a, int lda,
                      void* first_b, void* const* b, int ldb, int batch) {
  const Cublas& l = need<Cublas>(op);
  auto blas = [](int status, const char* what) {
    if (ZEAL_LIKELY(status == solver::kSuccess)) return;
    fail(status == solver::kBlasAllocFailed ? Code::ResourceExhausted : Code::Internal,
         "cuBLAS: ", what, ": error ", status);
  };
  Handles& h = handles_of(s.device.index);
  if (h.blas != &l) h.blas_handle = nullptr;
  h.blas = &l;
  if (!h.blas_handle) blas(l.create(&h.blas_handle), "making a handle");
  blas(l.set_stream(h.blas_handle, native(s)), "choosing a stream");
  static constexpr float kFloatOne[2] = {1, 0};
  static constexpr double kDoubleOne[2] = {1, 0};
  const int i = type_index(type);
  const void* one =
      real_of(type) == DType::Float64 ? static_cast<const void*>(kDoubleOne) : kFloatOne;
  if (batch == 1)
    blas(l.trsm[i](h.blas_handle, solver::kRight, fill, o, solver::kNonUnit, m, n, one, first_a,
                   lda, first_b, ldb),
         "trsm");
  else
    blas(l.trsm_batched[i](h.blas_handle, solver::kRight, fill, o, solver::kNonUnit, m, n, one, a,
                           lda, b, ldb, batch),
         "trsmBatched");
}

}  // namespace zeal::cuda
