// The table of all ops and the CPU's column of kernels, both constant.
#include <array>

#include "dispatch/elementwise.h"
#include "dispatch/reduce.h"
#include "ops/api.h"

namespace zeal {

template <class Op>
struct Record {
  static const OpRecord value;  // defined by the op's topic
};

const OpRecord* const kOps[] = {
#define ZEAL_TOPIC(room, topic, rung)
#define ZEAL_OP(Type, function) &Record<op::Type>::value,
#define ZEAL_END(topic)
#include "ops/ops.def"
};
const int kNumOps = static_cast<int>(OpId::Count_);

LoopRow elementwise_loops[static_cast<int>(OpId::Count_)];
ReduceRow reduce_loops[static_cast<int>(OpId::Count_)];

}  // namespace zeal
