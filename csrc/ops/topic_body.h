// The records of one topic. The build compiles this once per topic, with ZEAL_TOPIC_NAME and
// ZEAL_TOPIC_HEADER defined.
#include ZEAL_TOPIC_HEADER

#include "dispatch/elementwise.h"
#include "dispatch/reduce.h"
#include "ops/make_record.h"
#include "ops/topics.h"

namespace zeal {
namespace {
template <class... Ops>
[[gnu::used]] const OpRecord* const* emit(OpList<void, Ops...>) {
  static const OpRecord* const records[] = {&Record<Ops>::value..., nullptr};
  return records;
}
// Calling it here makes the compiler emit every Record<Op>::value of the topic, for ops/table.cpp.
[[gnu::used]] const OpRecord* const* emit_topic() { return emit(topic::ZEAL_TOPIC_NAME{}); }
}  // namespace
}  // namespace zeal
