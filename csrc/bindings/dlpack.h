// The DLPack structures (version 1.0), by which array libraries share memory.
// Source: https://dmlc.github.io/dlpack/latest/c_api.html
#pragma once
#include <cstdint>

namespace zeal::dlpack {

enum DeviceKind : int32_t { kCPU = 1, kCUDA = 2 };
enum TypeCode : uint8_t {
  kInt = 0,
  kUInt = 1,
  kFloat = 2,
  kBfloat = 4,
  kComplex = 5,
  kBool = 6,
  kFloat8E4M3FN = 10,
  kFloat8E5M2 = 12,
};
enum Flags : uint64_t { kReadOnly = 1, kIsCopied = 2 };

struct DeviceId {
  int32_t type;
  int32_t id;
};
struct DataType {
  uint8_t code, bits;
  uint16_t lanes;
};
struct Tensor {
  void* data;
  DeviceId device;
  int32_t ndim;
  DataType dtype;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};
struct Managed {
  Tensor tensor;
  void* context;
  void (*deleter)(Managed*);
};
struct Version {
  uint32_t major, minor;
};
struct Versioned {
  Version version;
  void* context;
  void (*deleter)(Versioned*);
  uint64_t flags;
  Tensor tensor;
};

}  // namespace zeal::dlpack
