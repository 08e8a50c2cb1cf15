// The native base of zeal.Variable: reading, assigning and operators; the rest is Python's.
#include "bindings/py.h"
#include "core/backend.h"

namespace zeal::py {

void fill_numbers(PyNumberMethods& n);
richcmpfunc compare_slot();

namespace {

PyVariable* cast(PyObject* o) { return reinterpret_cast<PyVariable*>(o); }

PyObject* variable_new(PyTypeObject* type, PyObject*, PyObject*) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self) new (&cast(self)->variable) std::shared_ptr<Variable>();
  return self;
}

// Variable(value, trainable, name): `value` is a Tensor.
int variable_init(PyObject* self, PyObject* args, PyObject*) {
  PyObject *value = nullptr, *name = nullptr;
  int trainable = 1;
  if (!PyArg_ParseTuple(args, "OpU", &value, &trainable, &name)) return -1;
  return guard_int([&] {
    auto v = std::make_shared<Variable>(to_tensor(value), trainable != 0, PyUnicode_AsUTF8(name));
    v->set_owner({self, [](void* o) { Py_INCREF(static_cast<PyObject*>(o)); },
                  [](void* o) { Py_DECREF(static_cast<PyObject*>(o)); }});
    cast(self)->variable = std::move(v);
  });
}

void variable_dealloc(PyObject* self) {
  cast(self)->variable.~shared_ptr();
  Py_TYPE(self)->tp_free(self);
}

PyObject* read_value(PyObject* self, PyObject*) {
  return guard([&] { return wrap(variable_of(self).read()); });
}

// assign(value, use_locking=False, name=None, read_value=True): only the first matters.
template <void (*Do)(Variable&, const Tensor&)>
PyObject* assign(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
  return guard([&]() -> PyObject* {
    PyObject* value = nargs > 0 ? args[0] : nullptr;
    for (Py_ssize_t i = 0; kwnames && i < PyTuple_GET_SIZE(kwnames); ++i) {
      const char* k = PyUnicode_AsUTF8(PyTuple_GET_ITEM(kwnames, i));
      std::string_view key = k ? k : "";
      if (key == "value" || key == "delta")
        value = args[nargs + i];
      else if (key != "use_locking" && key != "name" && key != "read_value")
        raise(PyExc_TypeError, "assign() got an unexpected keyword argument '", key, "'");
    }
    if (!value) raise(PyExc_TypeError, "assign() missing required argument: 'value'");
    Variable& v = variable_of(self);
    if (Py_IS_TYPE(value, &TensorType)) {
      Do(v, Tensor::share(impl_of(value)));
    } else {
      Do(v, to_tensor(value, {.has = true, .strict = true, .dtype = v.dtype()}));
    }
    return Py_NewRef(self);
  });
}
void do_assign(Variable& v, const Tensor& t) { v.assign(t); }
void do_add(Variable& v, const Tensor& t) { v.assign_add(t); }
void do_sub(Variable& v, const Tensor& t) { v.assign_sub(t); }

PyObject* method_numpy(PyObject* self, PyObject*) {
  return guard([&] { return to_numpy(variable_of(self).peek()); });
}

PyObject* get_shape(PyObject* self, void*) {
  return guard([&] { return from_shape(variable_of(self).shape()); });
}
PyObject* get_dtype(PyObject* self, void*) {
  return guard([&] { return from_dtype(variable_of(self).dtype()); });
}
PyObject* get_device(PyObject* self, void*) {
  return guard([&] { return PyUnicode_FromString(full_name(variable_of(self).device()).c_str()); });
}
PyObject* get_trainable(PyObject* self, void*) {
  return guard([&] { return PyBool_FromLong(variable_of(self).trainable()); });
}
PyObject* get_name(PyObject* self, void*) {
  return guard([&] { return PyUnicode_FromString(variable_of(self).name().c_str()); });
}
PyObject* get_priority(PyObject*, void*) { return PyLong_FromLong(100); }

Py_hash_t variable_hash(PyObject*) {
  PyErr_SetString(PyExc_TypeError,
                  "Variable is unhashable. Instead, use variable.ref() as the key.");
  return -1;
}

