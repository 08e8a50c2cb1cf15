#include "cuda/library.h"

#include <dlfcn.h>

#include <map>
#include <memory>
#include <mutex>
#include <sstream>

#include "core/backend.h"
#include "core/error.h"

namespace zeal::cuda {

void* Library::symbol(const char* name) const {
  if (!handle_) fail(Code::FailedPrecondition, reason_);
  void* p = dlsym(handle_, name);
  if (!p)
    fail(Code::FailedPrecondition, title_, " (", path_, ") has no ", name,
         ": it is of a version that this zeal does not know");
  return p;
}

const Library& library(const LibraryName& name) {
  static std::mutex mutex;
  static auto* const known = new std::map<std::string, std::unique_ptr<Library>>;
  std::lock_guard lock(mutex);
  std::unique_ptr<Library>& made = (*known)[name.file];
  if (made) return *made;
  auto found = std::make_unique<Library>();
  found->title_ = name.title;
  const std::string folders = find_library_folders ? find_library_folders() : std::string();
  std::string wanted;
  for (int version : name.versions) {
    const std::string file = cat("lib", name.file, ".so.", version);
    wanted += cat(wanted.empty() ? "" : ", ", file);
    std::istringstream each(folders);
    for (std::string folder; !found->handle_ && std::getline(each, folder, ':');) {
      found->path_ = folder + "/" + file;
      // Global: cuDNN's parts look for each other's and cuBLAS' names.
      found->handle_ = dlopen(found->path_.c_str(), RTLD_NOW | RTLD_GLOBAL);
    }
    if (!found->handle_) {
      found->path_ = file;
      found->handle_ = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
    }
    if (found->handle_) break;
  }
  if (!found->handle_)
    found->reason_ = cat(name.title, " is missing: none of ", wanted, " was found (pip install ",
                         name.package, ", or zeal's extra cuda13)");
  made = std::move(found);
  return *made;
}

}  // namespace zeal::cuda
