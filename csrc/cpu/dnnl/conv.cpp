// Convolution by oneDNN: prepared once per geometry and thread, then run with little more than a
// lookup.
#include <cstring>
#include <memory>
#include <new>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>
#include "core/determinism.h"
#include "core/tensor.h"
#include "cpu/conv.h"
#include "cpu/dnnl/openmp.h"

namespace zeal {

namespace {

using dnnl::memory;
using Dims = memory::dims;

enum class Kind : int64_t { Forward, ByInput, ByFilter };

// Everything that a prepared convolution depends on; numbers of one size, so bytes can be compared.
struct Key {
  ConvGeometry g;
  Kind kind;
  int64_t dtype;
  int64_t threads;
  bool operator==(const Key& o) const { return std::memcmp(this, &o, sizeof o) == 0; }
};
static_assert(std::has_unique_object_representations_v<Key>);

struct KeyHash {
  size_t operator()(const Key& k) const {
    int64_t v[sizeof(Key) / sizeof(int64_t)];
    std::memcpy(v, &k, sizeof k);
    uint64_t h = 0;
    for (int64_t x : v) h = (h ^ static_cast<uint64_t>(x)) * 0x9e3779b97f4a7c15u, h ^= h >> 32;
    return h;
  }
};

constexpr size_t align(size_t n) { return (n + 63) & ~size_t{63}; }

// A primitive and its arguments; what its scratchpad needs is carved from a common workspace.
struct Step {
  dnnl::primitive primitive;
  std::vector<dnnl_exec_arg_t> args;
  memory scratch;

  Step(const dnnl::primitive& p, const memory::desc& scratch_desc, const dnnl::engine& engine,
       std::initializer_list<dnnl_exec_arg_t> with)
      : primitive(p), args(with), scratch(scratch_desc, engine, DNNL_MEMORY_NONE) {
    if (scratch_desc.get_size()) args.push_back({DNNL_ARG_SCRATCHPAD, scratch.get()});
  }
  void run(const dnnl::stream& s) const {
    dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive.get(), s.get(),
                                                   static_cast<int>(args.size()), args.data()),
                            "a primitive could not be executed");
  }
};

// One of the three tensors: as the caller has it, and as the primitive wants it.
struct Operand {
  memory user, packed;
  bool repack = false;
  size_t at = 0;  // of `packed` in the workspace
};

memory::data_type dnnl_type(DType d) {
  return d == DType::BFloat16 ? memory::data_type::bf16 : memory::data_type::f32;
}

class Plan {
 public:
  Plan(const Key& key, const dnnl::engine& engine);
  // a and b are the inputs, in the order of ConvKernels' functions.
  void run(const dnnl::stream& s, const void* a, const void* b, void* out) {
    Tensor workspace;
    char* base = nullptr;
    if (workspace_ > 0) {
      workspace = Tensor::empty(DType::UInt8, {static_cast<int64_t>(workspace_)});
      base = workspace.data<char>();
    }
    void* data[] = {const_cast<void*>(a), const_cast<void*>(b), out};
    for (int i = 0; i < 3; ++i) {
      operands_[i].user.set_data_handle(data[i]);
      if (operands_[i].repack) operands_[i].packed.set_data_handle(base + operands_[i].at);
    }
    for (Step& step : steps_) {
      step.scratch.set_data_handle(base + scratch_at_);
      step.run(s);
    }
  }

 private:
  void bind(Operand& o, const memory::desc& user, const memory::desc& wanted,
            const dnnl::engine& engine);
  template <class Desc>
  void add(const Desc& desc, const dnnl::primitive& p, const dnnl::engine& engine,
           std::initializer_list<dnnl_exec_arg_t> args) {
    steps_.emplace_back(p, desc.scratchpad_desc(), engine, args);
    scratch_ = std::max(scratch_, align(desc.scratchpad_desc().get_size()));
  }
  void add_reorder(memory& from, memory& to, const dnnl::engine& engine) {
    dnnl::primitive_attr attr;
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    dnnl::reorder::primitive_desc d(engine, from.get_desc(), engine, to.get_desc(), attr);
    add(d, dnnl::reorder(d), engine, {{DNNL_ARG_FROM, from.get()}, {DNNL_ARG_TO, to.get()}});
  }

  Operand operands_[3];
  std::vector<Step> steps_;
  size_t workspace_ = 0, scratch_ = 0, scratch_at_ = 0;
};

