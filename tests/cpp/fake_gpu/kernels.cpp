// The fake GPU's kernels: the CPU's, on the shadow of device memory, when their turn comes.
#include <cstring>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/storage.h"
#include "cuda/each.h"
#include "cuda/stream.h"
#include "dispatch/dispatch.h"
#include "dispatch/registry.h"
#include "dispatch/thread_state.h"
#include "fake.h"

namespace zeal::fake {

namespace {

// A tensor as it was when the kernel was queued.
struct Operand {
  bool present = false;
  DType dtype{};
  Shape shape;
  void* data = nullptr;
  std::vector<unsigned char> value;  // of a number on the host

  explicit Operand(TensorImpl* x) {
    if (!x) return;
    present = true;
    dtype = x->dtype();
    shape = x->shape();
    data = x->data();
    if (!x->device().is_cpu()) return;
    value.resize(x->bytes());
    std::memcpy(value.data(), data, x->bytes());
  }
  // The same on the host, over the shadow.
  Tensor host() const {
    if (!present) return {};
    Storage* s = Storage::borrow(
        value.empty() ? shadow(data) : const_cast<unsigned char*>(value.data()),
        static_cast<size_t>(shape.numel()) * size_of(dtype), {}, [](void*) {}, nullptr);
    return Tensor::steal(TensorImpl::adopt(s, dtype, shape, {}));
  }
};

struct Call {
  const OpRecord& op;
  std::vector<Operand> in, out;
  std::unique_ptr<char[]> attrs;
  cuda::StreamState& stream;

  explicit Call(KernelContext& k) : op(k.op()), stream(cuda::state(k.stream())) {
    for (int i = 0; i < k.num_inputs(); ++i) in.emplace_back(k.has(i) ? &k.in(i) : nullptr);
    for (int i = 0; i < k.num_outputs(); ++i) out.emplace_back(&k.out(i));
    if (!k.raw_attrs() || !op.attrs.size) return;
    attrs = std::make_unique<char[]>(op.attrs.size + 16);
    if (op.attrs.trivial)
      std::memcpy(attrs_data(), k.raw_attrs(), op.attrs.size);
    else
      op.attrs.copy(attrs_data(), k.raw_attrs());
  }
  ~Call() {
    if (attrs && !op.attrs.trivial) op.attrs.destroy(attrs_data());
  }
  void* attrs_data() const {
    if (!attrs) return nullptr;
    return reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(attrs.get()) + 15) &
                                   ~uintptr_t{15});
  }

  void run() const {
    // Whoever waits runs this: its device, tapes and observers have nothing to do with it.
    const ThreadState before = thread_state;
    thread_state = {};
    thread_state.device = Device{};
    try {
      std::vector<Tensor> keep, results;
      std::vector<TensorImpl*> inputs;
      for (const Operand& x : in) inputs.push_back(keep.emplace_back(x.host()).get());
      for (const Operand& x : out) results.push_back(x.host());
      KernelContext k(op, inputs, results.data(), static_cast<int>(results.size()), attrs_data(),
                      Stream{});
      op.slots->kernels[static_cast<int>(DeviceType::CPU)](k);
    } catch (const Error& e) {
      report(e.message());
    }
    thread_state = before;
  }

  // As a kernel would, of which the first complaint counts.
  void report(const std::string& message) const {
    cuda::ErrorFlag& flag = *stream.flag;
    if (flag.taken) return;
    static auto* const kept = new std::set<std::string>;
    const std::string prefix = std::string(op.def->type) + ": ";
    flag.op = op.def->type;
    flag.text = kept->insert(message.starts_with(prefix) ? message.substr(prefix.size()) : message)
                    .first->c_str();
    flag.taken = 1;
  }
};

void kernel(KernelContext& k) {
  auto call = std::make_shared<Call>(k);
  enqueue(cuda::native(k.stream()), [call] { call->run(); });
}

}  // namespace

void install_kernels(const std::string& without, bool cpu_only) {
  std::set<std::string> missing;
  std::istringstream names(without);
  for (std::string name; std::getline(names, name, ',');) missing.insert(name);
  for (int i = 0; i < kNumOps; ++i)
    if (kOps[i]->cpu) kOps[i]->slots->kernels[static_cast<int>(DeviceType::CUDA)] = kernel;
  if (!cpu_only) install_host_kernels();
  for (int i = 0; i < kNumOps; ++i)
    if (missing.count(kOps[i]->def->type))
      kOps[i]->slots->kernels[static_cast<int>(DeviceType::CUDA)] = nullptr;
}

}  // namespace zeal::fake

namespace zeal::cuda {

void run_cpu_kernel(KernelContext& k) { fake::kernel(k); }

void queue_on_host(Stream s, std::function<void()> work) {
  fake::enqueue(native(s), [work = std::move(work)] {
    fake::Touchable touchable;
    work();
  });
}

}  // namespace zeal::cuda
