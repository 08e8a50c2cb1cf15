// The record that says everything about one op, and the small types that its fields have.
#pragma once
#include <cstdint>
#include <initializer_list>

#include "core/dtype.h"

namespace zeal {

class InferContext;
class KernelContext;
class GradContext;
class BatchContext;
class Spread;

using InferFn = void (*)(InferContext&);
using KernelFn = void (*)(KernelContext&);
using GradFn = void (*)(GradContext&);
using BatchFn = void (*)(BatchContext&);
using SpreadFn = void (*)(Spread&);
using CheckFn = void (*)(const KernelContext&);
// Where in input 0's data a view op's output starts, in bytes; -1 when it must be copied after all.
using ViewFn = int64_t (*)(const KernelContext&);

// What a gradient reads of the forward call, as bit masks over inputs and outputs: the tape keeps
// exactly these tensors alive. Shapes and dtypes can always be read.
struct Reads {
  uint32_t inputs = 0;
  uint32_t outputs = 0;
  static const Reads Nothing, Inputs, Outputs, Both;
  static constexpr Reads input(int i) { return {1u << i, 0}; }
  constexpr Reads operator|(Reads o) const { return {inputs | o.inputs, outputs | o.outputs}; }
};
inline constexpr Reads Reads::Nothing{0, 0};
inline constexpr Reads Reads::Inputs{~0u, 0};
inline constexpr Reads Reads::Outputs{0, ~0u};
inline constexpr Reads Reads::Both{~0u, ~0u};

// Where tests draw an op's arguments from.
struct Domain {
  double lo = -2, hi = 2;
};

// Note [Signatures]
// A signature is Python's, with the kind of each tensor as annotation. A parameter named like a
// field of the op's Attrs is that attribute; `name` is accepted and ignored; the rest are tensors:
//   x            of the op's dtype T: all such inputs agree, and T is in `dtypes`
//   x: Index     int32 or int64            x: Bool     bool
//   x: Any       any dtype of its own      xs: Ts      a list of tensors of dtype T
//   x: Float32   float32 exactly           x: T?       may be None
// Python values without a dtype take T's from the other inputs, as in TensorFlow. The text after
// `->` is the result: Tensor, a number of tensors `(Tensor, Tensor)`, or `[Tensor]` for a list.
struct OpDef {
  const char* type;       // "Exp"; the struct's own name
  const char* endpoints;  // public names below `zeal.`, separated by spaces; "" for internal ops
  const char* raw = "";   // TensorFlow's raw ops that this is: Note [Raw names], raw_names.h
  const char* signature;
  const char* doc;              // first sentence, then Args and Raises where not obvious
  DTypeSet dtypes = kFloating;  // of T
  InferFn infer = nullptr;      // null: composite
  // How a call for all examples of a vectorised map is made of calls of ops: dispatch/batch.h. When
  // null, element-wise ops and reductions have their rung's rule and composites that of their
  // parts; any other op runs example by example, and a warning names it.
  BatchFn batch = nullptr;
  // The inputs, as a mask, in each of which the op is linear, the others being fixed; `additive`:
  // it is linear in all of them together. `spread` says what becomes of a spread one's ties where
  // the op is not element-wise: Note [Spread values] in batch.h.
  uint32_t linear_in = 0;
  bool additive = false;
  SpreadFn spread = nullptr;
  GradFn grad = nullptr;  // null: no gradient flows (and TensorFlow gives None, too)
  Reads grad_reads = Reads::Nothing;
  // Reference for the tests: a NumPy function's name, or a Python lambda over the op's parameters
  // (`np`, `sp` = scipy and `ref` = tests/ops/reference.py are in scope).
  const char* numpy = nullptr;
  Domain domain{};
  // Arguments to test with, one call a line, over `f(shape)` (floats in `domain`), `i(hi, shape)`
  // (ints), `b(shape)` (bools): "f(2, 3), axis=1". Element-wise ops need none.
  const char* samples = nullptr;
  const char* errors = nullptr;  // calls that must raise, in the same form
  int tolerance = 16;            // allowed error against the reference, in ULP of T
};

}  // namespace zeal
