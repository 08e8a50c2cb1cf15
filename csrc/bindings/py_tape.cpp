// The native base of zeal.GradientTape, and the nodes whose derivative is a Python function.
#include <cstring>

#include "autograd/tape.h"
#include "bindings/py_nest.h"
#include "dispatch/dispatch.h"

namespace zeal::py {

namespace {

struct PyTape {
  PyObject_HEAD Tape* tape;
  bool busy;  // plays backwards, perhaps without the GIL: hands off
};
PyTypeObject TapeType = {PyVarObject_HEAD_INIT(nullptr, 0)};

Tape& tape_of_object(PyObject* o) {
  Tape* t = reinterpret_cast<PyTape*>(o)->tape;
  if (ZEAL_UNLIKELY(!t)) raise(PyExc_RuntimeError, "this GradientTape's __init__ has not run");
  return *t;
}

PyObject* tape_new(PyTypeObject* type, PyObject*, PyObject*) {
  PyObject* self = type->tp_alloc(type, 0);
  if (!self) return nullptr;
  reinterpret_cast<PyTape*>(self)->tape = nullptr;
  reinterpret_cast<PyTape*>(self)->busy = false;
  return self;
}

int tape_init(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"persistent", "watch_accessed_variables", nullptr};
  int persistent = 0, watch = 1;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|pp", const_cast<char**>(names), &persistent,
                                   &watch))
    return -1;
  return guard_int([&] {
    auto* p = reinterpret_cast<PyTape*>(self);
    delete p->tape;
    p->tape = new Tape(persistent != 0, watch != 0);
  });
}

// A tape refers to the variables that it watches and to users' gradient functions, which may well
// refer to the tape.
int tape_traverse(PyObject* self, visitproc visit, void* arg) {
  const auto* p = reinterpret_cast<PyTape*>(self);
  int stop = 0;
  if (p->tape && !p->busy)
    p->tape->each_object([&](void* o) {
      if (!stop) stop = visit(static_cast<PyObject*>(o), arg);
    });
  return stop;
}
int tape_clear(PyObject* self) {
  const auto* p = reinterpret_cast<PyTape*>(self);
  if (p->tape && !p->busy) p->tape->reset();
  return 0;
}

void tape_dealloc(PyObject* self) {
  PyObject_GC_UnTrack(self);
  delete reinterpret_cast<PyTape*>(self)->tape;
  Py_TYPE(self)->tp_free(self);
}

PyObject* tape_enter(PyObject* self, PyObject*) {
  return guard([&] {
    Tape& t = tape_of_object(self);
    if (t.recording()) raise(PyExc_ValueError, "Tape is already recording.");
    t.start();
    return Py_NewRef(self);
  });
}
PyObject* tape_exit(PyObject* self, PyObject* const*, Py_ssize_t) {
  return guard([&]() -> PyObject* {
    Tape& t = tape_of_object(self);
    if (t.recording()) t.stop();
    Py_RETURN_NONE;
  });
}
PyObject* tape_push(PyObject* self, PyObject*) {
  return guard([&]() -> PyObject* {
    Tape& t = tape_of_object(self);
    if (t.recording()) raise(PyExc_ValueError, "Tape is already recording.");
    t.start();
    Py_RETURN_NONE;
  });
}
PyObject* tape_pop(PyObject* self, PyObject*) {
  return guard([&]() -> PyObject* {
    Tape& t = tape_of_object(self);
    if (!t.recording()) raise(PyExc_ValueError, "Tape is not recording.");
    t.stop();
    Py_RETURN_NONE;
  });
}
PyObject* tape_recording(PyObject* self, void*) {
  return guard([&] { return PyBool_FromLong(tape_of_object(self).recording()); });
}
PyObject* tape_persistent(PyObject* self, void*) {
  return guard([&] { return PyBool_FromLong(tape_of_object(self).persistent()); });
}
int tape_set_persistent(PyObject* self, PyObject* on, void*) {
  tape_of_object(self).set_persistent(on == Py_True);
  return 0;
}
PyObject* tape_used(PyObject* self, void*) {
  return guard([&] { return PyBool_FromLong(tape_of_object(self).used()); });
}

