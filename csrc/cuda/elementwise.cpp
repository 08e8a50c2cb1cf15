#include "cuda/elementwise.h"

#include <cstring>

#include "cuda/launch.h"
#include "dispatch/registry.h"

namespace zeal::cuda {

namespace {

constexpr int64_t kMaxElements = int64_t{1} << 30;  // of one launch

struct Plan {
  KernelContext& k;
  const void* function;
  int64_t width, in_size, out_size;
  ElementwiseArgs args;

  // `base` and `out` are where the first elements are; the extents of `rows` are what is left.
  void run(const BroadcastRows& rows, const char* const* base, char* out) {
    const int64_t total = rows.rows * rows.row;
    if (total <= kMaxElements) return start(rows, base, out);
    const char* from[kMaxElementwiseInputs];
    if (rows.rank == 0) {
      for (int64_t at = 0; at < total; at += kMaxElements) {
        BroadcastRows part = rows;
        part.row = std::min(kMaxElements, total - at);
        for (int i = 0; i < rows.inputs; ++i)
          from[i] = base[i] + (rows.repeated >> i & 1 ? 0 : at * in_size);
        start(part, from, out + at * out_size);
      }
      return;
    }
    const int64_t inner = total / rows.extent[0];
    const int64_t step = std::max<int64_t>(1, kMaxElements / inner);
    for (int64_t at = 0; at < rows.extent[0]; at += step) {
      BroadcastRows part = rows;
      part.extent[0] = std::min(step, rows.extent[0] - at);
      part.rows = rows.rows / rows.extent[0] * part.extent[0];
      for (int i = 0; i < rows.inputs; ++i) from[i] = base[i] + at * rows.stride[i][0] * in_size;
      if (part.extent[0] == 1) {
        --part.rank;
        for (int d = 0; d < part.rank; ++d) {
          part.extent[d] = rows.extent[d + 1];
          for (int i = 0; i < rows.inputs; ++i) part.stride[i][d] = rows.stride[i][d + 1];
        }
      }
      run(part, from, out + at * inner * out_size);
    }
  }

  void start(const BroadcastRows& rows, const char* const* base, char* out) {
    const int64_t total = rows.rows * rows.row;
    const auto pack = [&](int64_t size) {
      return static_cast<size_t>(std::min<int64_t>(16, width * size));
    };
    bool packed = (rows.rank == 0 || rows.row % width == 0) && is_aligned(out, pack(out_size));
    args.out = out;
    for (int i = 0; i < rows.inputs; ++i) {
      args.in[i] = base[i];
      packed &= (rows.repeated >> i & 1) || is_aligned(base[i], pack(in_size));
      for (int d = 0; d < rows.rank; ++d)
        args.stride[i][d] = static_cast<uint32_t>(rows.stride[i][d]);
    }
    args.n = static_cast<uint32_t>(total);
    args.repeated = rows.repeated;
    args.packed = packed;
    args.rank = static_cast<uint16_t>(rows.rank);
    if (rows.rank) args.row = FastDiv(static_cast<uint32_t>(rows.row));
    for (int d = 1; d < rows.rank; ++d) args.extent[d] = FastDiv(uint32_t(rows.extent[d]));
    char none = 0;
    void* pointers[] = {&args, k.raw_attrs() ? const_cast<void*>(k.raw_attrs()) : &none};
    check(rt().launch(function, {blocks_for(total, kElementwiseThreads * width)},
                      {kElementwiseThreads}, pointers, 0, native(k.stream())),
          k.op_name());
  }
};

}  // namespace

void elementwise(KernelContext& k, const ElementwiseTable& table) {
  const auto& kernel = table.of[static_cast<int>(k.dtype())];
  if (!kernel.function)
    fail(Code::Unimplemented, k.op_name(), " has no CUDA kernel for ", name_of(k.dtype()));
  if (k.out().numel() == 0) return;
  Plan plan{k,
            kernel.function,
            kernel.width,
            static_cast<int64_t>(size_of(k.dtype())),
            static_cast<int64_t>(size_of(k.out().dtype())),
            {}};
  plan.args.report = reporter(k, table.refusal);
  const char* base[kMaxElementwiseInputs];
  for (int i = 0; i < k.num_inputs(); ++i) {
    base[i] = static_cast<const char*>(k.in(i).data());
    if (!k.in(i).device().is_cpu()) continue;
    plan.args.immediate |= 1u << i;  // a number: see Note [Placement]
    std::memcpy(plan.args.value[i], base[i], static_cast<size_t>(plan.in_size));
  }
  plan.run(BroadcastRows(k), base, static_cast<char*>(k.out().data()));
}

}  // namespace zeal::cuda
