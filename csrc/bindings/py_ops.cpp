// The ops as Python functions: one vectorcall trampoline that parses by the record's signature.
#include <cstring>
#include <string>
#include <vector>

#include "bindings/py.h"
#include "bindings/py_array.h"
#include "bindings/py_attrs.h"
#include "dispatch/dispatch.h"
#include "dispatch/raw_names.h"
#include "dispatch/register_op.h"

namespace zeal::py {

namespace {

// Below this many input bytes a kernel is done before the GIL would have changed hands.
constexpr size_t kLongCall = 64 * 1024;

bool is_long(Inputs in) {
  size_t bytes = 0;
  for (TensorImpl* x : in)
    if (x) bytes += x->bytes();
  return bytes > kLongCall;
}

class Unlocked {
 public:
  Unlocked() : state_(PyEval_SaveThread()) {}
  ~Unlocked() { PyEval_RestoreThread(state_); }

 private:
  PyThreadState* state_;
};

TensorImpl* run_raw(const OpRecord& op, Inputs in, const void* attrs) {
  if (ZEAL_LIKELY(!is_long(in))) return dispatch1(op, in, attrs);
  Unlocked gil;
  return dispatch1(op, in, attrs);
}

// May the other operand's type know what to do when we do not?
bool knows_better(PyObject* o) {
  return !(PyUnicode_Check(o) || PyBytes_Check(o) || PyList_Check(o) || PyTuple_Check(o) ||
           PyLong_Check(o) || PyFloat_Check(o) || PyComplex_Check(o) || o == Py_None ||
           PyDict_Check(o)) &&
         Py_TYPE(o)->tp_as_number;
}

PyObject* interned(std::string_view s) {
  return PyUnicode_InternFromString(std::string(s).c_str());
}

// What differs where an op is called as a raw op of TensorFlow's.
struct RawCall {
  PyObject* names[Signature::kMaxParams] = {};   // TensorFlow's names; null where they are ours
  PyObject* values[Signature::kMaxParams] = {};  // where not given
  std::vector<PyObject*> ignored;

  RawCall(const Signature& s, const RawName& raw) {
    for (const RawArgument& a : raw.all()) {
      if (a.ours.empty()) ignored.push_back(interned(a.theirs));
      for (int i = 0; i < s.count; ++i) {
        if (s.params[i].name != a.ours) continue;
        if (a.theirs.empty())
          values[i] = literal(std::string(a.value));
        else
          names[i] = interned(a.theirs);
      }
    }
  }
  // Puts the value where it belongs; false if no parameter has that name.
  bool take(PyObject* name, PyObject* value, int count, PyObject** into) const {
    bool taken = false;
    for (int i = 0; i < count; ++i)
      if (names[i] && !into[i] && PyUnicode_Compare(names[i], name) == 0) {
        into[i] = value;
        taken = true;
      }
    for (PyObject* n : ignored) taken |= PyUnicode_Compare(n, name) == 0;
    return taken;
  }

 private:
  static PyObject* literal(const std::string& text) {
    Ref globals(PyDict_New());
    return PyRun_String(text.c_str(), Py_eval_input, globals.get(), globals.get());
  }
};

// An op as a Python object behind the builtin functions that call it.
struct PyOp {
  PyObject_HEAD const OpRecord* op;
  PyObject* names[Signature::kMaxParams];  // interned
  PyObject* result;                        // the named tuple class of several results, or null
  RawCall* raw;                            // null where it is called as our own
  bool simple;                             // may be called with one tensor and nothing else
  PyMethodDef method;
  std::string* text;  // docstring with __text_signature__
};

void op_dealloc(PyObject* self) { Py_TYPE(self)->tp_free(self); }
PyTypeObject PyOpType = {PyVarObject_HEAD_INIT(nullptr, 0)};

// The arguments of one call, by parameter.
struct Arguments {
  PyObject* values[Signature::kMaxParams] = {};

