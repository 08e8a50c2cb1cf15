#include "dispatch/placement.h"

#include <atomic>

#include "core/storage.h"
#include "dispatch/dispatch.h"
#include "dispatch/profiler.h"

namespace zeal {

namespace {

std::atomic<bool> soft_placement{true};

// What a profile calls copies between devices that the dispatcher makes.
constexpr OpDef kCopyDef{.type = "CopyBetweenDevices",
                         .endpoints = "",
                         .signature = "(x)",
                         .doc = "Copies a tensor to another device.",
                         .dtypes = kAny};
OpSlots copy_slots;
constexpr OpRecord kCopy{.def = &kCopyDef, .slots = &copy_slots, .attrs = {}, .signature = {}};

Tensor copied(TensorImpl* x, Device to) {
  if (ZEAL_LIKELY(!profiling::is_on())) return Tensor::share(x).to(to);
  TensorImpl* in[] = {x};
  profiling::TimedCall timer(kCopy, in);
  timer.wrote(x->bytes());
  return Tensor::share(x).to(to);
}

// Overwrites `to` with a tensor of another device.
void copy_into(const Tensor& from, const Tensor& to) {
  Tensor here = copied(from.get(), to.device());
  if (!to.bytes()) return;
  const Backend& b = backend(to.device().type);
  b.copy_within(to.data(), to.device(), here.data(), to.bytes(), b.current_stream(to.device()));
}

}  // namespace

bool soft_device_placement() { return soft_placement.load(std::memory_order_relaxed); }
void set_soft_device_placement(bool on) { soft_placement.store(on, std::memory_order_relaxed); }

ZEAL_NOINLINE Device choose_device() { return thread_state.device = default_device(); }

// The name of the parameter that input number `input` came in by.
std::string_view argument_name(const OpRecord& op, int input) {
  int n = 0;
  for (const Param& p : op.signature.all())
    if (p.kind != ParamKind::Attr && p.kind != ParamKind::Name) {
      if (p.kind == ParamKind::List || n == input) return p.name;
      ++n;
    }
  return "?";
}

Inputs Moved::to(const OpRecord& op, Inputs from, Device target, bool always) {
  TensorImpl** list = in_;
  if (from.size() > std::size(in_))
    list = (many_ = std::make_unique<TensorImpl*[]>(from.size())).get();
  copies_ = std::make_unique<Tensor[]>(from.size());
  for (size_t i = 0; i < from.size(); ++i) {
    list[i] = from[i];
    if (!from[i] || is_readable(op, from[i], target)) continue;
    if (!always && thread_state.explicit_device && !soft_device_placement() &&
        !(from[i]->shape().rank() == 0 && from[i]->device() == Device{}))  // a number
      fail(Code::InvalidArgument, op.def->type, ": argument '", argument_name(op, int(i)),
           "' is on ", full_name(from[i]->device()), " but the op runs on ", full_name(target),
           "; copy it there or turn soft placement on");
    copies_[i] = copied(from[i], target);
    list[i] = copies_[i].get();
  }
  return {list, from.size()};
}

void share_memory(const Backend& b, Stream stream, Inputs in, Tensor* out, int outs) {
  auto look = [&](TensorImpl* x) {
    Storage* memory = x ? x->storage() : nullptr;
    if (memory && memory->stream().handle != stream.handle && x->device() == stream.device)
      b.share(stream, memory);
  };
  for (TensorImpl* x : in) look(x);
  for (int i = 0; i < outs; ++i) look(out[i].get());
}

void run_elsewhere(const OpRecord& op, Inputs in, const void* attrs, Device device, Tensor* out,
                   int outs) {
  const Device cpu{};
  KernelFn kernel = op.slots->kernels[static_cast<int>(cpu.type)];
  if (device.is_cpu() || !kernel || !soft_device_placement())
    fail(Code::Unimplemented, op.def->type, " has no kernel for device ", full_name(device),
         device.is_cpu() || !kernel ? "" : "; with soft device placement it runs on the CPU");
  Moved moved;
  Inputs here = moved.to(op, in, cpu, true);
  auto results = std::make_unique<Tensor[]>(static_cast<size_t>(outs));
  for (int i = 0; i < outs; ++i) results[i] = Tensor::empty(out[i].dtype(), out[i].shape(), cpu);
  // Kernels that call other ops must run those on the CPU as well.
  struct Scope {
    const Device before = thread_state.device;
    Scope() { thread_state.device = Device{}; }
    ~Scope() { thread_state.device = before; }
  };
  {
    Scope scope;
    KernelContext k(op, here, results.get(), outs, attrs, backend(cpu.type).current_stream(cpu));
    kernel(k);
  }
  for (int i = 0; i < outs; ++i) copy_into(results[i], out[i]);
}

}  // namespace zeal
