// The driver of all reductions.
#include "dispatch/reduce.h"

#include <algorithm>
#include <cstring>

#include "core/thread_pool.h"
#include "dispatch/elementwise.h"
#include "dispatch/registry.h"
#include "ops/math/reduce.decl.h"
#include "ops/math/reduce_grad.h"

namespace zeal {

namespace {

// Room for n accumulators: a little of it on the stack.
class Scratch {
 public:
  explicit Scratch(int64_t bytes) {
    if (bytes > static_cast<int64_t>(sizeof small_)) big_ = Tensor::empty(DType::UInt8, {bytes});
  }
  char* data() { return big_ ? big_.data<char>() : small_; }

 private:
  Tensor big_;
  alignas(64) char small_[512];
};

constexpr int64_t kSlab = 4096;       // columns of one task
constexpr int64_t kMaxPartials = 64;  // results that threads leave for a last fold

// What adding up so many elements is worth to parallel_for.
int64_t grains(int64_t elements) { return std::max<int64_t>(1, elements / kSerialElements); }

// Note [Reductions by pairs of axes]
// Adjacent axes that are both kept or both reduced are one, and extents of 1 are none; what remains
// alternates. The last two are done by the loops of Note [Reduction loops], the others here: kept
// ones by repetition, reduced ones by folding blocks of partial results. How the work is cut
// depends on the extents alone, never on the number of threads.
struct Reduction {
  const ReduceLoops& loops;
  int rank = 0;
  int64_t extent[kMaxRank];
  bool is_reduced[kMaxRank];

  Reduction(const ReduceLoops& l, const Shape& shape, AxisMask mask) : loops(l) {
    for (int d = 0; d < shape.rank(); ++d) {
      if (shape[d] == 1) continue;
      bool r = mask >> d & 1;
      if (rank > 0 && is_reduced[rank - 1] == r) {
        extent[rank - 1] *= shape[d];
      } else {
        is_reduced[rank] = r;
        extent[rank++] = shape[d];
      }
    }
  }
  int64_t inputs(int from) const {
    int64_t n = 1;
    for (int d = from; d < rank; ++d) n *= extent[d];
    return n;
  }
  int64_t outputs(int from) const {
    int64_t n = 1;
    for (int d = from; d < rank; ++d)
      if (!is_reduced[d]) n *= extent[d];
    return n;
  }

  // One result from n contiguous elements.
  void all(const char* in, const char* ref, char* acc, int64_t n) const {
    const int64_t chunks = num_chunks(n, kSerialElements);
    if (chunks == 1) return loops.rows(in, ref, acc, 1, n);
    Scratch partial(chunks * loops.acc_size);
    const int64_t size = chunk_size(n, kSerialElements);
    parallel_for(
        chunks, 1,
        [&](int64_t begin, int64_t end) {
          for (int64_t c = begin; c < end; ++c)
            loops.rows(in + c * size * loops.in_size, ref, partial.data() + c * loops.acc_size, 1,
                       std::min(size, n - c * size));
        },
        grains(size));
    loops.fold(partial.data(), nullptr, acc, chunks, 1, 1);
  }

  // in: [rows, n], the second reduced
  void rows(const char* in, const char* ref, char* acc, int64_t rows, int64_t n) const {
    if (rows < 32 && n > 4 * kSerialElements) {
      for (int64_t r = 0; r < rows; ++r)
        all(in + r * n * loops.in_size, ref + r * loops.ref_size, acc + r * loops.acc_size, n);
      return;
    }
    parallel_for(rows, std::max<int64_t>(1, kSerialElements / n), [&](int64_t begin, int64_t end) {
      loops.rows(in + begin * n * loops.in_size, ref + begin * loops.ref_size,
                 acc + begin * loops.acc_size, end - begin, n);
    });
  }

  // in: [n, width], the first reduced
  void columns(const char* in, const char* ref, char* acc, int64_t n, int64_t width) const {
    if (n * width <= kSerialElements) return loops.columns(in, ref, acc, n, width, width);
    const int64_t slab = width <= 2 * kSlab ? width : kSlab;
    const int64_t slabs = (width + slab - 1) / slab;
    const int64_t most = std::max<int64_t>(1, kMaxPartials / slabs);
    const int64_t size = std::max({(n + most - 1) / most, kSerialElements / slab, int64_t{16}});
    const int64_t parts = (n + size - 1) / size;
    Scratch partial(parts == 1 ? 0 : parts * width * loops.acc_size);
    char* to = parts == 1 ? acc : partial.data();
    parallel_for(
        parts * slabs, 1,
        [&](int64_t begin, int64_t end) {
          for (int64_t t = begin; t < end; ++t) {
            int64_t i = t / slabs * size, j = t % slabs * slab;
            loops.columns(in + (i * width + j) * loops.in_size, ref + j * loops.ref_size,
                          to + (t / slabs * width + j) * loops.acc_size, std::min(size, n - i),
                          width, std::min(slab, width - j));
          }
        },
        grains(n / parts * std::min(slab, width)));
    if (parts > 1) fold(to, acc, parts, width);
  }

  void fold(const char* in, char* acc, int64_t n, int64_t width) const {
    parallel_for(width, std::max<int64_t>(64, kSerialElements / n),
                 [&](int64_t begin, int64_t end) {
                   loops.fold(in + begin * loops.acc_size, nullptr, acc + begin * loops.acc_size, n,
                              width, end - begin);
                 });
  }