  Arguments(const PyOp& f, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
    const Signature& s = f.op->signature;
    if (ZEAL_UNLIKELY(nargs > s.count))
      raise(PyExc_TypeError, f.method.ml_name, "() takes at most ", s.count, " arguments but ",
            nargs, " were given");
    for (Py_ssize_t i = 0; i < nargs; ++i) values[i] = args[i];
    if (kwnames) add_named(f, args + nargs, kwnames);
    if (f.raw)
      for (int i = 0; i < s.count; ++i)
        if (!values[i]) values[i] = f.raw->values[i];
  }

 private:
  void add_named(const PyOp& f, PyObject* const* given, PyObject* kwnames) {
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(kwnames); ++k) {
      PyObject* name = PyTuple_GET_ITEM(kwnames, k);
      if (f.raw && f.raw->take(name, given[k], f.op->signature.count, values)) continue;
      int at = find(f, f.op->signature.count, name);
      // every op of TensorFlow's takes a name
      if (at < 0 && PyUnicode_CompareWithASCIIString(name, "name") == 0) continue;
      if (ZEAL_UNLIKELY(at < 0))
        raise(PyExc_TypeError, f.method.ml_name, "() got an unexpected keyword argument '",
              PyUnicode_AsUTF8(name), "'");
      if (ZEAL_UNLIKELY(values[at]))
        raise(PyExc_TypeError, f.method.ml_name, "() got multiple values for argument '",
              PyUnicode_AsUTF8(name), "'");
      values[at] = given[k];
    }
  }

  static int find(const PyOp& f, int count, PyObject* name) {
    for (int i = 0; i < count; ++i)
      if (f.names[i] == name) return i;
    for (int i = 0; i < count; ++i)  // names that were made at run time are not interned
      if (PyUnicode_Compare(f.names[i], name) == 0) return i;
    return -1;
  }
};

// The tensors of one call: borrowed where they are Tensors already, held where converted.
class Operands {
 public:
  Operands(const PyOp& f, const Arguments& a) {
    const Signature& s = f.op->signature;
    const char* op = f.method.ml_name;
    for (int i = 0; i < s.count; ++i) {
      const Param& p = s.params[i];
      if (p.kind == ParamKind::Attr || p.kind == ParamKind::Name) continue;
      PyObject* o = a.values[i];
      if (p.kind == ParamKind::List) {
        add_list(o, op, p);
        continue;
      }
      if (!o || (o == Py_None && p.optional)) {
        if (ZEAL_UNLIKELY(!p.optional))
          raise(PyExc_TypeError, op, "() missing required argument: '", p.name, "'");
        push(nullptr);
        continue;
      }
      add(o, p.kind);
    }
    for (const Pending& p : pending()) convert(p, f.op->def->dtypes);
  }
  ~Operands() {
    for (int i = 0; i < held_count_; ++i) held()[i]->release();
  }
  Operands(const Operands&) = delete;

  Inputs inputs() const {
    return {many_.empty() ? few_ : many_.data(), static_cast<size_t>(count_)};
  }

 private:
  static constexpr int kFew = 16;
  struct Pending {
    PyObject* object;
    int at;
    ParamKind kind;
  };

  void push(TensorImpl* t) {
    if (count_ < kFew && many_.empty()) {
      few_[count_++] = t;
      return;
    }
    if (many_.empty()) many_.assign(few_, few_ + count_);
    many_.push_back(t);
    ++count_;
  }
  TensorImpl*& at(int i) { return many_.empty() ? few_[i] : many_[i]; }
  TensorImpl** held() { return more_held_.empty() ? held_ : more_held_.data(); }
  void hold(TensorImpl* t) {
    if (held_count_ < kFew && more_held_.empty()) {
      held_[held_count_++] = t;
      return;
    }
    if (more_held_.empty()) more_held_.assign(held_, held_ + held_count_);
    more_held_.push_back(t);
    ++held_count_;
  }
  std::span<const Pending> pending() const {
    return {more_pending_.empty() ? pending_ : more_pending_.data(),
            static_cast<size_t>(pending_count_)};
  }
  void postpone(Pending p) {
    if (pending_count_ < kFew && more_pending_.empty()) {
      pending_[pending_count_++] = p;
      return;
    }
    if (more_pending_.empty()) more_pending_.assign(pending_, pending_ + pending_count_);
    more_pending_.push_back(p);
    ++pending_count_;
  }

