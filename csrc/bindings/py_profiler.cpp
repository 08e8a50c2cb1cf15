// The profiler for python/zeal/profiler: start, stop, and what was logged as Python values.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <sstream>

#include "bindings/py.h"
#include "dispatch/profiler.h"

namespace pb = pybind11;

namespace zeal::py {

namespace {

// (type, calls, host, self, kernel, bytes) for each op, of all threads together.
pb::list totals(const Profile& p) {
  std::unordered_map<const OpRecord*, OpTotals> sum;
  for (const auto& log : p.logs) {
    std::lock_guard lock(log->mutex);
    for (const auto& [op, t] : log->totals) sum[op] += t;
  }
  pb::list out;
  for (const auto& [op, t] : sum)
    out.append(pb::make_tuple(op->def->type, t.calls, t.host, t.self, t.kernel, t.bytes));
  return out;
}

// (name, duration) of each range.
pb::list ranges(const Profile& p) {
  pb::list out;
  for (const auto& log : p.logs) {
    std::lock_guard lock(log->mutex);
    for (const auto& r : log->ranges) out.append(pb::make_tuple(r.name, r.duration));
  }
  return out;
}

int64_t left_out(const Profile& p) {
  int64_t n = 0;
  for (const auto& log : p.logs) {
    std::lock_guard lock(log->mutex);
    n += log->left_out;
  }
  return n;
}

// The calls and ranges as events of Chrome's trace format, JSON objects with commas between them.
std::string chrome_events(const Profile& p, int64_t pid) {
  std::ostringstream out;
  const char* comma = "";
  auto open = [&](const char* category, uint64_t thread, int64_t start, int64_t duration) {
    out << comma << R"({"ph":"X","cat":")" << category << R"(","pid":)" << pid << R"(,"tid":)"
        << thread << R"(,"ts":)" << double(start - p.start) / 1e3 << R"(,"dur":)"
        << double(duration) / 1e3;
    comma = ",\n";
  };
  out.setf(std::ios::fixed);
  out.precision(3);
  for (const auto& log : p.logs) {
    std::lock_guard lock(log->mutex);
    for (const auto& r : log->ranges) {
      open("range", log->thread, r.start, r.duration);
      out << R"(,"name":)" << r.name << R"(,"args":)" << r.args << '}';
    }
    for (const auto& c : log->calls) {
      open("op", log->thread, c.start, c.host);
      out << R"(,"name":")" << c.op->def->type << R"(","args":{"kernel_us":)"
          << double(c.kernel) / 1e3 << R"(,"bytes":)" << c.bytes << "}}";
    }
  }
  return out.str();
}

}  // namespace

void add_profiler(pb::module_& m) {
  pb::class_<Profile>(m, "Profile", "What a profile found; times are in nanoseconds.")
      .def_property_readonly("duration", [](const Profile& p) { return p.end - p.start; })
      .def_property_readonly("threads",
                             [](const Profile& p) {
                               pb::list out;
                               for (const auto& log : p.logs) out.append(log->thread);
                               return out;
                             })
      .def_property_readonly("left_out", left_out)
      .def("totals", totals)
      .def("ranges", ranges)
      .def("chrome_events", chrome_events);
  m.def("start_profile", start_profile);
  m.def("stop_profile", stop_profile);
  m.def("profile_time", profile_time);
  m.def("log_range", log_range);
}

}  // namespace zeal::py
