// The records of topics. The build includes this once for a few topics, after their headers, and
// then says ZEAL_RECORDS_OF(topic) for each.
#pragma once
#include "dispatch/elementwise.h"
#include "dispatch/reduce.h"
#include "ops/make_record.h"
#include "ops/topics.h"

namespace zeal {
template <class... Ops>
const OpRecord* const* emit_records(OpList<void, Ops...>) {
  static const OpRecord* const records[] = {&Record<Ops>::value..., nullptr};
  return records;
}
}  // namespace zeal

// Makes the compiler emit every Record<Op>::value of the topic, for ops/table.cpp.
#define ZEAL_RECORDS_OF(name)                                                                \
  namespace zeal {                                                                           \
  namespace {                                                                                \
  [[gnu::used]] const OpRecord* const* emit_##name() { return emit_records(topic::name{}); } \
  }                                                                                          \
  }
