// Ops that only move data: fills, broadcasts, transpositions, slices.
#include "core/dtype_switch.h"
#include "cuda/box.h"
#include "cuda/each.h"
#include "ops/array/boxes.h"
#include "ops/array/fill.h"
#include "ops/array/reshape.h"

namespace zeal::cuda {
namespace {

void fill_with(KernelContext& k, double value) {
  TensorImpl& t = k.out();
  switch_dtype(t.dtype(), [&]<class T>() {
    const T v = narrow<T>(value);
    fill_elements(k.stream(), t.data(), &v, t.numel(), sizeof(T));
  });
}

template <class T>
struct NegateImaginary {
  T* x;
  HOST_DEVICE void operator()(int64_t i) const { x[2 * i + 1] = -x[2 * i + 1]; }
};

// i counts through [outer, seq, middle, batch, inner], or with batch before seq.
template <class T, class I>
struct ReverseSequences {
  const T* from;
  T* to;
  const I* lengths;
  int64_t n, step;  // of the sequence dimension, and between its elements
  Divider by_step, by_n;
  Divider by_batch_step, by_batches;
  Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t at, rest, b;
    by_n.divide(by_step.divide(i, rest), at);
    by_batches.divide(by_batch_step.divide(i, rest), b);
    const auto length = static_cast<int64_t>(lengths[b]);
    if (length < 0 || length > n) {
      report(b, n, length);
      return;
    }
    to[i] = from[at < length ? i + (length - 1 - 2 * at) * step : i];
  }
};

}  // namespace
}  // namespace zeal::cuda

namespace zeal::op {
using namespace zeal::cuda;

void Fill::cuda(KernelContext& k) {
  fill_from(k.stream(), k.out().data(), k.in().data(), k.out().numel(), size_of(k.dtype()));
}
void Zeros::cuda(KernelContext& k) { fill_with(k, 0); }
void Ones::cuda(KernelContext& k) { fill_with(k, 1); }
void ZerosLike::cuda(KernelContext& k) { fill_with(k, 0); }
void OnesLike::cuda(KernelContext& k) { fill_with(k, 1); }

void BroadcastTo::cuda(KernelContext& k) { move_broadcast(k, DeviceMover{k.stream()}); }
void Tile::cuda(KernelContext& k) { move_tiles(k, DeviceMover{k.stream()}); }

void Transpose::cuda(KernelContext& k) {
  move_transposed(k, DeviceMover{k.stream()});
  if (!k.attrs<Attrs>().conjugate) return;
  if (k.dtype() == DType::Complex64)
    each(k.stream(), k.out().numel(), NegateImaginary<float>{k.out<float>()});
  if (k.dtype() == DType::Complex128)
    each(k.stream(), k.out().numel(), NegateImaginary<double>{k.out<double>()});
}

void Reverse::cuda(KernelContext& k) { move_reversed(k, DeviceMover{k.stream()}); }
void Roll::cuda(KernelContext& k) { move_rolled(k, DeviceMover{k.stream()}); }

void ReverseSequence::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape& x = k.shape();
  const int seq = front_axis(*a.seq_axis, x.rank());
  const int batch = front_axis(a.batch_axis.value_or(0), x.rank());
  const int64_t step = x.product(seq + 1, x.rank()), batch_step = x.product(batch + 1, x.rank());
  const Reporter report = reporter(k, "seq_lengths[%d] must be in [0, %d], got %d");
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    switch_size(size_of(k.dtype()), [&]<class T>() {
      each(k.stream(), k.in().numel(),
           ReverseSequences<T, I>{k.in<T>(), k.out<T>(), k.in<I>(1), x[seq], step, Divider(step),
                                  Divider(x[seq]), Divider(batch_step), Divider(x[batch]), report});
    });
  });
}

void StridedSlice::cuda(KernelContext& k) {
  move_slice(k, work_out(k, k.shape(), k.attrs<Attrs>()), DeviceMover{k.stream()});
}
void Slice::cuda(KernelContext& k) {
  move_slice(k, strided(k.attrs<Attrs>(), k.shape()), DeviceMover{k.stream()});
}
void StridedSliceGrad::cuda(KernelContext& k) { move_into_zeros(k, DeviceMover{k.stream()}); }
void TensorStridedSliceUpdate::cuda(KernelContext& k) {
  move_into_copy(k, DeviceMover{k.stream()});
}

void Bitcast::cuda(KernelContext& k) {
  copy(k.stream(), k.out().data(), k.in().data(), k.in().bytes());
}

void SpaceToDepth::cuda(KernelContext& k) { move_blocks(k, true, DeviceMover{k.stream()}); }
void DepthToSpace::cuda(KernelContext& k) { move_blocks(k, false, DeviceMover{k.stream()}); }

}  // namespace zeal::op
