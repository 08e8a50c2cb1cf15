#include "ops/nn/ctc_decode.h"

namespace zeal::op {

void CTCBeamSearch::infer(InferContext& c) {
  c.need_rank(0, 3, "logits");
  const Shape& logits = c.shape(0);
  const Attrs& a = c.attrs<Attrs>();
  if (ZEAL_UNLIKELY(c.shape(1) != Shape{logits[0]}))
    c.fail("argument 'logit_length' must have shape [", logits[0], "], got ", c.shape(1));
  if (ZEAL_UNLIKELY(a.beam_width < 1))
    c.fail("argument 'beam_width' must be positive, got ", a.beam_width);
  if (ZEAL_UNLIKELY(a.top_paths < 1 || a.top_paths > a.beam_width))
    c.fail("argument 'top_paths' must be in [1, ", a.beam_width, "], got ", a.top_paths);
  if (ZEAL_UNLIKELY(a.blank_index < 0 || a.blank_index >= logits[2]))
    c.fail("argument 'blank_index' must be in [0, ", logits[2], "), got ", a.blank_index);
  c.out(DType::Int32, {a.top_paths, logits[0], logits[1]});
  c.out(c.dtype(), {logits[0], a.top_paths});
}

}  // namespace zeal::op
