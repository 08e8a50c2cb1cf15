// What we call of cuBLASLt: functions, and the numbers of its enums
// (tests/cpp/test_nvidia_headers.cpp compares them with NVIDIA's own headers where there are any).
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/dtype.h"
#include "cuda/libraries/library.h"

namespace zeal::cuda {

// cudaDataType, which all of these libraries share.
enum class DataType : int {
  Float32 = 0,
  Float64 = 1,
  Float16 = 2,
  Complex64 = 4,
  Complex128 = 5,
  BFloat16 = 14,
};
inline DataType data_type(DType d) {
  switch (d) {
    case DType::Float16:
      return DataType::Float16;
    case DType::BFloat16:
      return DataType::BFloat16;
    case DType::Float64:
      return DataType::Float64;
    case DType::Complex64:
      return DataType::Complex64;
    case DType::Complex128:
      return DataType::Complex128;
    default:
      return DataType::Float32;
  }
}

namespace lt {

enum Compute : int { kCompute32F = 68, kCompute64F = 70, kCompute32FFastTF32 = 77 };
enum Operation : int32_t { kNone = 0, kTransposed = 1, kAdjoint = 2 };
enum DescAttribute : int { kTransA = 3, kTransB = 4, kEpilogue = 7, kBiasPointer = 8 };
enum LayoutAttribute : int { kBatchCount = 5, kBatchOffset = 6 };
enum PreferenceAttribute : int {
  kMaxWorkspace = 1,
  kReductionMask = 3,
  kAlignmentA = 5,
  kAlignmentB = 6,
  kAlignmentC = 7,
  kAlignmentD = 8,
};
enum Reduction : uint32_t { kInPlace = 1, kInComputeType = 2 };
enum Status : int { kSuccess = 0, kAllocFailed = 3, kNotSupported = 15 };

struct Algorithm {
  uint64_t data[8];
};
struct HeuristicResult {
  Algorithm algorithm;
  size_t workspace;
  int state;
  float waves;
  int reserved[4];
};

}  // namespace lt

struct CublasLt {
  static constexpr LibraryInfo info{"cuBLASLt",
                                    {"nvidia-cublas", "nvidia-cublas-cu12"},
                                    {"libcublasLt.so.13", "libcublasLt.so.12"},
                                    {},
                                    120000};
  static constexpr const char* probe = "cublasLtMatmul";

  size_t (*get_version)();
  const char* (*status_string)(int);
  int (*create)(void** handle);
  int (*matmul)(void* handle, void* desc, const void* alpha, const void* a, void* a_layout,
                const void* b, void* b_layout, const void* beta, const void* c, void* c_layout,
                void* d, void* d_layout, const lt::Algorithm*, void* workspace, size_t bytes,
                void* stream);
  int (*heuristic)(void* handle, void* desc, void* a, void* b, void* c, void* d, void* preference,
                   int wanted, lt::HeuristicResult* results, int* found);
  int (*desc_create)(void** desc, int compute, int scale);
  int (*desc_destroy)(void* desc);
  int (*desc_set)(void* desc, int attribute, const void* value, size_t bytes);
  int (*layout_create)(void** layout, int type, uint64_t rows, uint64_t columns, int64_t ld);
  int (*layout_destroy)(void* layout);
  int (*layout_set)(void* layout, int attribute, const void* value, size_t bytes);
  int (*preference_create)(void** preference);
  int (*preference_destroy)(void* preference);
  int (*preference_set)(void* preference, int attribute, const void* value, size_t bytes);

  long version() const { return static_cast<long>(get_version()); }
  template <class F>
  static void each_function(CublasLt& t, F f) {
    f("cublasLtGetVersion", t.get_version);
    f("cublasLtGetStatusName", t.status_string);
    f("cublasLtCreate", t.create);
    f("cublasLtMatmul", t.matmul);
    f("cublasLtMatmulAlgoGetHeuristic", t.heuristic);
    f("cublasLtMatmulDescCreate", t.desc_create);
    f("cublasLtMatmulDescDestroy", t.desc_destroy);
    f("cublasLtMatmulDescSetAttribute", t.desc_set);
    f("cublasLtMatrixLayoutCreate", t.layout_create);
    f("cublasLtMatrixLayoutDestroy", t.layout_destroy);
    f("cublasLtMatrixLayoutSetAttribute", t.layout_set);
    f("cublasLtMatmulPreferenceCreate", t.preference_create);
    f("cublasLtMatmulPreferenceDestroy", t.preference_destroy);
    f("cublasLtMatmulPreferenceSetAttribute", t.preference_set);
  }
};

}  // namespace zeal::cuda