// What a Variable does as the Tensor that it holds.
template <auto F>
PyObject* through(PyObject* self) {
  return guard([&] {
    Ref t(wrap(variable_of(self).read()));
    return F(t.get());
  });
}
int as_bool(PyObject* self) {
  return guard([&] { return PyObject_IsTrue(Ref(wrap(variable_of(self).read())).get()); }, -1);
}
Py_ssize_t length(PyObject* self) {
  return guard([&] { return PyObject_Length(Ref(wrap(variable_of(self).peek())).get()); },
               Py_ssize_t{-1});
}
PyObject* variable_index(PyObject* self, PyObject* key) {
  return guard([&] {
    Ref t(wrap(variable_of(self).read()));
    return index(t.get(), key);
  });
}

#define FAST(f) reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f))
PyMethodDef methods[] = {
    {"read_value", read_value, METH_NOARGS,
     "read_value($self, /)\n--\n\nThe value now, a Tensor; later assignments do not change it."},
    {"value", read_value, METH_NOARGS, "value($self, /)\n--\n\nThe value now, a Tensor."},
    {"assign", FAST(assign<do_assign>), METH_FASTCALL | METH_KEYWORDS,
     "assign($self, value, use_locking=False, name=None, read_value=True)\n--\n\n"
     "Replaces the value by one of the same shape and dtype; returns the variable."},
    {"assign_add", FAST(assign<do_add>), METH_FASTCALL | METH_KEYWORDS,
     "assign_add($self, delta, use_locking=False, name=None, read_value=True)\n--\n\n"
     "Adds `delta` to the value; returns the variable."},
    {"assign_sub", FAST(assign<do_sub>), METH_FASTCALL | METH_KEYWORDS,
     "assign_sub($self, delta, use_locking=False, name=None, read_value=True)\n--\n\n"
     "Subtracts `delta` from the value; returns the variable."},
    {"numpy", method_numpy, METH_NOARGS, "numpy($self, /)\n--\n\nA NumPy copy of the value."},
    {nullptr, nullptr, 0, nullptr}};

PyGetSetDef getset[] = {
    {"shape", get_shape, nullptr, "The shape, a TensorShape.", nullptr},
    {"dtype", get_dtype, nullptr, "The dtype of the elements.", nullptr},
    {"device", get_device, nullptr, "The full name of the variable's device.", nullptr},
    {"trainable", get_trainable, nullptr, "Do tapes watch it when it is read?", nullptr},
    {"_name", get_name, nullptr, nullptr, nullptr},
    {"__array_priority__", get_priority, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

PyNumberMethods numbers;
PySequenceMethods sequence;
PyMappingMethods mapping;

}  // namespace

PyTypeObject VariableType = {PyVarObject_HEAD_INIT(nullptr, 0)};

Variable& variable_of(PyObject* o) {
  Variable* v = cast(o)->variable.get();
  if (ZEAL_UNLIKELY(!v))
    raise(PyExc_RuntimeError,
          "this Variable's __init__ has not run: a subclass must call "
          "super().__init__()");
  return *v;
}

Variable* variable_behind(PyObject* o) {
  if (is_variable(o)) return &variable_of(o);
  Ref held(PyObject_GetAttrString(o, "_zeal_variable_"));  // `o` keeps it alive
  if (!held) PyErr_Clear();
  return held && is_variable(held.get()) ? &variable_of(held.get()) : nullptr;
}

bool add_variable_type(PyObject* module) {
  fill_numbers(numbers);
  numbers.nb_bool = as_bool;
  numbers.nb_int = through<PyNumber_Long>;
  numbers.nb_float = through<PyNumber_Float>;
  numbers.nb_index = through<PyNumber_Index>;
  sequence.sq_length = length;
  mapping.mp_length = length;
  mapping.mp_subscript = variable_index;
  PyTypeObject& t = VariableType;
  t.tp_name = "zeal._core.Variable";
  t.tp_basicsize = sizeof(PyVariable);
  t.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE;
  t.tp_new = variable_new;
  t.tp_init = variable_init;
  t.tp_dealloc = variable_dealloc;
  t.tp_hash = variable_hash;
  t.tp_richcompare = compare_slot();
  t.tp_as_number = &numbers;
  t.tp_as_sequence = &sequence;
  t.tp_as_mapping = &mapping;
  t.tp_methods = methods;
  t.tp_getset = getset;
  return PyType_Ready(&t) == 0 &&
         PyModule_AddObjectRef(module, "Variable", reinterpret_cast<PyObject*>(&t)) == 0;
}

}  // namespace zeal::py
