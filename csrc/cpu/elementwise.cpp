// The driver of all element-wise ops: broadcasting, threads, 16-bit floats and large outputs.
#include "dispatch/elementwise.h"

#include <algorithm>
#include <cstring>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "dispatch/broadcast_rows.h"
#include "dispatch/contexts.h"
#include "dispatch/registry.h"

namespace zeal {

namespace {

constexpr int kMaxInputs = kMaxElementwiseInputs;
constexpr int64_t kBlock = 1024;          // elements; 16-bit floats are widened this many at a time
constexpr int64_t kBlockBytes = 8 << 10;  // of a buffer that should stay in the first-level cache
// Rows shorter than this are gathered into blocks, so that a row does not cost a call.
constexpr int64_t kShortRow = 128;

struct Plan {
  ElementwiseLoop loop;
  const void* attrs;
  int inputs;
  DType in_dtype, out_dtype;
  int64_t in_size, out_size;
  bool narrow;  // 16-bit floats: computed in float32 over converted blocks
  bool stream;

  explicit Plan(const KernelContext& k)
      : attrs(k.raw_attrs()),
        inputs(k.num_inputs()),
        in_dtype(k.dtype(0)),
        out_dtype(k.out().dtype()),
        in_size(static_cast<int64_t>(size_of(in_dtype))),
        out_size(static_cast<int64_t>(size_of(out_dtype))),
        narrow(kHalf.contains(in_dtype)),
        stream(static_cast<int64_t>(k.out().bytes()) >= kStreamBytes) {
    loop = k.op().slots->elementwise[static_cast<int>(narrow ? DType::Float32 : in_dtype)];
    if (!loop) fail(Code::Unimplemented, k.op_name(), " has no CPU kernel for ", name_of(in_dtype));
  }
};

// Where the inputs are for a run of elements, and which of them is one element for the whole run.
struct Run {
  const char* in[kMaxInputs] = {};
  unsigned repeated = 0;

