// The C++ face of all ops: the forward types of the records, and zeal::ops::exp(x) and so on.
#pragma once
#include "ops/all.decl.h"
