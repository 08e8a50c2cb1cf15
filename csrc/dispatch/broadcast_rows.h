// Broadcasting by rows: how the inputs of an element-wise op are walked along its output.
#pragma once
#include <cstdint>

#include "dispatch/contexts.h"

namespace zeal {

inline constexpr int kMaxElementwiseInputs = 3;

// Note [Broadcast by rows]
// Adjacent dimensions along which every input either moves or stands still alike are merged. The
// last one is the row, along which an input moves or repeats; the others are counted through by a
// RowCursor, which knows where each input's row starts.
struct BroadcastRows {
  int inputs;
  int rank = 0;  // of the dimensions above the row
  int64_t row = 1, rows = 1;
  unsigned repeated = 0;  // bit i: input i stands still along the row
  unsigned dense = 0;     // bit i: input i has the output's shape
  unsigned tiled = 0;     // bit i: input i is the same in every row
  int64_t extent[kMaxRank];
  int64_t stride[kMaxElementwiseInputs][kMaxRank]{};  // in elements; 0 where broadcast

  explicit BroadcastRows(const KernelContext& k) : inputs(k.num_inputs()) {
    const Shape& out = k.out_shape();
    bool moves[kMaxElementwiseInputs][kMaxRank];
    for (int d = 0; d < out.rank(); ++d) {
      if (out[d] == 1) continue;
      bool same = rank > 0;
      for (int i = 0; i < inputs; ++i) {
        const Shape& s = k.shape(i);
        int at = d - (out.rank() - s.rank());
        moves[i][rank] = at >= 0 && s[at] != 1;
        if (rank > 0) same &= moves[i][rank] == moves[i][rank - 1];
      }
      if (same)
        extent[rank - 1] *= out[d];
      else
        extent[rank++] = out[d];
    }
    for (int i = 0; i < inputs; ++i) {
      int64_t step = 1;
      for (int d = rank; d-- > 0;) {
        stride[i][d] = moves[i][d] ? step : 0;
        if (moves[i][d]) step *= extent[d];
      }
    }
    if (rank == 0) {
      repeated = (1u << inputs) - 1;
      tiled = repeated;
      return;
    }
    --rank;
    row = extent[rank];
    for (int d = 0; d < rank; ++d) rows *= extent[d];
    for (int i = 0; i < inputs; ++i) {
      bool still = true, all = moves[i][rank];
      for (int d = 0; d < rank; ++d) {
        still &= !moves[i][d];
        all &= moves[i][d];
      }
      repeated |= unsigned{!moves[i][rank]} << i;
      tiled |= unsigned{still} << i;
      dense |= unsigned{all} << i;
    }
  }
};

// Counts through the rows from number `first`; offset[i] is where input i's row starts.
struct RowCursor {
  int64_t offset[kMaxElementwiseInputs]{};

  RowCursor(const BroadcastRows& rows, int64_t first) : rows_(&rows) {
    for (int d = rows.rank; d-- > 0;) {
      at_[d] = first % rows.extent[d];
      first /= rows.extent[d];
      for (int i = 0; i < rows.inputs; ++i) offset[i] += at_[d] * rows.stride[i][d];
    }
  }
  void next() {
    for (int d = rows_->rank; d-- > 0;) {
      const bool wraps = ++at_[d] == rows_->extent[d];
      for (int i = 0; i < rows_->inputs; ++i)
        offset[i] += wraps ? -(at_[d] - 1) * rows_->stride[i][d] : rows_->stride[i][d];
      if (!wraps) return;
      at_[d] = 0;
    }
  }

 private:
  const BroadcastRows* rows_;
  int64_t at_[kMaxRank];
};

}  // namespace zeal
