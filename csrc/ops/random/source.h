// Where a random op's numbers come from: its attributes `seed` and `state`.
#pragma once
#include "core/philox.h"
#include "ops/record.h"

namespace zeal::op {

// Exactly one of the two is given:
//   seed   two numbers, as the stateless ops take them
//   state  three: the low and the high half of a Philox counter, and its key
inline void check_source(const InferContext& c, const Ints& seed, const Ints& state) {
  if (seed.size() == 2 && state.empty()) return;
  if (state.size() == 3 && seed.empty()) return;
  if (state.empty()) c.fail("seed must have shape [2], not [", seed.size(), "]");
  if (seed.empty()) c.fail("argument 'state' must hold 3 numbers, got ", state.size());
  c.fail("arguments 'seed' and 'state' must not both be given");
}

template <class A>
PhiloxState philox_source(const A& at) {
  if (!at.seed.empty()) return stateless_philox(at.seed[0], at.seed[1]);
  return {static_cast<uint64_t>(at.state[0]), static_cast<uint64_t>(at.state[1]),
          static_cast<uint64_t>(at.state[2])};
}

}  // namespace zeal::op