  void see(DType d, ParamKind kind) {
    if (!has_t_ && (kind == ParamKind::T || kind == ParamKind::List)) {
      has_t_ = true;
      t_ = d;
    }
  }
  void add(PyObject* o, ParamKind kind) {
    if (ZEAL_LIKELY(Py_IS_TYPE(o, &TensorType))) {
      TensorImpl* t = impl_of(o);
      see(t->dtype(), kind);
      push(t);
    } else if (is_variable(o)) {
      TensorImpl* t = variable_of(o).read().detach();
      hold(t);
      see(t->dtype(), kind);
      push(t);
    } else {
      postpone({o, count_, kind});
      push(nullptr);
    }
  }
  void add_list(PyObject* o, const char* op, const Param& p) {
    if (!o) raise(PyExc_TypeError, op, "() missing required argument: '", p.name, "'");
    // One tensor is the list of its rows, as for a Python sequence.
    list_ = Ref(PySequence_Fast(o, "expected a list of tensors"));
    if (!list_) {
      PyErr_Clear();
      raise(PyExc_TypeError, op, "(): argument '", p.name, "' must be a list of tensors, got ",
            Py_TYPE(o)->tp_name);
    }
    Py_ssize_t n = PySequence_Fast_GET_SIZE(list_.get());
    for (Py_ssize_t i = 0; i < n; ++i) add(PySequence_Fast_GET_ITEM(list_.get(), i), p.kind);
  }
  // Numbers and lists have none; asking them costs an exception.
  static bool has_dtype(PyObject* o) {
    return !PyLong_CheckExact(o) && !PyList_CheckExact(o) && !PyTuple_CheckExact(o) &&
           PyObject_HasAttrString(o, "dtype");
  }
  void convert(const Pending& p, DTypeSet allowed) {
    Hint hint;
    switch (p.kind) {
      case ParamKind::Float32:
        hint = {true, false, DType::Float32};
        break;
      case ParamKind::Bool:
        hint = {true, false, DType::Bool};
        break;
      case ParamKind::Index:
        hint = {true, false, DType::Int32};
        break;
      case ParamKind::Any:
        break;
      default:
        if (has_t_) hint = {true, false, t_};
        // NumPy indices are int64 by default and stay so; the dtypes that an op takes do not bend.
        (void)allowed;
    }
    if (p.kind == ParamKind::Index && has_dtype(p.object)) hint = {};
    hint.operand = true;
    TensorImpl* t = to_tensor(p.object, hint).detach();
    hold(t);
    at(p.at) = t;
    see(t->dtype(), p.kind);
  }

