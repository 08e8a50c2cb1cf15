#include "cuda/install.h"

namespace zeal::cuda {

void install_kernels() {
#define ZEAL_OP(Type, function)
#define ZEAL_END(topic)
#define ZEAL_TOPIC(room, topic, rung) install_kernels_##topic();
#include "ops/ops.def"
}

}  // namespace zeal::cuda
