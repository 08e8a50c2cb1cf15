#include "cuda/runtime.h"

#include "core/error.h"

namespace zeal::cuda {

const Runtime* runtime_table = nullptr;

void throw_error(int code, const char* what) {
  rt().last_error();  // or the next call that is fine would report it again
  Code c = Code::Internal;
  if (code == kOutOfMemory)
    c = Code::ResourceExhausted;
  else if (code == 100 || code == 35 || code == 46)  // no device, driver too old, device taken
    c = Code::Unavailable;
  fail(c, "CUDA: ", what, ": ", rt().error_text(code), " (", rt().error_name(code), ", ", code,
       ")");
}

}  // namespace zeal::cuda
