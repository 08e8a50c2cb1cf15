#include "dispatch/dispatch.h"

#include <type_traits>
#include <variant>

#include "core/backend.h"
#include "dispatch/elementwise.h"
#include "dispatch/placement.h"
#include "dispatch/profiler.h"
#include "dispatch/register_op.h"
#include "dispatch/thread_state.h"

namespace zeal {

ZEAL_TLS constinit ThreadState thread_state;

namespace {

// What check_dtypes finds most often: all right.
ZEAL_INLINE bool dtypes_agree(const OpRecord& op, Inputs in) {
  if (!op.signature.uniform || static_cast<int>(in.size()) != op.signature.inputs) return false;
  if (in.empty()) return true;
  if (!in[0] || !op.def->dtypes.contains(in[0]->dtype())) return false;
  for (size_t i = 1; i < in.size(); ++i)
    if (!in[i] || in[i]->dtype() != in[0]->dtype()) return false;
  return true;
}

// Every tensor has the dtype that the signature gives it, and those of T agree.
void check_dtypes(const OpRecord& op, Inputs in) {
  if (ZEAL_LIKELY(dtypes_agree(op, in))) return;
  int t = -1;  // the first input of dtype T
  int i = 0;
  auto check_t = [&](TensorImpl* x, int at) {
    if (ZEAL_UNLIKELY(!op.def->dtypes.contains(x->dtype())))
      fail(Code::InvalidArgument, op.def->type, ": argument '", argument_name(op, at),
           "' has dtype ", name_of(x->dtype()), ", which this op does not take");
    if (t < 0) {
      t = at;
      return;
    }
    if (ZEAL_UNLIKELY(in[t]->dtype() != x->dtype()))
      fail(Code::InvalidArgument, "cannot compute ", op.def->type, " as input #", at,
           "(zero-based) was expected to be a ", name_of(in[t]->dtype()), " tensor but is a ",
           name_of(x->dtype()), " tensor");
  };
  auto need = [&](TensorImpl* x, DTypeSet set, const char* what) {
    if (ZEAL_UNLIKELY(!set.contains(x->dtype())))
      fail(Code::InvalidArgument, op.def->type, ": argument '", argument_name(op, i), "' must be ",
           what, ", got ", name_of(x->dtype()));
  };
  for (const Param& p : op.signature.all()) {
    if (p.kind == ParamKind::Attr || p.kind == ParamKind::Name) continue;
    if (p.kind == ParamKind::List) {
      int rest = static_cast<int>(in.size()) - (op.signature.inputs - 1);
      for (; i < rest; ++i) check_t(in[i], i);
      continue;
    }
    TensorImpl* x = i < static_cast<int>(in.size()) ? in[i] : nullptr;
    if (ZEAL_UNLIKELY(!x)) {
      if (!p.optional)
        fail(Code::InvalidArgument, op.def->type, ": argument '", p.name, "' is missing");
      ++i;
      continue;
    }
    switch (p.kind) {
      case ParamKind::T:
        check_t(x, i);
        break;
      case ParamKind::Index:
        need(x, kIndex, "int32 or int64");
        break;
      case ParamKind::Bool:
        need(x, kBool, "bool");
        break;
      case ParamKind::Float32:
        need(x, dtype_set(DType::Float32), "float32");
        break;
      default:
        break;
    }
    ++i;
  }
}

// Is an input watched by a tape that records on this thread?
ZEAL_INLINE bool watched(Inputs in) {
  uint64_t id = thread_state.tape_id;
  if (ZEAL_LIKELY(id == kNoTape)) return false;
  if (id == kManyTapes) return true;  // record_call looks closer
  for (TensorImpl* x : in) {
    if (!x) continue;
    if (tape_of(x->tape_word.load(std::memory_order_relaxed)) == id) return true;
    // Another tape has taken the word: the slot may be in our tape's map, where record_call looks.
    if (ZEAL_UNLIKELY(x->unique_id.load(std::memory_order_relaxed) != 0)) return true;
  }
  return false;
}

// Note [Profiled calls]
// Each way through the dispatcher exists twice: as it is, and, taken while a profile is (see
// profiler.h), with clocks around the call and its kernel. The entries choose by one flag.
template <bool kProfiled>
using KernelTimer = std::conditional_t<kProfiled, profiling::TimedKernel, std::monostate>;

template <bool kProfiled>
void run(const OpRecord& op, Inputs in, const void* attrs, Device device, Tensor* out, int outs) {
  if (device.is_meta()) return;
  KernelFn kernel = op.slots->kernels[static_cast<int>(device.type)];
  if (ZEAL_UNLIKELY(!kernel)) return run_elsewhere(op, in, attrs, device, out, outs);
  const Backend& b = backend(device.type);
  const Stream stream = b.current_stream(device);
  if (b.share) share_memory(b, stream, in, out, outs);
  KernelContext k(op, in, out, outs, attrs, stream);
  [[maybe_unused]] KernelTimer<kProfiled> timer;
  kernel(k);
}

constexpr int kBatched = -1;

// Everything but recording. `in` and `attrs` are complete and of the right number. Gives the number
// of outputs; kBatched, having done nothing, if an input is batched.
template <bool kProfiled, class Allot>
int execute(const OpRecord& op, Inputs in, const void* attrs, Allot allot) {
  check_dtypes(op, in);
  Device device = place(in);
  if (ZEAL_UNLIKELY(device.is_batched())) return kBatched;
  Moved moved;
  // The meta device has no data to copy: its kernels read shapes only, wherever the inputs are.
  if (!device.is_meta() && ZEAL_UNLIKELY(!all_on(op, in, device))) in = moved.to(op, in, device);
  InferContext c(op, in, attrs);
  op.def->infer(c);
  Tensor* out = allot(c.count());
  if (op.view) {
    KernelContext k(op, in, out, 1, attrs, Stream{device});
    if (int64_t at = op.view(k); at >= 0) {
      const InferContext::Spec& s = c.specs()[0];
      out[0] = Tensor::steal(TensorImpl::view(in[0], s.dtype, s.shape, size_t(at)));
      return 1;
    }
  }
  for (int i = 0; i < c.count(); ++i)
    out[i] = Tensor::empty(c.specs()[i].dtype, c.specs()[i].shape, device);
  run<kProfiled>(op, in, attrs, device, out, c.count());
  return c.count();
}

template <bool kProfiled>
ZEAL_NOINLINE TensorImpl* slow1(const OpRecord& op, Inputs in, const void* attrs) {
  if (op.body) {
    check_dtypes(op, in);
    Outputs outs;
    op.body(in, attrs, outs);
    return outs[0].detach();
  }
  Tensor out;
  int n = execute<kProfiled>(op, in, attrs, [&](int) { return &out; });
  if (ZEAL_UNLIKELY(n == kBatched)) {
    Outputs outs;
    call_batched(op, in, attrs, outs);
    return outs[0].detach();
  }
  if (watched(in)) record_call(op, in, attrs, &out, n);
  return out.detach();
}

// Note [The short way]
// The path of small models: element-wise over equal shapes or with a number, on this CPU, right
// where it is called. The checks of the long way come out as one comparison each.
struct ShortWay {
  const void* data[2];
  TensorImpl* like;  // the input that has the output's shape
  ElementwiseLoop loop;
  unsigned repeated = 0;