void Plan::bind(Operand& o, const memory::desc& user, const memory::desc& wanted,
                const dnnl::engine& engine) {
  o.user = memory(user, engine, DNNL_MEMORY_NONE);
  o.repack = user != wanted;
  o.packed = o.repack ? memory(wanted, engine, DNNL_MEMORY_NONE) : o.user;
  if (o.repack) {
    o.at = workspace_;
    workspace_ += align(wanted.get_size());
  }
}

Plan::Plan(const Key& key, const dnnl::engine& engine) {
  const ConvGeometry& g = key.g;
  using Tag = memory::format_tag;
  const auto type = dnnl_type(static_cast<DType>(key.dtype));
  const Dims x_dims{g.batch, g.in_channels, g.h.in, g.w.in};
  const Dims y_dims{g.batch, g.out_channels, g.h.out, g.w.out};
  const Dims f_dims = g.groups == 1
                          ? Dims{g.out_channels, g.in_channels, g.h.kernel, g.w.kernel}
                          : Dims{g.groups, g.group_out(), g.group_in(), g.h.kernel, g.w.kernel};
  const memory::desc x_user(x_dims, type, g.nchw ? Tag::nchw : Tag::nhwc);
  const memory::desc y_user(y_dims, type, g.nchw ? Tag::nchw : Tag::nhwc);
  const memory::desc f_user(f_dims, type, g.groups == 1 ? Tag::hwio : Tag::hwigo);
  // Channels last is what oneDNN computes on as it is; filters, being small, are packed each time.
  const memory::desc x_any = g.nchw ? memory::desc(x_dims, type, Tag::any) : x_user;
  const memory::desc y_any = g.nchw ? memory::desc(y_dims, type, Tag::any) : y_user;
  const memory::desc f_any(f_dims, type, Tag::any);

  const Dims strides{g.h.stride, g.w.stride};
  const Dims dilations{g.h.dilation - 1, g.w.dilation - 1};
  const Dims before{g.h.pad_before, g.w.pad_before};
  // What of the padding behind no window reaches is not oneDNN's to see: the sizes must tally.
  auto behind = [](const Window& w) {
    return (w.out - 1) * w.stride + (w.kernel - 1) * w.dilation + 1 - w.in - w.pad_before;
  };
  const Dims after{behind(g.h), behind(g.w)};
  const auto algorithm = dnnl::algorithm::convolution_direct;
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);

  dnnl::convolution_forward::primitive_desc forward(engine, dnnl::prop_kind::forward_training,
                                                    algorithm, x_any, f_any, y_any, strides,
                                                    dilations, before, after, attr);
  auto& [a, b, out] = operands_;
  auto pack_inputs = [&] {
    if (a.repack) add_reorder(a.user, a.packed, engine);
    if (b.repack) add_reorder(b.user, b.packed, engine);
  };
  switch (key.kind) {
    case Kind::Forward:
      bind(a, x_user, forward.src_desc(), engine);
      bind(b, f_user, forward.weights_desc(), engine);
      bind(out, y_user, forward.dst_desc(), engine);
      pack_inputs();
      add(forward, dnnl::convolution_forward(forward), engine,
          {{DNNL_ARG_SRC, a.packed.get()},
           {DNNL_ARG_WEIGHTS, b.packed.get()},
           {DNNL_ARG_DST, out.packed.get()}});
      break;
    case Kind::ByInput: {
      dnnl::convolution_backward_data::primitive_desc d(
          engine, algorithm, x_any, f_any, y_any, strides, dilations, before, after, forward, attr);
      bind(a, f_user, d.weights_desc(), engine);
      bind(b, y_user, d.diff_dst_desc(), engine);
      bind(out, x_user, d.diff_src_desc(), engine);
      pack_inputs();
      add(d, dnnl::convolution_backward_data(d), engine,
          {{DNNL_ARG_WEIGHTS, a.packed.get()},
           {DNNL_ARG_DIFF_DST, b.packed.get()},
           {DNNL_ARG_DIFF_SRC, out.packed.get()}});
      break;
    }
    case Kind::ByFilter: {
      dnnl::convolution_backward_weights::primitive_desc d(
          engine, algorithm, x_any, f_any, y_any, strides, dilations, before, after, forward, attr);
      bind(a, x_user, d.src_desc(), engine);
      bind(b, y_user, d.diff_dst_desc(), engine);
      bind(out, f_user, d.diff_weights_desc(), engine);
      pack_inputs();
      add(d, dnnl::convolution_backward_weights(d), engine,
          {{DNNL_ARG_SRC, a.packed.get()},
           {DNNL_ARG_DIFF_DST, b.packed.get()},
           {DNNL_ARG_DIFF_WEIGHTS, out.packed.get()}});
      break;
    }
  }
  if (out.repack) add_reorder(out.packed, out.user, engine);
  scratch_at_ = workspace_;
  workspace_ += scratch_;
}

