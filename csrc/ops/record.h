// What a record header includes: the op definition, its contexts, shape rules and the other ops.
#pragma once
#include "autograd/gradient.h"
#include "core/dtype_switch.h"
#include "dispatch/attrs.h"
#include "dispatch/contexts.h"
#include "dispatch/infer.h"
#include "dispatch/op_def.h"
#include "dispatch/reduce.h"
#include "ops/callable.h"
#include "ops/operators.h"
#include "ops/scalar/basic.h"
#include "ops/scalar/math.h"
#include "ops/scalar/parts.h"