  // False: the long way it is.
  ZEAL_INLINE bool fits(const OpRecord& op, Inputs in) {
    if (ZEAL_UNLIKELY(op.rung != Rung::Elementwise)) return false;
    TensorImpl* a = in[0];
    DType d = a->dtype();
    like = a;
    loop = op.slots->elementwise[static_cast<int>(d)];
    if (ZEAL_UNLIKELY(!(loop && a->numel() < kSerialElements &&
                        a->device() == thread_state.device && a->device().is_cpu() &&
                        in.size() <= 2)))
      return false;
    data[0] = a->data();
    if (in.size() == 1) return true;
    TensorImpl* b = in[1];
    data[1] = b->data();
    if (ZEAL_LIKELY(b->shape() == a->shape())) return b->dtype() == d && b->device() == a->device();
    if (b->shape().rank() == 0) {
      repeated = 2;
    } else if (a->shape().rank() == 0 && b->numel() < kSerialElements) {
      repeated = 1;
      like = b;
    } else {
      return false;
    }
    return b->dtype() == d && b->device() == a->device();
  }

  template <bool kProfiled>
  ZEAL_INLINE void run(void* out, const void* attrs) const {
    [[maybe_unused]] KernelTimer<kProfiled> timer;
    loop(data, out, like->numel(), repeated, attrs);
  }
};

template <bool kProfiled>
ZEAL_INLINE TensorImpl* call1(const OpRecord& op, Inputs in, const void* attrs) {
  if (!attrs) attrs = op.attrs.defaults;
  ShortWay way;
  if (ZEAL_UNLIKELY(!way.fits(op, in))) return slow1<kProfiled>(op, in, attrs);
  const Device device = way.like->device();
  if (ZEAL_UNLIKELY(op.check != nullptr))
    op.check(KernelContext(op, in, nullptr, 0, attrs, Stream{device}));
  Tensor out =
      Tensor::steal(TensorImpl::make(op.result_dtype(in[0]->dtype()), way.like->shape(), device));
  way.run<kProfiled>(out.data(), attrs);
  if (ZEAL_UNLIKELY(watched(in))) record_call(op, in, attrs, &out, 1);
  return out.detach();
}

template <bool kProfiled>
void call(const OpRecord& op, Inputs in, const void* attrs, Outputs& out) {
  if (!attrs) attrs = op.attrs.defaults;
  if (op.body) {
    check_dtypes(op, in);
    return op.body(in, attrs, out);
  }
  int n = execute<kProfiled>(op, in, attrs, [&](int count) {
    out.resize(count);
    return out.data();
  });
  if (ZEAL_UNLIKELY(n == kBatched)) return call_batched(op, in, attrs, out);
  if (watched(in)) record_call(op, in, attrs, out.data(), n);
}

template <bool kProfiled>
void call_into(const OpRecord& op, Inputs in, const void* attrs, std::span<Tensor> out) {
  if (!attrs) attrs = op.attrs.defaults;
  ShortWay way;
  if (ZEAL_LIKELY(way.fits(op, in) && !op.check && out[0].shape() == way.like->shape() &&
                  out[0].dtype() == op.result_dtype(in[0]->dtype()) &&
                  out[0].device() == way.like->device()))
    return way.run<kProfiled>(out[0].data(), attrs);
  check_dtypes(op, in);
  InferContext c(op, in, attrs);
  op.def->infer(c);
  Device device = out[0].device();
  Moved moved;
  if (ZEAL_UNLIKELY(!all_on(op, in, device))) in = moved.to(op, in, device);
  bool fits = c.count() == static_cast<int>(out.size());
  for (int i = 0; fits && i < c.count(); ++i)
    fits = c.specs()[i].dtype == out[i].dtype() && c.specs()[i].shape == out[i].shape();
  if (!fits) fail(Code::Internal, op.def->type, ": the outputs given are not the ones inferred");
  run<kProfiled>(op, in, attrs, device, out.data(), c.count());
}

ZEAL_NOINLINE TensorImpl* profiled1(const OpRecord& op, Inputs in, const void* attrs) {
  profiling::TimedCall timer(op, in);
  TensorImpl* out = call1<true>(op, in, attrs);
  timer.wrote(out->bytes());
  return out;
}

ZEAL_NOINLINE void profiled(const OpRecord& op, Inputs in, const void* attrs, Outputs& out) {
  profiling::TimedCall timer(op, in);
  call<true>(op, in, attrs, out);
  for (const Tensor& y : out)
    if (y) timer.wrote(y.bytes());
}

ZEAL_NOINLINE void profiled_into(const OpRecord& op, Inputs in, const void* attrs,
                                 std::span<Tensor> out) {
  profiling::TimedCall timer(op, in);
  call_into<true>(op, in, attrs, out);
  for (const Tensor& y : out)
    if (y) timer.wrote(y.bytes());
}

}  // namespace

const char* InferContext::op_name() const { return op_.def->type; }
const char* KernelContext::op_name() const { return op_.def->type; }

TensorImpl* dispatch1(const OpRecord& op, Inputs in, const void* attrs) {
  if (ZEAL_UNLIKELY(profiling::is_on())) return profiled1(op, in, attrs);
  return call1<false>(op, in, attrs);
}

void dispatch(const OpRecord& op, Inputs in, const void* attrs, Outputs& out) {
  if (ZEAL_UNLIKELY(profiling::is_on())) return profiled(op, in, attrs, out);
  call<false>(op, in, attrs, out);
}

void dispatch_into(const OpRecord& op, Inputs in, const void* attrs, std::span<Tensor> out) {
  if (ZEAL_UNLIKELY(profiling::is_on())) return profiled_into(op, in, attrs, out);
  call_into<false>(op, in, attrs, out);
}

const OpRecord* find_op(std::string_view type) {
  for (int i = 0; i < kNumOps; ++i)
    if (type == kOps[i]->def->type) return kOps[i];
  for (const OpRecord* op : registered_ops())
    if (type == op->def->type) return op;
  return nullptr;
}

}  // namespace zeal