  void advance(const Plan& p, int64_t n) {
    for (int i = 0; i < p.inputs; ++i)
      if (!(repeated >> i & 1)) in[i] += n * p.in_size;
  }
};

void call(const Plan& p, const Run& run, void* out, int64_t n) {
  const void* data[kMaxInputs];
  for (int i = 0; i < p.inputs; ++i) data[i] = run.in[i];
  p.loop(data, out, n, run.repeated, p.attrs);
}

void run_narrow(const Plan& p, Run run, char* out, int64_t n) {
  alignas(64) float wide[kMaxInputs][kBlock];
  alignas(64) float result[kBlock];
  const void* data[kMaxInputs];
  const bool narrow_out = kHalf.contains(p.out_dtype);
  for (int i = 0; i < p.inputs; ++i) {
    data[i] = wide[i];
    if (run.repeated >> i & 1) widen(run.in[i], p.in_dtype, wide[i], 1);
  }
  for (int64_t at = 0; at < n; at += kBlock, run.advance(p, kBlock)) {
    const int64_t m = std::min(kBlock, n - at);
    for (int i = 0; i < p.inputs; ++i)
      if (!(run.repeated >> i & 1)) widen(run.in[i], p.in_dtype, wide[i], m);
    char* to = out + at * p.out_size;
    p.loop(data, narrow_out ? static_cast<void*>(result) : to, m, run.repeated, p.attrs);
    if (narrow_out) narrow(result, p.out_dtype, to, m);
  }
}

// n elements, with every input either moving along with the output or repeated.
void run_span(const Plan& p, Run run, char* out, int64_t n) {
  if (!p.stream || (reinterpret_cast<uintptr_t>(out) & 63)) {
    if (p.narrow)
      run_narrow(p, run, out, n);
    else
      call(p, run, out, n);
    return;
  }
  const MoveKernels& move = move_kernels();
  if (!p.narrow) {
    return move.run_past_caches(p.loop, {run.in, size_t(p.inputs)}, out, n, run.repeated, p.attrs,
                                p.in_size, p.out_size);
  }
  alignas(64) char block[kStreamBlock];
  const int64_t step = kStreamBlock / p.out_size;
  for (int64_t at = 0; at < n; at += step, run.advance(p, step)) {
    const int64_t m = std::min(step, n - at);
    run_narrow(p, run, block, m);
    move.stream(block, out + at * p.out_size, m * p.out_size);
  }
  move.fence();
}

// Note [Short rows]
// With rows of a few elements the loops would be called for a few elements each. Then blocks of
// whole rows are computed at once: an input that is neither dense nor a single element is written
// out first, row by row, into a buffer. One that is the same for many rows in turn is written once
// for them, and again where they end.
struct alignas(16) Bytes16 {
  uint64_t half[2];
};
constexpr int64_t kSlack = 16;  // elements past the end of a buffer that fill() may write

// dst[0 .. n) = *src, and up to kSlack elements more
template <class T>
ZEAL_INLINE void fill(T* dst, const T* src, int64_t n) {
  const T v = *src;
  int64_t j = 0;
  do
    for (int64_t i = 0; i < kSlack; ++i) dst[j + i] = v;
  while ((j += kSlack) < n);
}

template <class T>
void expand(const BroadcastRows& rows, int input, const char* from, RowCursor at, int64_t count,
            void* to) {
  const T* src = reinterpret_cast<const T*>(from);
  T* dst = static_cast<T*>(to);
  const int64_t row = rows.row;
  const bool repeated = rows.repeated >> input & 1;
  for (int64_t r = 0; r < count; ++r, dst += row, at.next()) {
    const T* x = src + at.offset[input];
    if (repeated)
      fill(dst, x, row);
    else
      std::copy_n(x, row, dst);
  }
}

// Fills `total` bytes with copies of the first `period`.
void repeat(char* buffer, int64_t period, int64_t total) {
  for (int64_t done = period; done < total; done *= 2)
    std::memcpy(buffer + done, buffer, static_cast<size_t>(std::min(done, total - done)));
}

using ExpandFn = void (*)(const BroadcastRows&, int, const char*, RowCursor, int64_t, void*);
ExpandFn expand_of(int64_t size) {
  switch (size) {
    case 1:
      return expand<uint8_t>;
    case 2:
      return expand<uint16_t>;
    case 4:
      return expand<uint32_t>;
    case 8:
      return expand<uint64_t>;
    default:
      return expand<Bytes16>;
  }
}

constexpr int64_t kLongEnough = 128;  // elements that are worth a call of their own

void run_short_rows(const Plan& p, const BroadcastRows& rows, const char* const* base, char* out,
                    int64_t begin, int64_t end) {
  alignas(64) char buffer[kMaxInputs][kBlockBytes + kSlack * 16];
  const int64_t step = std::max<int64_t>(1, kBlockBytes / p.in_size / rows.row);
  const ExpandFn expand = expand_of(p.in_size);
  const unsigned single = rows.repeated & rows.tiled;
  const unsigned written = ~(rows.dense | single);
  Run run;
  run.repeated = single;
  int64_t same[kMaxInputs];                 // rows in turn that are equal
  int64_t held[kMaxInputs] = {-1, -1, -1};  // which such run of rows the buffer holds
  int64_t border = 0;                       // where blocks end, to write a buffer once for several
  for (int i = 0; i < p.inputs; ++i) {
    same[i] = 1;
    for (int d = rows.rank; d-- > 0 && rows.stride[i][d] == 0;) same[i] *= rows.extent[d];
    if ((written >> i & 1) && same[i] * rows.row >= kLongEnough && !(border && border < same[i]))
      border = same[i];
  }
  RowCursor at(rows, begin);
  for (int64_t r = begin, count; r < end; r += count) {
    count = std::min(step, end - r);
    if (border) count = std::min(count, border - r % border);
    for (int i = 0; i < p.inputs; ++i) {
      if (!(written >> i & 1)) {
        run.in[i] = base[i] + at.offset[i] * p.in_size;
        continue;
      }
      const int64_t first = r / same[i], last = (r + count - 1) / same[i];
      if (first != last) {
        expand(rows, i, base[i], at, count, buffer[i]);
      } else if (held[i] != first) {
        expand(rows, i, base[i], at, 1, buffer[i]);
        repeat(buffer[i], rows.row * p.in_size, step * rows.row * p.in_size);
      }
      held[i] = first == last ? first : -1;
      run.in[i] = buffer[i];
    }
    const int64_t first = r * rows.row;
    run_span(p, run, out + first * p.out_size, count * rows.row);
    if (r + count < end) at = RowCursor(rows, r + count);
  }
}

// Elements [begin, end) of the output, row by row.
void run_long_rows(const Plan& p, const BroadcastRows& rows, const char* const* base, char* out,
                   int64_t begin, int64_t end) {
  RowCursor at(rows, begin / rows.row);
  for (int64_t column = begin % rows.row; begin < end; column = 0, at.next()) {
    const int64_t n = std::min(rows.row - column, end - begin);
    Run run;
    run.repeated = rows.repeated;
    for (int i = 0; i < p.inputs; ++i) run.in[i] = base[i] + at.offset[i] * p.in_size;
    run.advance(p, column);
    run_span(p, run, out + begin * p.out_size, n);
    begin += n;
  }
}

}  // namespace

ZEAL_API void elementwise_cpu(KernelContext& k) {
  const Plan p(k);
  const int64_t total = k.out().numel();
  if (total == 0) return;
  if (k.op().check) k.op().check(k);
  const BroadcastRows rows(k);
  const char* base[kMaxInputs];
  for (int i = 0; i < rows.inputs; ++i) base[i] = static_cast<const char*>(k.in(i).data());
  char* out = static_cast<char*>(k.out().data());

  if (rows.rows > 1 && rows.row < kShortRow) {
    parallel_for(
        rows.rows, std::max<int64_t>(1, kSerialElements / rows.row),
        [&](int64_t begin, int64_t end) { run_short_rows(p, rows, base, out, begin, end); });
  } else {
    parallel_for(total, kSerialElements, [&](int64_t begin, int64_t end) {
      run_long_rows(p, rows, base, out, begin, end);
    });
  }
}

}  // namespace zeal