PyObject* tape_watch(PyObject* self, PyObject* structure) {
  return guard([&]() -> PyObject* {
    Tape& t = tape_of_object(self);
    std::vector<PyObject*> leaves;
    flatten(structure, leaves);
    for (PyObject* o : leaves) {
      if (is_tensor(o)) {
        Tensor x = Tensor::share(impl_of(o));
        if (!is_differentiable(x.dtype()))
          PyErr_WarnFormat(PyExc_UserWarning, 2,
                           "The dtype of the watched tensor must be floating (e.g. tf.float32), "
                           "got tf.%s",
                           name_of(x.dtype()));
        else
          t.watch(x);
      } else if (Variable* v = variable_behind(o)) {
        t.watch(*v);
      } else {
        Ref text(PyObject_Str(o));
        if (!text) raise_python();
        raise(PyExc_ValueError, "Passed in object ", PyUnicode_AsUTF8(text.get()), " of type '",
              Py_TYPE(o)->tp_name, "', not tf.Tensor or tf.Variable or ExtensionType.");
      }
      if (PyErr_Occurred()) raise_python();
    }
    Py_RETURN_NONE;
  });
}

PyObject* tape_reset(PyObject* self, PyObject*) {
  return guard([&]() -> PyObject* {
    tape_of_object(self).reset();
    Py_RETURN_NONE;
  });
}

PyObject* tape_watched(PyObject* self, PyObject*) {
  return guard([&] {
    std::vector<Variable*> vars = tape_of_object(self).watched_variables();
    PyObject* out = PyTuple_New(static_cast<Py_ssize_t>(vars.size()));
    for (size_t i = 0; i < vars.size(); ++i)
      PyTuple_SET_ITEM(out, i, Py_NewRef(static_cast<PyObject*>(vars[i]->owner().object)));
    return out;
  });
}

// ---- gradient() ----

Tape::Source source_of(PyObject* o, const char* what) {
  if (Py_IS_TYPE(o, &TensorType)) return {Tensor::share(impl_of(o)), nullptr};
  if (Variable* v = variable_behind(o)) return {{}, v};
  raise(PyExc_TypeError, what, " must be Tensors or Variables, got ", Py_TYPE(o)->tp_name);
}

bool is_zero_policy(PyObject* o) {
  if (!o || o == Py_None) return false;
  Ref value(PyUnicode_Check(o) ? Py_NewRef(o) : PyObject_GetAttrString(o, "value"));
  const char* s = value ? PyUnicode_AsUTF8(value.get()) : nullptr;
  if (s && !std::strcmp(s, "zero")) return true;
  if (s && !std::strcmp(s, "none")) return false;
  PyErr_Clear();
  Ref text(PyObject_Repr(o));
  raise(PyExc_ValueError,
        "Unknown value for unconnected_gradients: ", PyUnicode_AsUTF8(text.get()));
}

PyObject* from_gradient(const Gradient& g) {
  if (!g.is_slices()) return wrap(g.tensor());
  const IndexedSlices& s = g.slices();
  Ref values(wrap(s.values)), indices(wrap(s.indices));
  Ref shape(from_shape(s.dense_shape));
  Ref dense(wrap(to_tensor(shape.get())));
  PyObject* out = PyObject_CallFunctionObjArgs(registered.indexed_slices, values.get(),
                                               indices.get(), dense.get(), nullptr);
  if (!out) raise_python();
  return out;
}

// While it lives, a tape plays backwards without the GIL.
struct Unlock {
  explicit Unlock(PyObject* o) : tape(reinterpret_cast<PyTape*>(o)), before(tape->busy) {
    tape->busy = true;
    state = PyEval_SaveThread();
  }
  ~Unlock() {
    PyEval_RestoreThread(state);
    tape->busy = before;
  }
  PyTape* tape;
  bool before;
  PyThreadState* state;
};

