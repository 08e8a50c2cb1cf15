// Devices, their memory, streams, events and captured graphs, for python/zeal.
#pragma once
#include <pybind11/pybind11.h>

namespace zeal::py {

void add_devices(pybind11::module_& m);  // py_devices.cpp
void add_streams(pybind11::module_& m);  // py_streams.cpp

}  // namespace zeal::py
