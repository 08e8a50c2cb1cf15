// Everything that a C++ program needs: tensors, ops, variables and the tape.
#pragma once
#include "autograd/custom_gradient.h"
#include "autograd/forward.h"
#include "autograd/tape.h"
#include "autograd/variable.h"
#include "core/tensor.h"
#include "core/thread_pool.h"
#include "ops/api.h"
#include "ops/operators.h"
