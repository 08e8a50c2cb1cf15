// Moving blocks of positions into the batch and back.
#pragma once
#include "ops/array/batch_space.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct SpaceToBatchND {
  struct Attrs {
    Ints block_shape, paddings;
  };
  ZEAL_ATTRS(Attrs, block_shape, paddings);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "SpaceToBatchND",
      .endpoints = "space_to_batch space_to_batch_nd nn.space_to_batch",
      .signature = "(input, block_shape, paddings, name=None) -> Tensor",
      .doc =
          R"(Pads the dimensions behind the first with zeros, and moves their blocks to the first.

Args:
  input: [batch, d1, ..., dm, ...].
  block_shape: [m], positive: how many positions of each dimension go to the batch.
  paddings: [m, 2]: zeros before and behind; the padded dimensions are multiples of the blocks.

Returns:
  [batch * b1 * ... * bm, d1 / b1, ..., dm / bm, ...], the batch innermost in the first dimension.)",
      .dtypes = kAny,
      .numpy = "ref.space_to_batch",
      .samples = R"(f(1, 4, 6, 2), [2, 3], [[0, 0], [0, 0]]
f(2, 3, 2), [2], [[1, 0]]
f(2, 4), [4], [[2, 2]]
f(1, 2, 3, 4, 1), [2, 1, 2], [[0, 0], [1, 0], [0, 0]]
f(0, 4, 1), [2], [[0, 0]]
f(2, 3), np.zeros(0, 'int32'), np.zeros((0, 2), 'int32'))",
      .errors = R"(f(1, 4, 4, 1), [3, 3], [[0, 0], [0, 0]]
f(1, 4, 4, 1), [2], [[0, 0], [0, 0]]
f(1, 4, 4, 1), [0, 2], [[0, 0], [0, 0]]
f(1, 4, 4, 1), [-2, 2], [[0, 0], [0, 0]]
f(1, 4, 4, 1), [2, 2], [[-1, 1], [0, 0]]
f(4), [2], [[0, 0]])",
  };
};

struct BatchToSpaceND {
  struct Attrs {
    Ints block_shape, crops;
  };
  ZEAL_ATTRS(Attrs, block_shape, crops);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "BatchToSpaceND",
      .endpoints = "batch_to_space",
      .signature = "(input, block_shape, crops, name=None) -> Tensor",
      .doc = R"(Moves parts of the first dimension into blocks of those behind it, and crops these.

Args:
  input: [batch, d1, ..., dm, ...], the batch a multiple of the blocks' product.
  block_shape: [m], positive, or one int for all.
  crops: [m, 2]: how many positions to drop before and behind.

Returns:
  [batch / (b1 * ... * bm), d1 * b1 - crops, ..., dm * bm - crops, ...]: what
  space_to_batch makes of it is `input` again.)",
      .dtypes = kAny,
      .numpy = "ref.batch_to_space",
      .samples = R"(f(6, 2, 2, 2), [2, 3], [[0, 0], [0, 0]]
f(4, 2, 2), [2], [[1, 0]]
f(4, 2, 2, 1), 2, [[0, 1], [1, 0]]
f(4, 1, 3, 2, 1), [2, 1, 2], [[0, 0], [1, 0], [0, 0]]
f(0, 4, 1), [2], [[0, 0]])",
      .errors = R"(f(3, 4, 1), [2], [[0, 0]]
f(4, 2, 2, 1), [2, 2], [[3, 3], [0, 0]]
f(4, 2, 2, 1), [2, 0], [[0, 0], [0, 0]]
f(4, 2, 2, 1), [2, 2], [[-1, 0], [0, 0]]
f(4, 2, 2, 1), [2, 2], [[0, 0]])",
  };
};

}  // namespace zeal::op