  // Reduces the extents from `d` on.
  void run(int d, const char* in, const char* ref, char* acc) const {
    switch (rank - d) {
      case 0:
        return loops.columns(in, ref, acc, 1, 1, 1);
      case 1:
        return is_reduced[d] ? all(in, ref, acc, extent[d]) : columns(in, ref, acc, 1, extent[d]);
      case 2:
        return is_reduced[d] ? columns(in, ref, acc, extent[d], extent[d + 1])
                             : rows(in, ref, acc, extent[d], extent[d + 1]);
    }
    return is_reduced[d] ? run_reduced(d, in, ref, acc) : run_kept(d, in, ref, acc);
  }

  void run_kept(int d, const char* in, const char* ref, char* acc) const {
    const int64_t in_step = inputs(d + 1), acc_step = outputs(d + 1);
    auto some = [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        run(d + 1, in + i * in_step * loops.in_size, ref + i * acc_step * loops.ref_size,
            acc + i * acc_step * loops.acc_size);
    };
    if (in_step > 8 * kSerialElements) return some(0, extent[d]);  // the inner axes share the work
    parallel_for(extent[d], std::max<int64_t>(1, kSerialElements / in_step), some);
  }

  void run_reduced(int d, const char* in, const char* ref, char* acc) const {
    const int64_t n = extent[d], in_step = inputs(d + 1), width = outputs(d + 1);
    const int64_t parts_wanted = std::clamp<int64_t>(
        in_step > 8 * kSerialElements ? 1 : n * in_step / kSerialElements, 1, kMaxPartials);
    const int64_t size = (n + parts_wanted - 1) / parts_wanted;
    const int64_t parts = (n + size - 1) / size;
    if (parts == 1) return run_blocks(d, in, ref, acc, n, in_step, width);
    Scratch partial(parts * width * loops.acc_size);
    parallel_for(
        parts, 1,
        [&](int64_t begin, int64_t end) {
          for (int64_t p = begin; p < end; ++p)
            run_blocks(d, in + p * size * in_step * loops.in_size, ref,
                       partial.data() + p * width * loops.acc_size, std::min(size, n - p * size),
                       in_step, width);
        },
        grains(size * in_step));
    fold(partial.data(), acc, parts, width);
  }

  // n steps along the reduced extent d, a block of partial results at a time.
  void run_blocks(int d, const char* in, const char* ref, char* acc, int64_t n, int64_t in_step,
                  int64_t width) const {
    const int64_t block = std::clamp<int64_t>(kSlab / width, 1, std::min<int64_t>(n, 64));
    Scratch partial((block + 1) * width * loops.acc_size);
    for (int64_t i = 0; i < n; i += block) {
      const int64_t m = std::min(block, n - i);
      const int before = i > 0;  // row 0 then holds the result so far
      if (before) std::memcpy(partial.data(), acc, size_t(width * loops.acc_size));
      const char* from = in + i * in_step * loops.in_size;
      char* to = partial.data() + before * width * loops.acc_size;
      if (rank - d == 3 && !loops.ref_size) {  // all rows of the block at once
        rows(from, ref, to, m * width, extent[d + 2]);
      } else {
        for (int64_t s = 0; s < m; ++s)
          run(d + 1, from + s * in_step * loops.in_size, ref, to + s * width * loops.acc_size);
      }
      fold(partial.data(), acc, m + before, width);
    }
  }
};

}  // namespace

namespace {
const ReduceLoops& loops_of(const OpRecord& op, DType d) {
  const ReduceLoops* loops = op.slots->reduction[static_cast<int>(d)];
  if (ZEAL_UNLIKELY(!loops))
    fail(Code::Unimplemented, op.def->type, " has no CPU kernel for ", name_of(d));
  return *loops;
}

void accumulate(const ReduceLoops& loops, const TensorImpl& in, AxisMask mask, int64_t results,
                const void* ref, char* acc) {
  if (ZEAL_UNLIKELY(in.numel() == 0)) return loops.identity(acc, results);
  Reduction(loops, in.shape(), mask)
      .run(0, static_cast<const char*>(in.data()), static_cast<const char*>(ref), acc);
}
}  // namespace

void accumulate_cpu(const OpRecord& op, const TensorImpl& in, AxisMask mask, void* acc,
                    const void* ref) {
  const int64_t n = reduced_shape(in.shape(), mask, false).numel();
  if (n > 0) accumulate(loops_of(op, in.dtype()), in, mask, n, ref, static_cast<char*>(acc));
}

void reduce_cpu(const OpRecord& op, const TensorImpl& in, AxisMask mask, TensorImpl& out,
                const void* ref) {
  const ReduceLoops& loops = loops_of(op, in.dtype());
  const int64_t n = out.numel();
  if (n == 0) return;
  char* to = static_cast<char*>(out.data());
  if (!loops.finish) return accumulate(loops, in, mask, n, ref, to);
  Scratch acc(n * loops.acc_size);
  accumulate(loops, in, mask, n, ref, acc.data());
  const int64_t count = reduced_count(in.shape(), mask);
  const int64_t out_size = static_cast<int64_t>(size_of(out.dtype()));
  parallel_for(n, kSerialElements, [&](int64_t begin, int64_t end) {
    loops.finish(acc.data() + begin * loops.acc_size, to + begin * out_size, end - begin, count);
  });
}

ZEAL_API void reduce_cpu(KernelContext& k) {
  reduce_cpu(k.op(), k.in(), reduced_axes(k.attrs<ReduceAttrs>().axis, k.shape(0).rank()), k.out());
}

void op::SumTo::cpu(KernelContext& k) {
  reduce_cpu(record_of<op::Sum>(), k.in(), broadcast_axes(k.out_shape(), k.shape(0)), k.out());
}

}  // namespace zeal
