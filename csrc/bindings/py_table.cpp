// The op table as data, for docs, stubs and tests.
#include <pybind11/pybind11.h>

#include "bindings/py.h"
#include "dispatch/elementwise.h"
#include "dispatch/infer.h"
#include "dispatch/raw_names.h"
#include "dispatch/register_op.h"

namespace pb = pybind11;

namespace zeal::py {

namespace {

const char* kind_name(AttrKind k) {
  static const char* names[] = {"bool", "int",     "float", "number", "dtype",  "ints",  "shape",
                                "enum", "padding", "int?",  "float?", "dtype?", "ints?", "shape?"};
  return names[static_cast<int>(k)];
}
const char* kind_name(ParamKind k) {
  static const char* names[] = {"T", "Index", "Bool", "Any", "Float32", "Ts", "attr", "name"};
  return names[static_cast<int>(k)];
}

pb::list dtypes_of(DTypeSet set) {
  pb::list out;
  for (int i = 0; i < kNumDTypes; ++i)
    if (set.contains(static_cast<DType>(i))) out.append(kDTypeNames[i]);
  return out;
}

// The raw ops of TensorFlow that the op is, without those that are called like its type.
pb::list raw_names(const OpDef& d) {
  pb::list out;
  for (std::string_view rest = d.raw; !rest.empty();) {
    const RawName raw = next_raw_name(rest);
    if (!raw.name.empty() && raw.name != d.type)
      out.append(pb::str(raw.name.data(), raw.name.size()));
  }
  return out;
}

pb::dict describe(const OpRecord& op) {
  static const char* rungs[] = {"composite", "elementwise", "reduction", "view", "bespoke"};
  const OpDef& d = *op.def;
  pb::list params;
  for (const Param& p : op.signature.all()) {
    pb::dict e;
    e["name"] = pb::str(p.name.data(), p.name.size());
    e["kind"] = p.kind == ParamKind::Attr
                    ? kind_name(op.attrs.fields[static_cast<size_t>(p.attr)].kind)
                    : kind_name(p.kind);
    e["is_attr"] = p.kind == ParamKind::Attr;
    e["optional"] = p.optional;
    e["choices"] = pb::none();
    if (p.kind == ParamKind::Attr && op.attrs.fields[static_cast<size_t>(p.attr)].choices)
      e["choices"] = op.attrs.fields[static_cast<size_t>(p.attr)].choices;
    e["default"] = pb::none();
    if (p.has_default) e["default"] = pb::str(p.default_text.data(), p.default_text.size());
    params.append(e);
  }
  auto text = [](const char* s) -> pb::object { return s ? pb::object(pb::str(s)) : pb::none(); };
  pb::dict out;
  out["type"] = d.type;
  out["endpoints"] = pb::str(d.endpoints).attr("split")();
  out["raw"] = raw_names(d);
  out["signature"] = d.signature;
  out["doc"] = d.doc;
  out["dtypes"] = dtypes_of(d.dtypes);
  out["rung"] = rungs[static_cast<int>(op.rung)];
  out["broadcasts"] = d.infer == broadcast;
  out["has_gradient"] = d.grad != nullptr;
  out["has_batching_rule"] = op.batch != nullptr || op.body != nullptr;
  out["grad_reads"] = pb::make_tuple(d.grad_reads.inputs, d.grad_reads.outputs);
  out["numpy"] = text(d.numpy);
  out["domain"] = pb::make_tuple(d.domain.lo, d.domain.hi);
  out["samples"] = text(d.samples);
  out["errors"] = text(d.errors);
  out["tolerance"] = d.tolerance;
  out["params"] = params;
  out["outputs"] = op.signature.outputs;
  out["cpu"] = op.cpu != nullptr || op.body != nullptr || op.view != nullptr;
  out["cuda"] = op.slots->kernels[static_cast<int>(DeviceType::CUDA)] != nullptr;
  return out;
}

}  // namespace

bool add_op(const OpRecord& op, PyObject* functions);

void add_op_table(pb::module_& m) {
  m.def(
      "load_op_library",
      [functions = pb::object(m.attr("_ops"))](const std::string& path) {
        pb::list types;
        for (const OpRecord* op : load_op_library(path.c_str())) {
          if (!add_op(*op, functions.ptr())) throw pb::error_already_set();
          types.append(op->def->type);
        }
        return types;
      },
      "Loads a library, adds its ops to `_ops` and gives their types.");
  m.def(
      "op_table",
      [] {
        pb::list out;
        for (int i = 0; i < kNumOps; ++i) out.append(describe(*kOps[i]));
        for (const OpRecord* op : registered_ops()) out.append(describe(*op));
        return out;
      },
      "Every op record as a dict, in the order of ops.def; then those of loaded libraries.");
}

}  // namespace zeal::py
