// Decompositions of single column-major matrices in device memory by cuSOLVER.
#pragma once
#include "core/dtype.h"
#include "cuda/launch.h"
#include "cuda/libraries/cusolver_api.h"

namespace zeal::cuda {

// One call's use of the library: its handle for this thread, and workspaces that all matrices of a
// batch share. `a` is n by n or m by n with its leading dimension equal to its rows. Every function
// leaves 0, or what went wrong, in *info, which is device memory.
class Solver {
 public:
  // `type` is the matrices'; float32, float64 or one of the complex ones.
  Solver(const char* op, Stream s, DType type);

  void potrf(int64_t n, void* a, int* info);  // of the upper triangle
  void getrf(int64_t n, void* a, int64_t* pivots, int* info);
  void getrs(solver::Operation o, int64_t n, int64_t columns, const void* lu, const int64_t* pivots,
             void* b, int* info);
  void geqrf(int64_t m, int64_t n, void* a, void* tau, int* info);
  void ungqr(int64_t m, int64_t n, int64_t rank, void* a, const void* tau, int* info);
  void syevd(bool vectors, int64_t n, void* a, void* w, int* info);  // of the lower triangle
  // m >= n; `job` is 'A', 'S' or 'N'.
  void gesvd(char job, int64_t m, int64_t n, void* a, void* s, void* u, void* vt, int* info);

 private:
  // The workspaces, made by the first matrix of a batch; one call makes matrices of one size only.
  void make_room(size_t device, size_t host);
  void* device() const { return device_ ? device_->data() : nullptr; }

  const Cusolver& l_;
  Stream stream_;
  int type_, real_, index_;
  void *handle_ = nullptr, *params_ = nullptr;
  size_t device_bytes_ = 0, host_bytes_ = 0;
  std::unique_ptr<Scratch> device_;
  std::unique_ptr<char[]> host_;
};

// Solves X op(A) = B in place for column-major triangles; `a` and `b` are arrays of `batch`
// pointers in device memory, or, for a batch of 1, `first_a` and `first_b` are used instead.
void triangular_solve(const char* op, Stream s, DType type, solver::Fill fill, solver::Operation o,
                      int m, int n, const void* first_a, const void* const* a, int lda,
                      void* first_b, void* const* b, int ldb, int batch);

}  // namespace zeal::cuda
