// Pooling of float and double images for one instruction set.
#include "cpu/pool_kernels.h"

#include "cpu/pool_loops.h"

namespace zeal {
namespace {
template <class T>
constexpr PoolKernels<T> kernels() {
  return {max_pool<T>, avg_pool<T>, max_pool_grad<T>, max_pool_grad_grad<T>, avg_pool_grad<T>};
}
}  // namespace

#define ZEAL_NAME_(isa) pool_tables_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const PoolTables ZEAL_NAME(ZEAL_ISA){kernels<float>(), kernels<double>()};

}  // namespace zeal
