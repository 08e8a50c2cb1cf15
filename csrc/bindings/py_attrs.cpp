#include "bindings/py_attrs.h"

#include <optional>
#include <string>
#include <string_view>

namespace zeal::py {

namespace {

Padding to_padding(PyObject* o, const char* what) {
  Padding p;
  if (PyUnicode_Check(o)) {
    std::string_view s = PyUnicode_AsUTF8(o);
    if (s == "VALID" || s == "valid") {
      p.kind = Padding::Valid;
    } else if (s == "SAME" || s == "same") {
      p.kind = Padding::Same;
    } else {
      raise(PyExc_ValueError, "argument '", what,
            "' must be 'VALID', 'SAME' or a list of pairs, got '", s, "'");
    }
    return p;
  }
  p.kind = Padding::Explicit;
  p.pads = to_ints(o, what);
  return p;
}

// The position of a string in "NHWC,NCHW".
uint8_t to_choice(PyObject* o, const char* choices, const char* what) {
  if (PyUnicode_Check(o)) {
    std::string_view want = PyUnicode_AsUTF8(o), rest = choices;
    for (uint8_t i = 0; !rest.empty(); ++i) {
      size_t comma = rest.find(',');
      if (rest.substr(0, comma) == want) return i;
      rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
    }
  }
  Ref text(PyObject_Repr(o));
  raise(PyExc_ValueError, "argument '", what, "' must be one of ", choices, ", got ",
        text ? PyUnicode_AsUTF8(text.get()) : "?");
}

template <class T, class F>
void set_optional(void* field, PyObject* o, F&& convert) {
  auto& v = *static_cast<std::optional<T>*>(field);
  if (o == Py_None)
    v.reset();
  else
    v = convert(o);
}

void set(const AttrField& f, void* field, PyObject* o) {
  const std::string name(f.name);
  const char* n = name.c_str();
  switch (f.kind) {
    case AttrKind::Bool:
      *static_cast<bool*>(field) = to_bool(o, n);
      break;
    case AttrKind::Int:
      *static_cast<int64_t*>(field) = to_int(o, n);
      break;
    case AttrKind::Float:
      *static_cast<double*>(field) = to_float(o, n);
      break;
    case AttrKind::Number:
      static_cast<Number*>(field)->value = to_float(o, n);
      break;
    case AttrKind::DType:
      *static_cast<DType*>(field) = to_dtype(o);
      break;
    case AttrKind::Ints:
      *static_cast<Ints*>(field) = to_ints(o, n);
      break;
    case AttrKind::Shape:
      *static_cast<Shape*>(field) = to_shape(o, n);
      break;
    case AttrKind::Padding:
      *static_cast<Padding*>(field) = to_padding(o, n);
      break;
    case AttrKind::Enum:
      *static_cast<uint8_t*>(field) = to_choice(o, f.choices, n);
      break;
    case AttrKind::OptInt:
      set_optional<int64_t>(field, o, [n](PyObject* v) { return to_int(v, n); });
      break;
    case AttrKind::OptFloat:
      set_optional<double>(field, o, [n](PyObject* v) { return to_float(v, n); });
      break;
    case AttrKind::OptDType:
      set_optional<DType>(field, o, to_dtype);
      break;
    case AttrKind::OptInts:
      set_optional<Ints>(field, o, [n](PyObject* v) { return to_ints(v, n); });
      break;
    case AttrKind::OptShape:
      set_optional<Shape>(field, o, [n](PyObject* v) { return to_shape(v, n); });
      break;
  }
}

}  // namespace

bool has_required_attrs(const OpRecord& op) {
  if (op.attrs.fields.empty()) return false;
  for (const Param& p : op.signature.all())
    if (p.kind == ParamKind::Attr && !p.has_default) return true;
  return false;
}

AttrsHolder::AttrsHolder(const OpRecord& op, PyObject* const* values, const char* name)
    : type_(op.attrs) {
  if (type_.fields.empty()) return;
  try {
    fill(op, values, name);
  } catch (...) {
    release();
    throw;
  }
}

void AttrsHolder::fill(const OpRecord& op, PyObject* const* values, const char* name) {
  for (int i = 0; i < op.signature.count; ++i) {
    const Param& p = op.signature.params[i];
    if (p.kind != ParamKind::Attr) continue;
    if (!values[i]) {
      if (!p.has_default)
        raise(PyExc_TypeError, name, "() missing required argument: '", p.name, "'");
      continue;
    }
    if (!made_) {
      type_.construct(buffer_);
      made_ = true;
    }
    const AttrField& f = type_.fields[static_cast<size_t>(p.attr)];
    // None stands for the default where the attribute itself has no None.
    if (values[i] == Py_None && f.kind < AttrKind::OptInt) {
      if (p.has_default && p.default_text == "None") continue;
    }
    set(f, buffer_ + f.offset, values[i]);
  }
}

}  // namespace zeal::py
