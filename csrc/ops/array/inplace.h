// Rows of a tensor replaced, added to or subtracted from, by the names of TensorFlow's raw ops.
#pragma once
#include "ops/array/inplace.decl.h"
#include "ops/record.h"

namespace zeal::op {

#define ZEAL_INPLACE_DOC                                    \
  "\n\nTensors do not change: the result is a new one.\n\n" \
  "Args:\n  i: [n], indices of rows, which wrap around.\n  v: [n, ...x.shape[1:]]."
#define ZEAL_INPLACE_ERRORS \
  "f(3, 2), 1, f(2)\nf(3, 2), [1], f(2, 2)\nf(3, 2), [1], f(1, 3)\nf(0), [1], f(1)"

struct InplaceUpdate {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "InplaceUpdate",
      .endpoints = "",
      .signature = "(x, i: Index, v, name=None) -> Tensor",
      .doc = "Replaces rows." ZEAL_INPLACE_DOC,
      .dtypes = kNumeric,
      .numpy = "ref.inplace_update",
      .samples = "f(3, 2), [0, 4], f(2, 2)\nf(3), [-1], f(1)\nf(3), i(2, 0), f(0)",
      .errors = ZEAL_INPLACE_ERRORS,
  };
};

struct InplaceAdd {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "InplaceAdd",
      .endpoints = "",
      .signature = "(x, i: Index, v, name=None) -> Tensor",
      .doc = "Adds to rows." ZEAL_INPLACE_DOC,
      .dtypes = kNumeric,
      .numpy = "ref.inplace_add",
      .samples = "f(3, 2), [0, 4], f(2, 2)\nf(3), [-1], f(1)\nf(3), i(2, 0), f(0)",
      .errors = ZEAL_INPLACE_ERRORS,
  };
};

struct InplaceSub {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "InplaceSub",
      .endpoints = "",
      .signature = "(x, i: Index, v, name=None) -> Tensor",
      .doc = "Subtracts from rows." ZEAL_INPLACE_DOC,
      .dtypes = kNumeric,
      .numpy = "lambda x, i, v: ref.inplace_add(x, i, -v)",
      .samples = "f(3, 2), [0, 4], f(2, 2)\nf(3), [-1], f(1)\nf(3), i(2, 0), f(0)",
      .errors = ZEAL_INPLACE_ERRORS,
  };
};

}  // namespace zeal::op