  TensorImpl* few_[kFew];
  std::vector<TensorImpl*> many_;
  TensorImpl* held_[kFew];
  std::vector<TensorImpl*> more_held_;
  Pending pending_[kFew];
  std::vector<Pending> more_pending_;
  int count_ = 0, held_count_ = 0, pending_count_ = 0;
  Ref list_;  // keeps the items of a list argument alive
  bool has_t_ = false;
  DType t_{};
};

PyObject* op_call(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
  return guard([&]() -> PyObject* {
    const PyOp& f = *reinterpret_cast<PyOp*>(self);
    const OpRecord& op = *f.op;
    // The commonest call of all: one tensor, nothing else.
    if (f.simple && nargs == 1 && !kwnames && Py_IS_TYPE(args[0], &TensorType)) {
      TensorImpl* in[] = {impl_of(args[0])};
      return wrap(run_raw(op, in, nullptr));
    }
    Arguments a(f, args, nargs, kwnames);
    AttrsHolder attrs(op, a.values, f.method.ml_name);
    Operands operands(f, a);
    Inputs in = operands.inputs();
    if (ZEAL_LIKELY(op.signature.outputs == 1)) return wrap(run_raw(op, in, attrs.get()));
    Outputs out;
    if (is_long(in)) {
      Unlocked gil;
      dispatch(op, in, attrs.get(), out);
    } else {
      dispatch(op, in, attrs.get(), out);
    }
    Ref list(op.signature.outputs < 0 ? PyList_New(out.size()) : PyTuple_New(out.size()));
    for (int i = 0; list && i < out.size(); ++i) {
      PyObject* y = wrap(std::move(out[i]));
      if (op.signature.outputs < 0)
        PyList_SET_ITEM(list.get(), i, y);
      else
        PyTuple_SET_ITEM(list.get(), i, y);
    }
    if (f.result && list) return PyObject_CallObject(f.result, list.get());
    return list.release();
  });
}

// "Exp" or "math.exp" -> "exp"
std::string last_part(std::string_view endpoint) {
  size_t dot = endpoint.rfind('.');
  return std::string(dot == endpoint.npos ? endpoint : endpoint.substr(dot + 1));
}

// The signature without the tensors' kinds, which are not Python.
std::string python_signature(const OpRecord& op, const RawCall* raw) {
  std::string s = "(", last;
  for (int i = 0; i < op.signature.count; ++i) {
    const Param& p = op.signature.params[i];
    if (raw && raw->values[i]) continue;
    std::string name(p.name);
    if (raw && raw->names[i]) name = PyUnicode_AsUTF8(raw->names[i]);
    if (name == last) continue;  // one of theirs is two of ours
    if (s.size() > 1) s += ", ";
    s += last = name;
    if (p.has_default || p.optional)
      s += "=" + std::string(p.has_default ? p.default_text : "None");
  }
  return s + ")";
}

// The class for results with names, "-> (values: Tensor, indices: Tensor)"; null without any.
PyObject* result_class(const OpRecord& op) {
  std::string_view s = op.def->signature;
  s = s.substr(s.rfind("->") + 2);
  Ref names(PyList_New(0));
  for (size_t colon; (colon = s.find(':')) != s.npos; s = s.substr(colon + 1)) {
    const size_t start = s.find_last_of("(, ", colon) + 1;
    Ref name(PyUnicode_FromStringAndSize(s.data() + start, Py_ssize_t(colon - start)));
    if (!name || PyList_Append(names.get(), name.get())) return nullptr;
  }
  if (PyList_GET_SIZE(names.get()) == 0) return nullptr;
  Ref collections(PyImport_ImportModule("collections"));
  if (!collections) return nullptr;
  return PyObject_CallMethod(collections.get(), "namedtuple", "sO", op.def->type, names.get());
}

PyObject* make_function(const OpRecord& op, const std::string& name, PyObject* module_name,
                        const RawName& raw = {}) {
  PyOp* f = PyObject_New(PyOp, &PyOpType);
  if (!f) return nullptr;
  f->op = &op;
  f->result = result_class(op);
  f->raw = raw.count ? new RawCall(op.signature, raw) : nullptr;
  const Signature& s = op.signature;
  f->simple = !f->raw && s.inputs == 1 && !s.variadic && s.outputs == 1 &&
              !has_required_attrs(op) && s.params[0].kind != ParamKind::Attr;
  int n = 0;
  for (const Param& p : s.all()) f->names[n++] = interned(p.name);
  f->text = new std::string(name + python_signature(op, f->raw) + "\n--\n\n" + op.def->doc);
  f->method = {(new std::string(name))->c_str(),  // functions live as long as the process
               reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(op_call)),
               METH_FASTCALL | METH_KEYWORDS, f->text->c_str()};
  PyObject* function = PyCFunction_NewEx(&f->method, reinterpret_cast<PyObject*>(f), module_name);
  Py_DECREF(f);
  return function;
}

}  // namespace

Tensor run1(const OpRecord& op, Inputs in, const void* attrs) {
  return Tensor::steal(run_raw(op, in, attrs));
}

PyObject* call_unary(const OpRecord& op, PyObject* a) {
  return guard([&] {
    Tensor x = as_tensor(a);
    TensorImpl* in[] = {x.get()};
    return wrap(run_raw(op, in, nullptr));
  });
}

