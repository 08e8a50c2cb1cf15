// The backward passes of LSTM and GRU as steps of differentiable ops, for second derivatives.
#pragma once
#include <vector>

#include "core/tensor.h"

namespace zeal {

// What LstmGrad gives for the same arguments. Other than there, something may have reached the last
// two outputs of Lstm, too; all but gates, c, c0 and recurrent may be absent.
struct LstmBackward {
  Tensor gates, c, c0, recurrent, dh, dh_last, dc_last, dc, dgates;
  std::vector<Tensor> run() const;
};

// What GruGrad gives, likewise.
struct GruBackward {
  Tensor gates, h, h0, recurrent, dh, dh_last, dgates;
  std::vector<Tensor> run() const;
};

}  // namespace zeal
