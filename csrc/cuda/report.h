// How a kernel says that a value of its input is not allowed, without stopping the device.
//
// Note [Errors of values]
// A kernel cannot throw, and an assert would end the process's use of the GPU. Instead the first
// thread that meets a bad value writes it into a word of pinned memory that its stream owns; the
// next wait for the stream (.numpy(), bool(), a copy to the host, synchronize) raises
// InvalidArgument. Until then the work goes on, with any value in the bad one's place: a kernel
// must never read or write out of bounds because of it.
#pragma once
#include <cstdint>

#include "core/macros.h"

namespace zeal::cuda {

struct ErrorFlag {
  unsigned long long taken;  // by the first who reports
  const char* op;
  const char* text;  // on the host, with %d for each value
  long long values[4];
};

// A kernel's argument, made by reporter() of cuda/launch.h.
struct Reporter {
  ErrorFlag* flag;
  const char* op;
  const char* text;

  HOST_DEVICE void operator()(long long a = 0, long long b = 0, long long c = 0,
                              long long d = 0) const {
#ifdef __CUDA_ARCH__
    if (atomicExch(&flag->taken, 1ull)) return;
#else
    if (flag->taken) return;  // in tests
    flag->taken = 1;
#endif
    flag->op = op;
    flag->values[0] = a;
    flag->values[1] = b;
    flag->values[2] = c;
    flag->values[3] = d;
    flag->text = text;
#ifdef __CUDA_ARCH__
    __threadfence_system();
#endif
  }
};

}  // namespace zeal::cuda
