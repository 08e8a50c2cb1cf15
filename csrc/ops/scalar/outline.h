// A mark for long functions: on a CUDA device they are called, not copied into each kernel.
#pragma once

#ifdef __CUDACC__
#define ZEAL_OUTLINE __noinline__
#else
#define ZEAL_OUTLINE
#endif
