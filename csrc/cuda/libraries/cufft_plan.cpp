#include "cuda/libraries/cufft_plan.h"

#include "cuda/launch.h"
#include "cuda/libraries/cufft_api.h"
#include "cuda/libraries/plan_cache.h"

namespace zeal::cuda {

namespace {

struct Key {
  int64_t rank, n[3], batch, type, device;
};

void expect(int status, const char* what) {
  if (ZEAL_LIKELY(status == fft::kSuccess)) return;
  fail(status == fft::kAllocFailed ? Code::ResourceExhausted : Code::Internal, "cuFFT: ", what,
       ": error ", status);
}

// A plan takes its workspace from its calls, so that many plans cost little memory. Each thread
// has its own: a plan remembers a stream and a workspace.
struct Plan {
  const Cufft* library = nullptr;
  int handle = -1;
  size_t workspace = 0;

  ~Plan() {
    if (library) library->destroy(handle);
  }
};

std::unique_ptr<Plan> make_plan(const Cufft& l, const Key& q) {
  auto plan = std::make_unique<Plan>();
  expect(l.create(&plan->handle), "making a plan");
  plan->library = &l;
  expect(l.set_auto_allocation(plan->handle, 0), "making a plan");
  long long n[3];
  for (int i = 0; i < 3; ++i) n[i] = q.n[i];
  // Without extents the arrays are contiguous, and the steps are ignored.
  expect(l.make_plan_many(plan->handle, static_cast<int>(q.rank), n, nullptr, 1, 0, nullptr, 1, 0,
                          static_cast<int>(q.type), q.batch, &plan->workspace),
         "making a plan");
  return plan;
}

int type_of(FftKind kind, bool is_double) {
  switch (kind) {
    case FftKind::Complex:
      return is_double ? fft::kZ2Z : fft::kC2C;
    case FftKind::RealToComplex:
      return is_double ? fft::kD2Z : fft::kR2C;
    default:
      return is_double ? fft::kZ2D : fft::kC2R;
  }
}

}  // namespace

void cufft_run(const char* op, Stream s, FftKind kind, bool is_double, const Shape& lengths,
               int64_t batch, void* in, void* out, bool inverse) {
  const Cufft& l = need<Cufft>(op);
  thread_local PlanCache<Key, Plan> plans(256);
  Key q{};
  q.rank = lengths.rank();
  for (int i = 0; i < lengths.rank(); ++i) q.n[i] = lengths[i];
  q.batch = batch;
  q.type = type_of(kind, is_double);
  q.device = s.device.index;
  const Plan& plan = plans.get(q, [&](const Key& key) { return make_plan(l, key); });
  expect(l.set_stream(plan.handle, native(s)), "choosing a stream");
  const Scratch workspace(s, plan.workspace);
  expect(l.set_work_area(plan.handle, workspace.data()), "giving it a workspace");
  const int direction = inverse ? fft::kInverse : fft::kForward;
  int status = 0;
  switch (q.type) {
    case fft::kC2C:
      status = l.c2c(plan.handle, in, out, direction);
      break;
    case fft::kZ2Z:
      status = l.z2z(plan.handle, in, out, direction);
      break;
    case fft::kR2C:
      status = l.r2c(plan.handle, in, out);
      break;
    case fft::kD2Z:
      status = l.d2z(plan.handle, in, out);
      break;
    case fft::kC2R:
      status = l.c2r(plan.handle, in, out);
      break;
    default:
      status = l.z2d(plan.handle, in, out);
  }
  expect(status, "transforming");
}

}  // namespace zeal::cuda
