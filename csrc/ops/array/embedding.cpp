// Rows of a table, cut to a norm.
#include "ops/array/gather.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/power.decl.h"
#include "ops/math/reduce_norm.h"
#include "ops/operators.h"

namespace zeal::op {

void EmbeddingLookup::body(Inputs in, const void* attrs, Outputs& out) {
  const Tensor ids = Tensor::share(in[1]);
  const Tensor rows = ops::gather(Tensor::share(in[0]), ids);
  out.resize(1);
  out[0] = rows;
  const std::optional<double>& most = static_cast<const Attrs*>(attrs)->max_norm;
  if (!most) return;
  std::vector<int64_t> axes;
  for (int64_t i = ids.rank(); i < rows.rank(); ++i) axes.push_back(i);
  const Tensor norm = ops::sqrt(ops::sum_squares(rows, {.axis = Ints(axes), .keepdims = true}));
  // The root's gradient is finite at 0: what flows into it is 0 below the bound.
  out[0] = rows * *most / ops::maximum(norm, scalar_like(*most, norm));
}

}  // namespace zeal::op