PyObject* tape_gradient(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"target", "sources", "output_gradients", "unconnected_gradients",
                                nullptr};
  PyObject *target, *sources, *output_gradients = Py_None, *unconnected = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO|OO", const_cast<char**>(names), &target,
                                   &sources, &output_gradients, &unconnected))
    return nullptr;
  return guard([&]() -> PyObject* {
    Tape& tape = tape_of_object(self);
    const bool zeros = is_zero_policy(unconnected);
    if (tape.used() && !tape.persistent())
      raise(PyExc_RuntimeError,
            "A non-persistent GradientTape can only be used to compute one set of gradients (or "
            "jacobians)");
    if (tape.recording() && !tape.persistent()) tape.stop();

    std::vector<PyObject*> leaves;
    std::vector<Tape::Source> targets, from;
    flatten(target, leaves);
    if (target == Py_None)
      raise(PyExc_TypeError,
            "Argument `target` should be a list or nested structure of Tensors, Variables or "
            "CompositeTensors to be differentiated, but received None.");
    for (PyObject* o : leaves) targets.push_back(source_of(o, "targets"));
    leaves.clear();
    flatten(sources, leaves);
    for (PyObject* o : leaves) from.push_back(source_of(o, "sources"));

    std::vector<Tensor> seeds;
    if (output_gradients != Py_None) {
      std::vector<PyObject*> given;
      flatten(output_gradients, given);
      if (given.size() != targets.size())
        raise(PyExc_ValueError, "output_gradients must have one entry for each of the ",
              targets.size(), " targets, got ", given.size());
      for (size_t i = 0; i < given.size(); ++i) {
        const Tape::Source& t = targets[i];
        DType d = t.variable ? t.variable->dtype() : t.tensor.dtype();
        const Shape& shape = t.variable ? t.variable->shape() : t.tensor.shape();
        Tensor seed = given[i] == Py_None
                          ? Tensor()
                          : to_tensor(given[i], {.has = true, .strict = false, .dtype = d});
        if (seed && seed.shape() != shape)
          invalid("output_gradients: gradient ", i, " has shape ", seed.shape(),
                  ", its target has shape ", shape);
        seeds.push_back(std::move(seed));
      }
    }

    std::vector<Gradient> grads;
    {
      Unlock gil(self);
      grads = tape.gradient(targets, from, seeds);
    }
    std::vector<PyObject*> out;
    out.reserve(grads.size());
    for (size_t i = 0; i < grads.size(); ++i) {
      if (grads[i]) {
        out.push_back(from_gradient(grads[i]));
      } else if (zeros) {
        Tensor x = from[i].variable ? from[i].variable->peek() : from[i].tensor;
        out.push_back(wrap(Tensor::full(x.shape(), 0, x.dtype(), x.device())));
      } else {
        out.push_back(Py_NewRef(Py_None));
      }
    }
    PyObject** next = out.data();
    return pack_like(sources, next);
  });
}

PyObject* tape_size(PyObject* self, void*) {
  return guard([&] { return PyLong_FromSize_t(tape_of_object(self).num_nodes()); });
}
PyObject* tape_bytes(PyObject* self, void*) {
  return guard([&] { return PyLong_FromSize_t(tape_of_object(self).bytes_held()); });
}

#define FAST(f) reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f))
PyMethodDef methods[] = {
    {"__enter__", tape_enter, METH_NOARGS, nullptr},
    {"__exit__", FAST(tape_exit), METH_FASTCALL, nullptr},
    {"_push_tape", tape_push, METH_NOARGS, nullptr},
    {"_pop_tape", tape_pop, METH_NOARGS, nullptr},
    {"watch", tape_watch, METH_O,
     "watch($self, tensor, /)\n--\n\nMakes this tape trace `tensor`, a Tensor, a Variable or a "
     "structure of them."},
    {"reset", tape_reset, METH_NOARGS,
     "reset($self, /)\n--\n\nForgets everything recorded and watched so far."},
    {"watched_variables", tape_watched, METH_NOARGS,
     "watched_variables($self, /)\n--\n\nThe variables watched so far, in the order in which they "
     "were made."},
    {"gradient", FAST(tape_gradient), METH_VARARGS | METH_KEYWORDS,
     "gradient($self, target, sources, output_gradients=None, "
     "unconnected_gradients=UnconnectedGradients.NONE)\n--\n\n"
     "The derivative of the sum of `target` by each of `sources`.\n\n"
     "Args:\n  target: Tensor, or structure of Tensors, to differentiate.\n"
     "  sources: Tensor or Variable, or structure of them, to differentiate by.\n"
     "  output_gradients: weights for the target's elements; ones if None.\n"
     "  unconnected_gradients: what a source that does not reach the target gets: "
     "UnconnectedGradients.NONE (None) or ZERO (zeros).\n\n"
     "Returns:\n  A structure like `sources` of Tensors, IndexedSlices or None.\n\n"
     "Raises:\n  RuntimeError: a second call on a tape that is not persistent."},
    {nullptr, nullptr, 0, nullptr}};
PyGetSetDef getset[] = {{"_recording", tape_recording, nullptr, nullptr, nullptr},
                        {"_persistent", tape_persistent, tape_set_persistent, nullptr, nullptr},
                        {"_used", tape_used, nullptr, nullptr, nullptr},
                        {"_num_nodes", tape_size, nullptr, nullptr, nullptr},
                        {"_bytes_held", tape_bytes, nullptr, nullptr, nullptr},
                        {nullptr, nullptr, nullptr, nullptr, nullptr}};

// ---- custom gradients ----

