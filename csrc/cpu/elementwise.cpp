// The driver of all element-wise ops: broadcasting by index, threads, and 16-bit floats by blocks.
#include "dispatch/elementwise.h"

#include <algorithm>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "dispatch/contexts.h"
#include "dispatch/registry.h"

namespace zeal {

namespace {

constexpr int kMaxInputs = 3;
constexpr int64_t kBlock = 1024;  // 16-bit floats are widened this many at a time

// Note [Broadcast by rows]
// Adjacent dimensions along which every input either moves or stands still alike are merged. The
// last one is the row: a loop call each, with inputs that move or repeat. The others are counted
// through by `Rows`, which knows where each input's row starts.
struct Rows {
  int inputs;
  int rank = 0;
  int64_t row = 1, rows = 1;
  unsigned repeated = 0;
  int64_t extent[kMaxRank];
  int64_t stride[kMaxInputs][kMaxRank]{};  // in elements; 0 where the input is broadcast

  Rows(const KernelContext& k) : inputs(k.num_inputs()) {
    const Shape& out = k.out_shape();
    bool moves[kMaxInputs][kMaxRank];
    for (int d = 0; d < out.rank(); ++d) {
      if (out[d] == 1) continue;
      bool same = rank > 0;
      for (int i = 0; i < inputs; ++i) {
        const Shape& s = k.shape(i);
        int at = d - (out.rank() - s.rank());
        moves[i][rank] = at >= 0 && s[at] != 1;
        if (rank > 0) same &= moves[i][rank] == moves[i][rank - 1];
      }
      if (same) {
        extent[rank - 1] *= out[d];
      } else {
        extent[rank++] = out[d];
      }
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
      return;
    }
    --rank;
    row = extent[rank];
    for (int i = 0; i < inputs; ++i)
      if (stride[i][rank] == 0) repeated |= 1u << i;
    for (int d = 0; d < rank; ++d) rows *= extent[d];
  }

  // Element offsets of each input at row number `r`.
  void locate(int64_t r, int64_t* offset) const {
    for (int i = 0; i < inputs; ++i) offset[i] = 0;
    for (int d = rank; d-- > 0;) {
      int64_t at = r % extent[d];
      r /= extent[d];
      for (int i = 0; i < inputs; ++i) offset[i] += at * stride[i][d];
    }
  }
};

struct Plan {
  ElementwiseLoop loop;
  const void* attrs;
  DType in_dtype, out_dtype;
  bool narrow;  // computed in float32 over converted blocks
};

void run_row(const Plan& p, int inputs, const char* const* in, char* out, int64_t n,
             unsigned repeated) {
  const void* data[kMaxInputs];
  if (!p.narrow) {
    for (int i = 0; i < inputs; ++i) data[i] = in[i];
    p.loop(data, out, n, repeated, p.attrs);
    return;
  }
  float wide[kMaxInputs][kBlock];
  float result[kBlock];
  const bool narrow_out = kHalf.contains(p.out_dtype);
  for (int64_t at = 0; at < n; at += kBlock) {
    int64_t m = std::min(kBlock, n - at);
    for (int i = 0; i < inputs; ++i) {
      bool once = repeated >> i & 1;
      widen(in[i] + (once ? 0 : at * 2), p.in_dtype, wide[i], once ? 1 : m);
      data[i] = wide[i];
    }
    char* to = out + at * static_cast<int64_t>(size_of(p.out_dtype));
    p.loop(data, narrow_out ? static_cast<void*>(result) : to, m, repeated, p.attrs);
    if (narrow_out) narrow(result, p.out_dtype, to, m);
  }
}

}  // namespace

void elementwise_cpu(KernelContext& k) {
  const DType dtype = k.dtype(0);
  Plan p{.loop = nullptr,
         .attrs = k.raw_attrs(),
         .in_dtype = dtype,
         .out_dtype = k.out().dtype(),
         .narrow = kHalf.contains(dtype)};
  p.loop = elementwise_loops[static_cast<int>(k.op().id)]
                            [static_cast<int>(p.narrow ? DType::Float32 : dtype)];
  if (!p.loop) fail(Code::Unimplemented, k.op_name(), " has no CPU kernel for ", name_of(dtype));
  const int64_t total = k.out().numel();
  if (total == 0) return;
  if (k.op().check) k.op().check(k);

  const Rows rows(k);
  const int64_t in_size = static_cast<int64_t>(size_of(dtype));
  const int64_t out_size = static_cast<int64_t>(size_of(p.out_dtype));
  const char* base[kMaxInputs];
  for (int i = 0; i < rows.inputs; ++i) base[i] = static_cast<const char*>(k.in(i).data());
  char* out = static_cast<char*>(k.out().data());

  if (rows.rows == 1) {
    parallel_for(rows.row, kSerialElements, [&](int64_t begin, int64_t end) {
      const char* in[kMaxInputs];
      for (int i = 0; i < rows.inputs; ++i)
        in[i] = base[i] + (rows.repeated >> i & 1 ? 0 : begin * in_size);
      run_row(p, rows.inputs, in, out + begin * out_size, end - begin, rows.repeated);
    });
    return;
  }
  const int64_t grain = std::max<int64_t>(1, kSerialElements / rows.row);
  parallel_for(rows.rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      int64_t offset[kMaxInputs];
      rows.locate(r, offset);
      const char* in[kMaxInputs];
      for (int i = 0; i < rows.inputs; ++i) in[i] = base[i] + offset[i] * in_size;
      run_row(p, rows.inputs, in, out + r * rows.row * out_size, rows.row, rows.repeated);
    }
  });
}

}  // namespace zeal
