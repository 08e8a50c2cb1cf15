// Note [oneDNN and threads]
// The oneDNN that PyPI has shares its work out through OpenMP, by the calls below. libgomp would
// answer them with a second pool, whose threads and ours would take the cores from each other and
// wake up anew for every convolution; and it does not survive a fork. The dynamic linker looks for
// what libdnnl calls in this library, in libgomp and, as dnnl_loader.cpp asks for, in what the
// program exports, in that order, and so finds these here. (Loops that libgomp shares out are not
// here: only oneDNN's shuffles have any, and zeal calls none.)
//
// A region inside of a region runs on its caller alone, as it does in OpenMP by default.
#include "cpu/dnnl/openmp.h"

namespace zeal {

namespace {

// What OpenMP knows of the thread that calls it.
struct Thread {
  Team* team = nullptr;
  int depth = 0;         // how many regions it is in
  int id = 0, size = 1;  // in the outermost
};
thread_local Thread tls;

// The region of the team that holds the pool; there is one.
struct Region {
  void (*f)(void*);
  void* data;
  Team* team;
  int size;
} region;

void run_part(void*, int part) {
  const Thread before = tls;
  tls = {region.team, 1, part, region.size};
  region.f(region.data);
  tls = before;
}

}  // namespace

OpenMp::OpenMp(bool alone) {
  if (alone) return;
  team_.emplace();
  if (team_->size() > 1) tls.team = &*team_;
}
OpenMp::~OpenMp() { tls.team = nullptr; }

}  // namespace zeal

using zeal::tls;

extern "C" {

ZEAL_API int omp_get_max_threads() { return tls.depth == 0 && tls.team ? tls.team->size() : 1; }
ZEAL_API int omp_get_num_threads() { return tls.depth == 1 ? tls.size : 1; }
ZEAL_API int omp_get_thread_num() { return tls.depth == 1 ? tls.id : 0; }
ZEAL_API int omp_in_parallel() { return tls.depth > 0 && tls.size > 1; }

// A region: the others start, the caller does its own part, all end.
ZEAL_API void GOMP_parallel_start(void (*f)(void*), void* data, unsigned threads) {
  const int most = omp_get_max_threads();
  if (tls.depth++ > 0) return;
  tls.id = 0;
  tls.size = threads - 1 < static_cast<unsigned>(most) ? static_cast<int>(threads) : most;
  if (tls.size == 1) return;
  zeal::region = {f, data, tls.team, tls.size};
  tls.team->start(tls.size, zeal::run_part, nullptr);
}
ZEAL_API void GOMP_parallel_end() {
  if (--tls.depth > 0) return;
  if (tls.size > 1) tls.team->finish();
  tls.size = 1;
}
ZEAL_API void GOMP_barrier() {
  if (tls.depth == 1 && tls.size > 1) tls.team->barrier();
}
}
