// The ops of each topic as a type list: zeal::topic::explog is OpList<void, op::Exp, …>.
#pragma once
#include "ops/api.h"

namespace zeal::topic {
#define ZEAL_TOPIC(room, name, rung) using name = OpList < void
#define ZEAL_OP(Type, function) , op::Type
#define ZEAL_END(name) > ;
#include "ops/ops.def"
}  // namespace zeal::topic
