// Turns a record struct into its OpRecord, and refuses a malformed one with a sentence.
#pragma once
#include <string_view>

#include "dispatch/batch_rules.h"
#include "dispatch/elementwise.h"
#include "dispatch/raw_names.h"
#include "dispatch/reduce.h"
#include "ops/callable.h"
#include "ops/traits.h"

namespace zeal {

template <class Op>
consteval std::span<const AttrField> fields_of() {
  if constexpr (requires { Op::fields; })
    return Op::fields;
  else
    return {};
}

// Looks through the last input of an element-wise op for values that it refuses.
template <class Op>
void check_values(const KernelContext& k) {
  const TensorImpl& last = k.in(k.num_inputs() - 1);
  auto look = [&]<DType D>() {
    using T = ctype<D>;
    if constexpr (Op::def.dtypes.contains(D) && Refuses<Op, T>) {
      const T* y = static_cast<const T*>(last.data());
      for (int64_t at = 0, n = last.numel(); at < n; at += 4096) {
        const int64_t end = at + 4096 < n ? at + 4096 : n;
        bool found = false;  // by blocks without an exit, which compilers vectorise
        for (int64_t i = at; i < end; ++i) found |= Op::refuses(y[i]);
        if (found) k.fail(Op::refusal);
      }
    }
  };
  switch (last.dtype()) {
#define X(e, t, n)                        \
  case DType::e:                          \
    look.template operator()<DType::e>(); \
    break;
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
  }
}

template <class Op>
constexpr OpRecord make_record() {
  constexpr Signature sig = parse_signature(Op::def.signature, fields_of<Op>());
  static_assert(sig.ok,
                "an op's signature is Python's, as Note [Signatures] in dispatch/op_def.h says; "
                "every field of Attrs must be one of its parameters");
  static_assert(raw_names_ok(Op::def.raw, sig),
                "an op's raw names are written as Note [Raw names] in dispatch/raw_names.h says");
  static_assert(Op::def.doc && Op::def.doc[0], "an op needs a doc: its first sentence at least");
  static_assert(IsComposite<Op> || Op::def.infer, "an op that is no composite needs `infer`");
  static_assert(IsComposite<Op> || IsElementwise<Op> || IsReduction<Op> || IsView<Op> || HasCpu<Op>,
                "an op needs scalar(), combine(), view(), body() or a kernel: "
                "static void cpu(KernelContext&)");
  static_assert(!IsComposite<Op> || !Op::def.grad,
                "a composite takes its gradient from its parts; drop `grad`");
  static_assert(!IsElementwise<Op> || sig.inputs == arity<Op>,
                "scalar() must take as many values as the signature has tensors");
  static_assert((Op::def.grad != nullptr) ||
                    (Op::def.grad_reads.inputs == 0 && Op::def.grad_reads.outputs == 0),
                "an op without `grad` must not state `grad_reads`");
  OpRecord r{.def = &Op::def,
             .slots = &Record<Op>::slots,
             .attrs = make_attrs_type<Op>(),
             .signature = sig,
             .batch = Op::def.batch,
             .results = result_table<Op>()};
  if constexpr (IsComposite<Op>) {
    r.rung = Rung::Composite;
    r.body = Op::body;
  } else if constexpr (IsElementwise<Op>) {
    r.rung = Rung::Elementwise;
    r.cpu = elementwise_cpu;
    if (!r.batch) r.batch = batch::elementwise;
    if constexpr (requires { Op::refusal; }) r.check = check_values<Op>;
  } else if constexpr (IsReduction<Op>) {
    r.rung = Rung::Reduction;
    if (!r.batch) r.batch = batch::reduction;
    if constexpr (HasCpu<Op>)
      r.cpu = Op::cpu;
    else
      r.cpu = reduce_cpu;
  } else {
    if constexpr (IsView<Op>) {
      r.rung = Rung::View;
      r.view = Op::view;
    }
    if constexpr (HasCpu<Op>) r.cpu = Op::cpu;
  }
  return r;
}

}  // namespace zeal
