#include "ops/nn/ctc.h"

namespace zeal::op {

void CTCLossDense::infer(InferContext& c) {
  c.need_rank(0, 2, "labels");
  c.need_rank(1, 3, "logits");
  const Shape& logits = c.shape(1);
  const int64_t batch = logits[1], classes = logits[2], blank = c.attrs<Attrs>().blank_index;
  if (ZEAL_UNLIKELY(c.shape(0)[0] != batch))
    c.fail("labels of shape ", c.shape(0), " are not for ", batch, " sequences, as the logits are");
  for (int i : {2, 3})
    if (ZEAL_UNLIKELY(c.shape(i) != Shape{batch}))
      c.fail("argument '", i == 2 ? "label_length" : "logit_length", "' must have shape [", batch,
             "], got ", c.shape(i));
  if (ZEAL_UNLIKELY(blank < 0 || blank >= classes))
    c.fail("argument 'blank_index' must be in [0, ", classes, "), got ", blank);
  c.out(c.dtype(1), {batch});
  c.out(c.dtype(1), logits);
}

}  // namespace zeal::op