PyObject* call_binary(const OpRecord& op, PyObject* a, PyObject* b) {
  return guard([&]() -> PyObject* {
    if (ZEAL_LIKELY(Py_IS_TYPE(a, &TensorType) && Py_IS_TYPE(b, &TensorType))) {
      TensorImpl* in[] = {impl_of(a), impl_of(b)};
      return wrap(run_raw(op, in, nullptr));
    }
    Tensor x = as_tensor(a), y = as_tensor(b);
    try {
      if (!x) x = to_tensor(a, {.has = true, .strict = false, .dtype = y.dtype(), .operand = true});
      if (!y) y = to_tensor(b, {.has = true, .strict = false, .dtype = x.dtype(), .operand = true});
    } catch (const PythonError&) {
      PyObject* other = x ? b : a;
      if (!knows_better(other)) throw;
      PyErr_Clear();
      Py_RETURN_NOTIMPLEMENTED;
    }
    TensorImpl* in[] = {x.get(), y.get()};
    return wrap(run_raw(op, in, nullptr));
  });
}

namespace {

bool add_function(PyObject* functions, const std::string& endpoint, PyObject* function) {
  return function && PyDict_SetItemString(functions, endpoint.c_str(), function) == 0;
}

bool add_raw_names(const OpRecord& op, PyObject* functions, PyObject* where) {
  for (std::string_view rest = op.def->raw; !rest.empty();) {
    const RawName raw = next_raw_name(rest);
    const std::string name(raw.name.empty() ? op.def->type : raw.name);
    Ref f(make_function(op, name, where, raw));
    if (PyErr_Occurred() || !add_function(functions, name, f.get())) return false;
  }
  return true;
}

// A dict from TensorFlow's raw names, "Mul", to the functions of the ops that these are.
PyObject* raw_functions(PyObject*, PyObject*) {
  Ref functions(PyDict_New()), where(PyUnicode_FromString("zeal.raw_ops"));
  for (int i = 0; i < kNumOps; ++i)
    if (!add_raw_names(*kOps[i], functions.get(), where.get())) return nullptr;
  for (const OpRecord* op : registered_ops())
    if (!add_raw_names(*op, functions.get(), where.get())) return nullptr;
  return Py_NewRef(functions.get());
}

PyMethodDef raw_method = {"_raw_ops", raw_functions, METH_NOARGS, nullptr};

}  // namespace

// Puts the functions of an op into a dict, by endpoint: "math.exp", "raw_ops.Exp".
bool add_op(const OpRecord& op, PyObject* functions) {
  const std::string type = op.def->type;
  Ref home(PyUnicode_FromString("zeal.raw_ops"));
  Ref own(make_function(op, type, home.get()));
  if (!add_function(functions, "raw_ops." + type, own.get())) return false;
  Ref last;
  std::string last_name;
  for (std::string_view rest = op.def->endpoints; !rest.empty();) {
    const size_t space = rest.find(' ');
    const std::string e(rest.substr(0, space));
    rest = space == rest.npos ? std::string_view() : rest.substr(space + 1);
    if (e.empty()) continue;
    // Aliases of one name share one function: tf.exp is tf.math.exp.
    const std::string name = last_part(e);
    if (name != last_name) {
      const size_t dot = e.rfind('.');
      Ref where(
          PyUnicode_FromString((dot == e.npos ? "zeal" : "zeal." + e.substr(0, dot)).c_str()));
      last = Ref(make_function(op, name, where.get()));
      last_name = name;
    }
    if (!add_function(functions, e, last.get())) return false;
  }
  return true;
}

// Adds `_ops`, a dict from endpoint to function, and `_raw_ops()`: names that few programs use
// are not made before they are asked for.
bool add_functions(PyObject* module) {
  PyOpType.tp_name = "zeal._core.Op";
  PyOpType.tp_basicsize = sizeof(PyOp);
  PyOpType.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION;
  PyOpType.tp_dealloc = op_dealloc;
  if (PyType_Ready(&PyOpType) < 0) return false;
  Ref functions(PyDict_New());
  for (int i = 0; i < kNumOps; ++i)
    if (!add_op(*kOps[i], functions.get())) return false;
  Ref raw(PyCFunction_New(&raw_method, nullptr));
  return raw && PyModule_AddObjectRef(module, "_raw_ops", raw.get()) == 0 &&
         PyModule_AddObjectRef(module, "_ops", functions.get()) == 0;
}

}  // namespace zeal::py
