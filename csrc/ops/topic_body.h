// The records of topics. The build includes this once for a few topics, after their headers, and
// then says ZEAL_RECORDS_OF(topic) for each.
#pragma once
#include "dispatch/elementwise.h"
#include "dispatch/reduce.h"
#include "ops/make_record.h"

#define ZEAL_RECORD(Type)                      \
  template <>                                  \
  constinit OpSlots Record<op::Type>::slots{}; \
  template <>                                  \
  constinit const OpRecord Record<op::Type>::value = make_record<op::Type>();

#define ZEAL_RECORDS_OF(topic)     \
  namespace zeal {                 \
  ZEAL_OPS_OF_##topic(ZEAL_RECORD) \
  }
