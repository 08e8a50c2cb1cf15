// The table of all ops, in the order of ops.def.
#include "ops/api.h"

namespace zeal {

const OpRecord* const kOps[] = {
#define ZEAL_TOPIC(room, topic, rung)
#define ZEAL_OP(Type, function) &Record<op::Type>::value,
#define ZEAL_END(topic)
#include "ops/ops.def"
};
const int kNumOps = static_cast<int>(std::size(kOps));

}  // namespace zeal
