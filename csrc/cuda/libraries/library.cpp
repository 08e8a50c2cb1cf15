#include "cuda/libraries/library.h"

#include <dlfcn.h>

#include <sstream>
#include <string_view>
#include <vector>

#include "core/backend.h"
#include "core/error.h"
#include "cuda/runtime.h"

namespace zeal::cuda {

namespace {

std::mutex mutex;
// The folders that Python knows of. It takes locks of its own for that, so none of ours is held.
std::vector<std::string> known_folders() {
  std::vector<std::string> out;
  if (!find_library_folders) return out;
  std::istringstream all(find_library_folders());
  for (std::string folder; std::getline(all, folder, ':');)
    if (!folder.empty()) out.push_back(folder);
  return out;
}

// Opens `file` in one of the folders, or where the system finds it; adds to `tried` what went
// wrong. RTLD_GLOBAL, as these libraries open further parts of themselves that rely on them.
void* open_file(const char* file, const std::vector<std::string>& in, std::string* path,
                std::string* tried) {
  constexpr int kMode = RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE;
  auto attempt = [&](const std::string& name) {
    void* handle = dlopen(name.c_str(), kMode);
    if (handle && path) *path = name;
    if (!handle && tried) {
      const char* error = dlerror();
      const std::string text = error ? error : name + " cannot be loaded";
      // That there is no such file is said once, of all folders.
      if (text.find("No such file") == std::string::npos)
        *tried += (tried->empty() ? "" : "; ") + text;
    }
    return handle;
  };
  for (const std::string& folder : in)
    if (void* handle = attempt(folder + "/" + file)) return handle;
  return attempt(file);
}

}  // namespace

namespace library_detail {

std::unique_lock<std::mutex> locked() { return std::unique_lock(mutex); }

void* symbol(void* handle, const char* name) { return dlsym(handle, name); }

Opened open(const LibraryInfo& info, const char* probe) {
  const std::vector<std::string> in = known_folders();
  int driver = 0;
  if (rt().driver_version(&driver) != kSuccess) driver = 0;
  Opened out;
  std::string tried;
  for (int i = driver >= 13000 ? 0 : 1; i < 2; ++i) {
    if (i == 1 && driver >= 13000 && std::string_view(info.files[0]) == info.files[1]) break;
    for (const char* other : info.needs[i])
      if (other) open_file(other, in, nullptr, nullptr);
    void* handle = open_file(info.files[i], in, &out.path, &tried);
    if (!handle) continue;
    if (dlsym(handle, probe)) {
      out.handle = handle;
      return out;
    }
    tried += (tried.empty() ? "" : "; ") + out.path + " has no " + probe;
    out.path.clear();
  }
  const int cuda = driver >= 13000 ? 0 : 1;
  out.reason = cat(info.name, " is missing: there is no ", info.files[cuda],
                   " in the nvidia-* packages or on the system's search path (pip install ",
                   info.packages[cuda], ")");
  if (!tried.empty()) out.reason = cat(info.name, " cannot be loaded: ", tried);
  return out;
}

std::string objection(const LibraryInfo& info, const Opened& o, long version,
                      const char* missing_symbol) {
  if (o.handle && missing_symbol)
    return cat(info.name, " cannot be used: ", o.path, " has no ", missing_symbol);
  if (o.handle && version < info.least)
    return cat(info.name, " is too old: ", o.path, " is version ", version, ", and ", info.least,
               " is the least that will do");
  return o.reason;
}

void throw_missing(const char* op, const std::string& reason) {
  fail(Code::Unimplemented, op, ": not on this GPU: ", reason);
}

}  // namespace library_detail

}  // namespace zeal::cuda
