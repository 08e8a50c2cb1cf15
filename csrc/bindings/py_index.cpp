// x[key]: integers, slices, ellipsis, newaxis, boolean masks and integer tensors.
#include "bindings/py.h"
#include "bindings/py_interop.h"
#include "ops/array/gather.decl.h"
#include "ops/array/select.decl.h"
#include "ops/array/slice.h"

namespace zeal::py {

namespace {

[[noreturn]] void bad_key(PyObject* o) {
  Ref text(PyObject_Repr(o));
  raise(PyExc_TypeError,
        "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar "
        "tf.int32/tf.int64 tensors are valid indices, got ",
        text ? PyUnicode_AsUTF8(text.get()) : "?");
}

// One dimension's share of a StridedSlice.
struct Builder {
  int64_t begin[2 * kMaxRank], end[2 * kMaxRank], strides[2 * kMaxRank];
  int n = 0;
  op::StridedSlice::Attrs attrs;

  void next(int64_t b, int64_t e, int64_t s) {
    if (n == 2 * kMaxRank) raise(PyExc_IndexError, "too many indices");
    begin[n] = b;
    end[n] = e;
    strides[n++] = s;
  }
  void integer(int64_t i) {
    attrs.shrink_axis_mask |= int64_t{1} << n;
    next(i, i + 1, 1);
  }
  void slice(PyObject* o) {
    auto* s = reinterpret_cast<PySliceObject*>(o);
    if (s->start == Py_None) attrs.begin_mask |= int64_t{1} << n;
    if (s->stop == Py_None) attrs.end_mask |= int64_t{1} << n;
    next(s->start == Py_None ? 0 : to_int(s->start, "begin"),
         s->stop == Py_None ? 0 : to_int(s->stop, "end"),
         s->step == Py_None ? 1 : to_int(s->step, "strides"));
  }
  void add(PyObject* o) {
    if (PyLong_Check(o) && !PyBool_Check(o)) {
      integer(to_int(o, "index"));
    } else if (PySlice_Check(o)) {
      slice(o);
    } else if (o == Py_Ellipsis) {
      attrs.ellipsis_mask |= int64_t{1} << n;
      next(0, 0, 1);
    } else if (o == Py_None) {
      attrs.new_axis_mask |= int64_t{1} << n;
      next(0, 0, 1);
    } else if (is_tensor(o) || is_variable(o)) {
      Tensor t = as_tensor(o);
      if (t.rank() != 0 || !kIndex.contains(t.dtype())) bad_key(o);
      integer(to_host(t).item<int64_t>());
    } else if (PyIndex_Check(o)) {
      integer(to_int(o, "index"));
    } else {
      bad_key(o);
    }
  }
  PyObject* run(PyObject* self) {
    size_t count = static_cast<size_t>(n);
    attrs.begin.assign({begin, count});
    attrs.end.assign({end, count});
    attrs.strides.assign({strides, count});
    TensorImpl* in[] = {impl_of(self)};
    return wrap(run1(record_of<op::StridedSlice>(), in, &attrs));
  }
};

// Rows picked by an integer tensor, or elements where a mask is true.
PyObject* pick(PyObject* self, const Tensor& key) {
  TensorImpl* in[] = {impl_of(self), key.get()};
  if (key.dtype() == DType::Bool) return wrap(run1(record_of<op::BooleanMask>(), in, nullptr));
  return wrap(run1(record_of<op::Gather>(), in, nullptr));
}

bool is_arraylike(PyObject* o) {
  if (PyList_Check(o)) return true;
  if (is_tensor(o)) return impl_of(o)->shape().rank() > 0 || impl_of(o)->dtype() == DType::Bool;
  return PyObject_HasAttrString(o, "__array__") && PyObject_HasAttrString(o, "ndim") &&
         !PyIndex_Check(o);
}

}  // namespace

PyObject* index(PyObject* self, PyObject* key) {
  return guard([&]() -> PyObject* {
    Builder b;
    if (PyTuple_Check(key)) {
      for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); ++i) b.add(PyTuple_GET_ITEM(key, i));
      return b.run(self);
    }
    if (PyLong_CheckExact(key)) {
      const op::At::Attrs at{.index = to_int(key, "index")};
      TensorImpl* in[] = {impl_of(self)};
      return wrap(run1(record_of<op::At>(), in, &at));
    }
    if (is_variable(key) || is_arraylike(key)) {
      Tensor t = to_tensor(key);
      if (t.dtype() == DType::Bool || (t.rank() > 0 && kIndex.contains(t.dtype())))
        return pick(self, t);
      if (t.rank() > 0) bad_key(key);
    }
    b.add(key);
    return b.run(self);
  });
}

}  // namespace zeal::py
