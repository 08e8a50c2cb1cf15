// The few macros that every folder needs: inlining, symbol visibility, host and device marks.
#pragma once

#ifdef __CUDACC__
#define HOST_DEVICE __host__ __device__
#else
#define HOST_DEVICE
#endif

#define ZEAL_API __attribute__((visibility("default")))
#define ZEAL_INLINE inline __attribute__((always_inline))
// After the parameters of a lambda.
#define ZEAL_INLINE_LAMBDA __attribute__((always_inline))
#define ZEAL_NOINLINE __attribute__((noinline, cold))
#define ZEAL_LIKELY(x) __builtin_expect(!!(x), 1)
#define ZEAL_UNLIKELY(x) __builtin_expect(!!(x), 0)
// The core is loaded at program start or by one dlopen: the cheap TLS model is safe and 5 ns
// faster.
#define ZEAL_TLS thread_local __attribute__((tls_model("initial-exec")))
