// The table of all ops: one constant OpRecord each, and the slots that libraries fill in.
#pragma once
#include <array>
#include <string_view>
#include <type_traits>

#include "core/device.h"
#include "dispatch/attrs.h"
#include "dispatch/contexts.h"
#include "dispatch/elementwise.h"
#include "dispatch/op_def.h"
#include "dispatch/reduce.h"
#include "dispatch/signature.h"

namespace zeal {

// How the dispatcher may treat an op.
enum class Rung : uint8_t { Composite, Elementwise, Reduction, View, Bespoke };

// What the libraries of an op's devices fill in when they are loaded; null entries are missing.
struct OpSlots {
  KernelFn kernels[kNumDeviceTypes];
  // The loops of the best instruction set that this CPU has, by dtype of T; those of float16 and
  // bfloat16 are float32's, over converted blocks.
  ElementwiseLoop elementwise[kNumDTypes];
  const ReduceLoops* reduction[kNumDTypes];
};

struct OpRecord {
  const OpDef* def;
  OpSlots* slots;
  AttrsType attrs;
  Signature signature;
  Rung rung = Rung::Bespoke;
  ViewFn view = nullptr;
  // A composite's body; runs other ops through the dispatcher, so that the tape sees those.
  void (*body)(Inputs, const void* attrs, Outputs&) = nullptr;
  KernelFn cpu = nullptr;
  // What an element-wise op refuses of its inputs' values (Op::check); runs before the CPU's loops.
  CheckFn check = nullptr;
  // How it runs on batched tensors: the definition's rule, or its rung's; null: one by one.
  BatchFn batch = nullptr;
  // What an element-wise op makes of T, by T: what scalar() returns. Other ops do not look here.
  std::array<DType, kNumDTypes> results = identity();

  DType result_dtype(DType t) const { return results[static_cast<int>(t)]; }

  static constexpr std::array<DType, kNumDTypes> identity() {
    std::array<DType, kNumDTypes> r{};
    for (int i = 0; i < kNumDTypes; ++i) r[i] = static_cast<DType>(i);
    return r;
  }
};

// Number of ops, and the record of each in the order of ops.def; defined by ops/table.cpp.
ZEAL_API extern const int kNumOps;
ZEAL_API extern const OpRecord* const kOps[];

// By type name ("Exp"), null when unknown.
ZEAL_API const OpRecord* find_op(std::string_view type);

}  // namespace zeal
