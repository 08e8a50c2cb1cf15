// What we call of cuFFT: functions, and the numbers of its enums.
#pragma once
#include <cstddef>

#include "cuda/libraries/library.h"

namespace zeal::cuda {

namespace fft {

enum Type : int { kR2C = 0x2a, kC2R = 0x2c, kC2C = 0x29, kD2Z = 0x6a, kZ2D = 0x6c, kZ2Z = 0x69 };
inline constexpr int kForward = -1, kInverse = 1;
enum Status : int { kSuccess = 0, kAllocFailed = 2 };

}  // namespace fft

struct Cufft {
  static constexpr LibraryInfo info{"cuFFT",
                                    {"nvidia-cufft", "nvidia-cufft-cu12"},
                                    {"libcufft.so.12", "libcufft.so.11"},
                                    {},
                                    11000};
  static constexpr const char* probe = "cufftMakePlanMany64";

  int (*get_version)(int*);
  int (*create)(int* plan);
  int (*destroy)(int plan);
  int (*set_auto_allocation)(int plan, int on);
  int (*make_plan_many)(int plan, int rank, long long* n, long long* in_extents,
                        long long in_stride, long long in_step, long long* out_extents,
                        long long out_stride, long long out_step, int type, long long batch,
                        size_t* workspace);
  int (*set_work_area)(int plan, void* workspace);
  int (*set_stream)(int plan, void* stream);
  int (*c2c)(int plan, void* in, void* out, int direction);
  int (*z2z)(int plan, void* in, void* out, int direction);
  int (*r2c)(int plan, void* in, void* out);
  int (*d2z)(int plan, void* in, void* out);
  int (*c2r)(int plan, void* in, void* out);
  int (*z2d)(int plan, void* in, void* out);

  long version() const {
    int v = 0;
    return get_version(&v) == fft::kSuccess ? v : 0;
  }
  template <class F>
  static void each_function(Cufft& t, F f) {
    f("cufftGetVersion", t.get_version);
    f("cufftCreate", t.create);
    f("cufftDestroy", t.destroy);
    f("cufftSetAutoAllocation", t.set_auto_allocation);
    f("cufftMakePlanMany64", t.make_plan_many);
    f("cufftSetWorkArea", t.set_work_area);
    f("cufftSetStream", t.set_stream);
    f("cufftExecC2C", t.c2c);
    f("cufftExecZ2Z", t.z2z);
    f("cufftExecR2C", t.r2c);
    f("cufftExecD2Z", t.d2z);
    f("cufftExecC2R", t.c2r);
    f("cufftExecZ2D", t.z2d);
  }
};

}  // namespace zeal::cuda
