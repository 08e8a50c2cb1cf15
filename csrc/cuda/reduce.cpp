#include "cuda/reduce.h"

#include <bit>

#include "cuda/launch.h"
#include "dispatch/registry.h"

namespace zeal::cuda {

namespace {

constexpr int64_t kBlocks = 1024;         // enough to fill any card
constexpr int64_t kPartElements = 16384;  // worth a block of its own

int64_t power_of_two(int64_t n, int64_t at_most) {
  return std::min(at_most, static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(n))));
}
int64_t divide_up(int64_t n, int64_t d) { return (n + d - 1) / d; }

void add(Extents& e, int64_t extent, int64_t stride) {
  e.extent[e.rank] = extent;
  e.stride[e.rank++] = stride;
}
void complete(Extents& e, int64_t total) {
  e.wide = total >> 31 != 0;
  if (!e.wide)
    for (int d = 0; d < e.rank; ++d)
      e.by[d] = FastDiv(static_cast<uint32_t>(std::max<int64_t>(1, e.extent[d])));
}

}  // namespace

bool plan_reduction(ReduceArgs& a, const Shape& shape, AxisMask mask) {
  int rank = 0;
  int64_t extent[kMaxRank];
  bool is_reduced[kMaxRank];
  for (int d = 0; d < shape.rank(); ++d) {
    if (shape[d] == 1) continue;
    const bool r = mask >> d & 1;
    if (rank > 0 && is_reduced[rank - 1] == r) {
      extent[rank - 1] *= shape[d];
    } else {
      is_reduced[rank] = r;
      extent[rank++] = shape[d];
    }
  }
  int64_t stride[kMaxRank], step = 1;
  for (int d = rank; d-- > 0; step *= extent[d]) stride[d] = step;
  a.results = a.n = 1;
  for (int d = 0; d < rank; ++d) {
    (is_reduced[d] ? a.n : a.results) *= extent[d];
    add(is_reduced[d] ? a.reduced : a.kept, extent[d], stride[d]);
  }
  complete(a.kept, a.results);
  complete(a.reduced, a.n);
  a.count = a.n;
  a.width = rank ? extent[rank - 1] : 1;
  return rank == 0 || is_reduced[rank - 1];
}

bool is_packed(const ReduceArgs& a, int width, size_t size, bool rows) {
  if (!is_aligned(a.in, std::min<size_t>(16, width * size))) return false;
  const Extents &inner = rows ? a.reduced : a.kept, &other = rows ? a.kept : a.reduced;
  if (inner.rank == 0) return false;
  if ((inner.rank > 1 || !rows) && inner.extent[inner.rank - 1] % width) return false;
  for (int d = 0; d + 1 < inner.rank; ++d)
    if (inner.stride[d] % width) return false;
  for (int d = 0; d < other.rank; ++d)
    if (other.stride[d] % width) return false;
  return true;
}

int64_t cut_rows(ReduceArgs& a, int width) {
  const bool block = a.n > 4096 || (a.n > 1024 && a.results < kBlocks);
  a.lanes = static_cast<uint32_t>(
      block ? kReduceThreads
            : power_of_two(std::max<int64_t>(1, divide_up(a.n, a.packed ? width : 1)), 32));
  int64_t parts = 1;
  if (block && a.results < kBlocks)
    parts = std::clamp<int64_t>(a.n / kPartElements, 1, kBlocks / a.results);
  a.part = divide_up(divide_up(a.n, parts), 8) * 8;  // whole packs
  a.parts =
      static_cast<uint32_t>(std::max<int64_t>(1, divide_up(a.n, std::max<int64_t>(1, a.part))));
  return divide_up(a.results, kReduceThreads / a.lanes);
}

int64_t cut_columns(ReduceArgs& a, int width) {
  a.lanes = static_cast<uint32_t>(power_of_two(divide_up(a.width, a.packed ? width : 1), 32));
  const int64_t blocks = divide_up(a.width, a.lanes * width) * (a.results / a.width);
  const int64_t rows = kReduceThreads / a.lanes;
  const int64_t parts = std::clamp<int64_t>(
      a.n / (rows * 16), 1, std::max<int64_t>(1, 2 * kBlocks / std::max<int64_t>(1, blocks)));
  a.part = std::max<int64_t>(1, divide_up(a.n, parts));
  a.parts = static_cast<uint32_t>(std::max<int64_t>(1, divide_up(a.n, a.part)));
  return blocks;
}

void reduce(const KernelContext& k, const ReduceTable& table, const TensorImpl& in, AxisMask mask,
            void* out, const void* ref) {
  const ReduceKernels& kernels = table.of[static_cast<int>(in.dtype())];
  if (!kernels.rows)
    fail(Code::Unimplemented, k.op_name(), " has no CUDA kernel for ", name_of(in.dtype()));
  ReduceArgs a{};
  a.in = in.data();
  a.ref = ref;
  a.out = out;
  const bool rows = plan_reduction(a, in.shape(), mask);
  if (a.results == 0) return;
  const int width = rows ? kernels.width : kernels.columns_width;
  a.packed = is_packed(a, width, size_of(in.dtype()), rows);
  const int64_t blocks = rows ? cut_rows(a, width) : cut_columns(a, width);
  const Stream s = k.stream();
  auto start = [&](const void* kernel, ReduceArgs args, int64_t x, uint32_t y) {
    void* pointers[] = {&args};
    check(rt().launch(kernel, {static_cast<unsigned>(x), y}, {kReduceThreads}, pointers, 0,
                      native(s)),
          k.op_name());
  };
  const void* kernel = rows ? kernels.rows : kernels.columns;
  if (a.parts == 1) return start(kernel, a, blocks, 1);
  Scratch partial(s, static_cast<size_t>(a.parts * a.results) * kernels.acc_size);
  a.out = partial.data();
  start(kernel, a, blocks, a.parts);
  ReduceArgs fold{};
  fold.in = partial.data();
  fold.out = out;
  fold.results = a.results;
  fold.n = a.parts;
  fold.count = a.count;
  fold.parts = 1;
  fold.lanes = a.results < 64 ? kReduceThreads : a.results < 4096 ? 32 : 8;
  start(kernels.fold, fold, divide_up(a.results, kReduceThreads / fold.lanes), 1);
}

void reduce(KernelContext& k, const ReduceTable& table) {
  reduce(k, table, k.in(), reduced_axes(k.attrs<ReduceAttrs>().axis, k.shape(0).rank()),
         k.out().data());
}

}  // namespace zeal::cuda
