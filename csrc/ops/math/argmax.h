// The places of the largest and smallest elements.
#pragma once
#include "ops/math/argmax.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct ArgAttrs {
  std::optional<int64_t> axis{};
  DType output_type = DType::Int64;
};
// The dtypes that an index may have.
inline constexpr DTypeSet kPlaces =
    dtype_set(DType::Int64, DType::Int32, DType::Int16, DType::UInt16);
void infer_arg(InferContext& c);
void batch_arg(BatchContext& c);

struct ArgMax {
  using Attrs = ArgAttrs;
  ZEAL_ATTRS(Attrs, axis, output_type);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "ArgMax",
      .endpoints = "math.argmax argmax",
      .raw = "ArgMax(dimension: axis)",
      .signature = "(input, axis=None, output_type=int64, name=None) -> Tensor",
      .doc =
          R"(Finds the index of the largest element along an axis, the first if there are several.

NaN is passed over; where all elements are NaN, the index is 0.

Args:
  axis: an int in [-rank, rank); 0 when None.
  output_type: int64, int32, int16 or uint16.

Raises:
  InvalidArgumentError: when there is nothing along the axis, or more than output_type can hold.)",
      .dtypes = kReal | kBool,
      .infer = infer_arg,
      .batch = batch_arg,
      .numpy = "lambda input, axis=None, output_type=None: np.argmax(input, axis or 0)",
      .samples =
          "f(7)\nf(2, 3)\nf(2, 3), axis=1\nf(4, 100), axis=-1\nf(5, 6, 7), axis=1\nf(0, 3), 1",
      .errors = "f()\nf(2, 3), axis=2\nf(0)\nf(3, 0), axis=1\nf(3), output_type='float32'",
  };
};

struct ArgMin {
  using Attrs = ArgAttrs;
  ZEAL_ATTRS(Attrs, axis, output_type);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "ArgMin",
      .endpoints = "math.argmin argmin",
      .raw = "ArgMin(dimension: axis)",
      .signature = "(input, axis=None, output_type=int64, name=None) -> Tensor",
      .doc =
          R"(Finds the index of the smallest element along an axis, the first if there are several.

NaN is passed over; where all elements are NaN, the index is 0.

Args:
  axis: an int in [-rank, rank); 0 when None.
  output_type: int64, int32, int16 or uint16.

Raises:
  InvalidArgumentError: when there is nothing along the axis, or more than output_type can hold.)",
      .dtypes = kReal | kBool,
      .infer = infer_arg,
      .batch = batch_arg,
      .numpy = "lambda input, axis=None, output_type=None: np.argmin(input, axis or 0)",
      .samples =
          "f(7)\nf(2, 3)\nf(2, 3), axis=1\nf(4, 100), axis=-1\nf(5, 6, 7), axis=1\nf(0, 3), 1",
      .errors = "f()\nf(2, 3), axis=2\nf(0)\nf(3, 0), axis=1\nf(3), output_type='float32'",
  };
};

}  // namespace zeal::op