// A plan holds memory objects whose pointers are set for each call, so every thread has its own
// plans; oneDNN itself shares the compiled code among them.
class Planner {
 public:
  static Planner& of_this_thread() {
    static thread_local Planner planner;
    return planner;
  }
  // Null when oneDNN cannot compute this.
  Plan* find(const Key& key) {
    if (last_ && last_key_ == key) return last_;
    if (auto it = plans_.find(key); it != plans_.end()) return remember(key, it->second.get());
    std::unique_ptr<Plan> made;
    try {
      made = std::make_unique<Plan>(key, engine_);
    } catch (const dnnl::error& e) {
      if (e.status == dnnl_out_of_memory) fail(Code::ResourceExhausted, "oneDNN: ", e.what());
    }
    if (plans_.size() >= kMostPlans) plans_.clear();
    return remember(key, (plans_[key] = std::move(made)).get());
  }
  const dnnl::stream& stream() const { return stream_; }

 private:
  static constexpr size_t kMostPlans = 512;
  Plan* remember(const Key& key, Plan* plan) {
    last_key_ = key;
    return last_ = plan;
  }
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  std::unordered_map<Key, std::unique_ptr<Plan>, KeyHash> plans_;
  Key last_key_{};
  Plan* last_ = nullptr;
};

// oneDNN counts in 32 bits here and there; sizes that no image has go elsewhere.
bool fits(const ConvGeometry& g) {
  const int64_t most = 1 << 24;
  for (const Window& w : {g.h, g.w}) {
    for (int64_t v : {w.in, w.out, w.kernel, w.stride, w.dilation, w.pad_before, w.pad_after})
      if (v > most) return false;
    if ((w.kernel - 1) * w.dilation > most) return false;
  }
  return g.batch <= INT32_MAX && g.in_channels <= most && g.out_channels <= most;
}

// Up to here to wake the other threads takes about as long.
bool worth_threads(const ConvGeometry& g) {
  const auto products = static_cast<double>(g.out_size()) * static_cast<double>(g.group_in()) *
                        static_cast<double>(g.h.kernel * g.w.kernel);
  return products > 1 << 22;
}

bool run(Kind kind, const ConvGeometry& g, DType dtype, const void* a, const void* b, void* out) {
  if ((dtype != DType::Float32 && dtype != DType::BFloat16) || !fits(g)) return false;
  // Gradients by the filter are summed over the threads' parts of the batch.
  const bool alone = !worth_threads(g) || (kind == Kind::ByFilter && op_determinism());
  OpenMp threads(alone);
  Key key{g, kind, static_cast<int64_t>(dtype), threads.size()};
  try {
    Planner& planner = Planner::of_this_thread();
    Plan* plan = planner.find(key);
    if (!plan) return false;
    plan->run(planner.stream(), a, b, out);
    return true;
  } catch (const dnnl::error& e) {
    if (e.status == dnnl_out_of_memory) fail(Code::ResourceExhausted, "oneDNN: ", e.what());
    return false;
  } catch (const std::bad_alloc&) {
    fail(Code::ResourceExhausted, "oneDNN: out of memory");
  }
}

const ConvKernels kernels{
    .forward = [](const ConvGeometry& g, DType d, const void* x, const void* f,
                  void* y) { return run(Kind::Forward, g, d, x, f, y); },
    .by_input = [](const ConvGeometry& g, DType d, const void* f, const void* dy,
                   void* dx) { return run(Kind::ByInput, g, d, f, dy, dx); },
    .by_filter = [](const ConvGeometry& g, DType d, const void* x, const void* dy,
                    void* df) { return run(Kind::ByFilter, g, d, x, dy, df); },
};

}  // namespace

extern "C" ZEAL_API const ConvKernels* zeal_dnnl_kernels() { return &kernels; }

}  // namespace zeal