// backward(*dy) -> a list of one gradient (or None) per input.
class PyBackward final : public CustomGradient {
 public:
  PyBackward(PyObject* f, std::vector<Meta> inputs)
      : function_(Py_NewRef(f)), inputs_(std::move(inputs)) {}
  ~PyBackward() override {
    PyGILState_STATE s = PyGILState_Ensure();
    Py_DECREF(function_);
    PyGILState_Release(s);
  }
  void backward(std::span<const Gradient> dy, std::span<Gradient> dx) override {
    PyGILState_STATE state = PyGILState_Ensure();
    try {
      call(dy, dx);
    } catch (...) {
      PyGILState_Release(state);
      throw;
    }
    PyGILState_Release(state);
  }
  void* object() const override { return function_; }
  std::shared_ptr<CustomGradient> another() const override {
    return std::make_shared<PyBackward>(function_, inputs_);
  }

 private:
  void call(std::span<const Gradient> dy, std::span<Gradient> dx) {
    Ref args(PyTuple_New(static_cast<Py_ssize_t>(dy.size())));
    for (size_t i = 0; i < dy.size(); ++i) PyTuple_SET_ITEM(args.get(), i, from_gradient(dy[i]));
    Ref out(PyObject_CallObject(function_, args.get()));
    if (!out) raise_python();
    Ref list(PySequence_Fast(out.get(), "a custom gradient must return a list"));
    if (!list) raise_python();
    size_t n = static_cast<size_t>(PySequence_Fast_GET_SIZE(list.get()));
    if (n != dx.size())
      raise(PyExc_ValueError, "custom_gradient function expected to return ", dx.size(),
            " gradients, but returned ", n, " instead.");
    for (size_t i = 0; i < n; ++i) {
      PyObject* o = PySequence_Fast_GET_ITEM(list.get(), i);
      const Meta& x = inputs_[i];
      if (o == Py_None || !is_differentiable(x.dtype)) continue;
      if (PyObject_IsInstance(o, registered.indexed_slices) == 1) {
        Ref values(PyObject_GetAttrString(o, "values")),
            indices(PyObject_GetAttrString(o, "indices")),
            shape(PyObject_GetAttrString(o, "dense_shape"));
        dx[i] =
            IndexedSlices{to_tensor(values.get()), to_tensor(indices.get()),
                          shape.get() == Py_None ? x.shape : to_shape(shape.get(), "dense_shape")};
      } else {
        dx[i] = to_tensor(o, {.has = true, .strict = false, .dtype = x.dtype});
      }
    }
  }
  PyObject* function_;
  std::vector<Meta> inputs_;
};

// _record_custom(inputs, outputs, backward) -> outputs
PyObject* record_custom_py(PyObject*, PyObject* args) {
  PyObject *inputs, *outputs, *backward;
  if (!PyArg_ParseTuple(args, "O!O!O", &PyList_Type, &inputs, &PyList_Type, &outputs, &backward))
    return nullptr;
  return guard([&] {
    std::vector<Tensor> held, out;
    std::vector<TensorImpl*> in;
    std::vector<Meta> metas;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(inputs); ++i) {
      const Tensor& x = held.emplace_back(to_tensor(PyList_GET_ITEM(inputs, i)));
      in.push_back(x.get());
      metas.push_back({x.shape(), x.dtype(), x.device()});
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(outputs); ++i)
      out.push_back(to_tensor(PyList_GET_ITEM(outputs, i)));
    record_custom(in, out, std::make_shared<PyBackward>(backward, std::move(metas)));
    PyObject* list = PyList_New(static_cast<Py_ssize_t>(out.size()));
    for (size_t i = 0; i < out.size(); ++i) PyList_SET_ITEM(list, i, wrap(std::move(out[i])));
    return list;
  });
}

PyMethodDef functions[] = {{"_record_custom", record_custom_py, METH_VARARGS, nullptr},
                           {nullptr, nullptr, 0, nullptr}};

}  // namespace

Tape& tape_behind(PyObject* o) {
  if (!PyObject_TypeCheck(o, &TapeType)) raise(PyExc_TypeError, "expected a GradientTape");
  return tape_of_object(o);
}

bool add_tape_type(PyObject* module) {
  PyTypeObject& t = TapeType;
  t.tp_name = "zeal._core.Tape";
  t.tp_basicsize = sizeof(PyTape);
  t.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  t.tp_traverse = tape_traverse;
  t.tp_clear = tape_clear;
  t.tp_new = tape_new;
  t.tp_init = tape_init;
  t.tp_dealloc = tape_dealloc;
  t.tp_methods = methods;
  t.tp_getset = getset;
  return PyType_Ready(&t) == 0 &&
         PyModule_AddObjectRef(module, "Tape", reinterpret_cast<PyObject*>(&t)) == 0 &&
         PyModule_AddFunctions(module, functions) == 0;
}

}  // namespace zeal::py
