// What we call of cuDNN 9: its backend (graph) interface, and the numbers of its enums.
#pragma once
#include <cstddef>
#include <cstdint>

#include "cuda/libraries/library.h"

namespace zeal::cuda {

namespace dnn {

enum Descriptor : int {
  kConvolution = 1,
  kEngine = 2,
  kEngineConfig = 3,
  kHeuristics = 4,
  kExecutionPlan = 5,
  kForward = 10,
  kBackwardFilter = 11,
  kBackwardData = 12,
  kOperationGraph = 15,
  kVariantPack = 16,
  kTensor = 17,
};
enum Attribute : int {
  kComputeType = 100,
  kConvolutionMode = 101,
  kDilations = 102,
  kStrides = 103,
  kPaddingsAfter = 104,
  kPaddingsBefore = 105,
  kSpatialDims = 106,
  kHeuristicsMode = 200,
  kHeuristicsGraph = 201,
  kHeuristicsResults = 202,
  kConfigEngine = 300,
  kPlanHandle = 400,
  kPlanConfig = 401,
  kPlanWorkspace = 402,
  // Alpha, beta, the convolution, and its tensors: filter, input, output of the forward one; ...
  kForwardAlpha = 700,
  kForwardBeta = 701,
  kForwardConvolution = 702,
  kForwardFilter = 703,
  kForwardIn = 704,
  kForwardOut = 705,
  // ... filter, gradient of the input, gradient of the output ...
  kDataAlpha = 706,
  kDataBeta = 707,
  kDataConvolution = 708,
  kDataFilter = 709,
  kDataIn = 710,
  kDataOut = 711,
  // ... gradient of the filter, input, gradient of the output.
  kFilterAlpha = 712,
  kFilterBeta = 713,
  kFilterConvolution = 714,
  kFilterFilter = 715,
  kFilterIn = 716,
  kFilterOut = 717,
  kGraphHandle = 800,
  kGraphOperations = 801,
  kTensorAlignment = 900,
  kTensorType = 901,
  kTensorExtents = 902,
  kTensorStrides = 903,
  kTensorId = 906,
  kPackIds = 1000,
  kPackPointers = 1001,
  kPackWorkspace = 1003,
  kEngineNotes = 1303,
};
enum Type : int {
  kOfHandle = 0,
  kOfDataType = 1,
  kOfInt64 = 3,
  kOfFloat = 4,
  kOfPointer = 6,
  kOfConvolutionMode = 7,
  kOfHeuristicsMode = 8,
  kOfNote = 11,
  kOfDescriptor = 15,
};
enum Data : int { kFloat = 0, kDouble = 1, kHalf = 2, kBFloat16 = 9 };
enum ConvolutionMode : int { kCrossCorrelation = 1 };
enum HeuristicsMode : int { kModeFallback = 2, kModeA = 3 };
enum Note : int {
  kTensorCore = 0,
  kDownConvertsInputs = 1,
  kReducedPrecisionSums = 2,
  kNotDeterministic = 4,
};
inline constexpr int kMostNotes = 32;
enum Status : int { kSuccess = 0, kHostAllocFailed = 4003, kDeviceAllocFailed = 4004 };

}  // namespace dnn

struct Cudnn {
  static constexpr LibraryInfo info{
      "cuDNN",
      {"nvidia-cudnn-cu13", "nvidia-cudnn-cu12"},
      {"libcudnn.so.9", "libcudnn.so.9"},
      {{"libcublasLt.so.13", "libcublas.so.13"}, {"libcublasLt.so.12", "libcublas.so.12"}},
      90000};
  static constexpr const char* probe = "cudnnBackendExecute";

  size_t (*get_version)();
  const char* (*error_string)(int);
  int (*create)(void** handle);
  int (*destroy)(void* handle);
  int (*set_stream)(void* handle, void* stream);
  int (*descriptor_create)(int type, void** descriptor);
  int (*descriptor_destroy)(void* descriptor);
  int (*finalize)(void* descriptor);
  int (*set)(void* descriptor, int attribute, int type, int64_t count, const void* values);
  int (*get)(const void* descriptor, int attribute, int type, int64_t wanted, int64_t* count,
             void* values);
  int (*execute)(void* handle, void* plan, void* pack);

  long version() const { return static_cast<long>(get_version()); }
  template <class F>
  static void each_function(Cudnn& t, F f) {
    f("cudnnGetVersion", t.get_version);
    f("cudnnGetErrorString", t.error_string);
    f("cudnnCreate", t.create);
    f("cudnnDestroy", t.destroy);
    f("cudnnSetStream", t.set_stream);
    f("cudnnBackendCreateDescriptor", t.descriptor_create);
    f("cudnnBackendDestroyDescriptor", t.descriptor_destroy);
    f("cudnnBackendFinalize", t.finalize);
    f("cudnnBackendSetAttribute", t.set);
    f("cudnnBackendGetAttribute", t.get);
    f("cudnnBackendExecute", t.execute);
  }
};

}  // namespace zeal::cuda
