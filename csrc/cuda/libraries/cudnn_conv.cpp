#include "cuda/libraries/cudnn_conv.h"

#include <array>
#include <vector>

#include "core/backend.h"
#include "cuda/launch.h"
#include "cuda/libraries/cudnn_descriptor.h"
#include "cuda/libraries/plan_cache.h"

namespace zeal::cuda {

namespace {

// Note [cuDNN's graphs]
// A convolution is described by tensors, a convolution and an operation, and the three make a graph
// of one operation. Heuristics list the engines that can run it, the best first; the first that
// follows our rules (the same bits each time, float32 sums, TF32 only where it is allowed) and
// becomes an execution plan is kept for equal calls. Nothing is timed.

struct Key {
  int64_t batch, in_channels, out_channels, groups, nchw;
  int64_t h[5], w[5];  // in, out, kernel, stride, dilation
  int64_t pad_h, pad_w;
  int64_t direction, dtype, tf32, device, alignment;
};

// A thread's handle for each device: it remembers a stream.
struct Handle {
  const Cudnn* library = nullptr;
  void* handle = nullptr;
  ~Handle() {
    if (handle) library->destroy(handle);
  }
};
void* handle_of(const Cudnn& l, int device) {
  thread_local Handle handles[kMaxDevices];
  Handle& h = handles[device];
  if (ZEAL_UNLIKELY(h.library != &l)) {
    expect(l, l.create(&h.handle), "making a handle");
    h.library = &l;
  }
  return h.handle;
}

struct Plan {
  Descriptor plan;
  int64_t workspace = 0;
  bool usable = false;
};

dnn::Data data_of(DType d) {
  return d == DType::Float16 ? dnn::kHalf : d == DType::BFloat16 ? dnn::kBFloat16 : dnn::kFloat;
}

constexpr int64_t kIn = 1, kFilter = 2, kOut = 3;  // tensors' ids

// A tensor [n, c, h, w], channels last in memory unless `nchw`.
Descriptor tensor(const Cudnn& l, int64_t id, const Key& q, int64_t n, int64_t c, int64_t h,
                  int64_t w) {
  Descriptor t(l, dnn::kTensor);
  const dnn::Data type = data_of(static_cast<DType>(q.dtype));
  t.set(dnn::kTensorType, dnn::kOfDataType, &type);
  t.set(dnn::kTensorExtents, {n, c, h, w});
  if (q.nchw)
    t.set(dnn::kTensorStrides, {c * h * w, h * w, w, 1});
  else
    t.set(dnn::kTensorStrides, {h * w * c, 1, w * c, c});
  t.set(dnn::kTensorId, {id});
  t.set(dnn::kTensorAlignment, {q.alignment});
  return std::move(t.finalize());
}

Descriptor convolution(const Cudnn& l, const Key& q) {
  Descriptor c(l, dnn::kConvolution);
  const dnn::Data compute = dnn::kFloat;
  const dnn::ConvolutionMode mode = dnn::kCrossCorrelation;
  c.set(dnn::kComputeType, dnn::kOfDataType, &compute);
  c.set(dnn::kConvolutionMode, dnn::kOfConvolutionMode, &mode);
  c.set(dnn::kSpatialDims, {2});
  c.set(dnn::kDilations, {q.h[4], q.w[4]});
  c.set(dnn::kStrides, {q.h[3], q.w[3]});
  c.set(dnn::kPaddingsBefore, {q.pad_h, q.pad_w});
  c.set(dnn::kPaddingsAfter, {q.pad_h, q.pad_w});
  return std::move(c.finalize());
}

// The operation's descriptor and its first attribute: the other five follow it.
struct Operation {
  dnn::Descriptor descriptor;
  dnn::Attribute alpha;
};
constexpr Operation kOperations[] = {{dnn::kForward, dnn::kForwardAlpha},
                                     {dnn::kBackwardData, dnn::kDataAlpha},
                                     {dnn::kBackwardFilter, dnn::kFilterAlpha}};

Descriptor operation_graph(const Cudnn& l, const Key& q, void* handle) {
  const Descriptor x = tensor(l, kIn, q, q.batch, q.in_channels, q.h[0], q.w[0]);
  const Descriptor f =
      tensor(l, kFilter, q, q.out_channels, q.in_channels / q.groups, q.h[2], q.w[2]);
  const Descriptor y = tensor(l, kOut, q, q.batch, q.out_channels, q.h[1], q.w[1]);
  const Descriptor c = convolution(l, q);
  const Operation& o = kOperations[q.direction];
  auto attribute = [&](int i) { return static_cast<dnn::Attribute>(o.alpha + i); };
  const float one = 1, zero = 0;
  Descriptor operation(l, o.descriptor);
  operation.set(attribute(0), dnn::kOfFloat, &one);
  operation.set(attribute(1), dnn::kOfFloat, &zero);
  operation.set(attribute(2), c);
  operation.set(attribute(3), f);
  operation.set(attribute(4), x);
  operation.set(attribute(5), y);
  operation.finalize();
  Descriptor graph(l, dnn::kOperationGraph);
  graph.set(dnn::kGraphHandle, dnn::kOfHandle, &handle);
  graph.set(dnn::kGraphOperations, operation);
  return std::move(graph.finalize());
}

bool is_allowed(const Cudnn& l, const Descriptor& config, const Key& q) {
  Descriptor engine(l, dnn::kEngine);
  void* p = engine.get();
  int64_t count = 0;
  if (l.get(config.get(), dnn::kConfigEngine, dnn::kOfDescriptor, 1, &count, &p) != dnn::kSuccess)
    return false;
  std::array<int, dnn::kMostNotes> notes{};
  if (l.get(p, dnn::kEngineNotes, dnn::kOfNote, dnn::kMostNotes, &count, notes.data()) !=
      dnn::kSuccess)
    return false;
  for (int64_t i = 0; i < std::min<int64_t>(count, dnn::kMostNotes); ++i) {
    const int note = notes[static_cast<size_t>(i)];
    if (note == dnn::kNotDeterministic || note == dnn::kReducedPrecisionSums) return false;
    if (static_cast<DType>(q.dtype) != DType::Float32) continue;
    if (note == dnn::kDownConvertsInputs || (note == dnn::kTensorCore && !q.tf32)) return false;
  }
  return true;
}

// Makes the first of the mode's configurations that will do into a plan.
bool choose(const Cudnn& l, const Key& q, void* handle, const Descriptor& graph,
            dnn::HeuristicsMode mode, Plan& plan) {
  constexpr int64_t kMostWorkspace = int64_t{1} << 30;
  Descriptor heuristics(l, dnn::kHeuristics);
  heuristics.set(dnn::kHeuristicsGraph, graph);
  heuristics.set(dnn::kHeuristicsMode, dnn::kOfHeuristicsMode, &mode);
  if (!heuristics.try_finalize()) return false;
  int64_t count = 0;
  if (l.get(heuristics.get(), dnn::kHeuristicsResults, dnn::kOfDescriptor, 0, &count, nullptr) !=
      dnn::kSuccess)
    return false;
  std::vector<Descriptor> configs;
  std::vector<void*> pointers;
  for (int64_t i = 0; i < count; ++i) {
    configs.emplace_back(l, dnn::kEngineConfig);
    pointers.push_back(configs.back().get());
  }
  if (count == 0 || l.get(heuristics.get(), dnn::kHeuristicsResults, dnn::kOfDescriptor, count,
                          &count, pointers.data()) != dnn::kSuccess)
    return false;
  for (int64_t i = 0; i < std::min(count, static_cast<int64_t>(configs.size())); ++i) {
    const Descriptor& config = configs[static_cast<size_t>(i)];
    if (!is_allowed(l, config, q)) continue;
    Descriptor candidate(l, dnn::kExecutionPlan);
    candidate.set(dnn::kPlanHandle, dnn::kOfHandle, &handle);
    candidate.set(dnn::kPlanConfig, config);
    if (!candidate.try_finalize()) continue;
    int64_t bytes = 0, one = 0;
    if (l.get(candidate.get(), dnn::kPlanWorkspace, dnn::kOfInt64, 1, &one, &bytes) !=
            dnn::kSuccess ||
        bytes > kMostWorkspace)
      continue;
    plan.plan = std::move(candidate);
    plan.workspace = bytes;
    plan.usable = true;
    return true;
  }
  return false;
}

std::unique_ptr<Plan> make_plan(const Cudnn& l, const Key& q) {
  auto plan = std::make_unique<Plan>();
  void* handle = handle_of(l, static_cast<int>(q.device));
  try {
    const Descriptor graph = operation_graph(l, q, handle);
    if (!choose(l, q, handle, graph, dnn::kModeA, *plan))
      choose(l, q, handle, graph, dnn::kModeFallback, *plan);
  } catch (const Error& e) {
    // What it refuses to describe it does not compute; our own kernels do.
    if (e.code() == Code::ResourceExhausted) throw;
  }
  return plan;
}

}  // namespace

bool cudnn_takes(DType dtype) {
  return (kHalf | dtype_set(DType::Float32)).contains(dtype) && find<Cudnn>();
}

bool cudnn_convolve(Stream s, ConvDirection d, const ConvGeometry& g, DType dtype, void* x, void* f,
                    void* y) {
  if (!cudnn_takes(dtype)) return false;
  const Cudnn& l = *find<Cudnn>();
  void* handle = handle_of(l, s.device.index);  // made before the plans, and so gone after them
  thread_local PlanCache<Key, Plan> plans(512);
  Key q{};
  q.batch = g.batch;
  q.in_channels = g.in_channels;
  q.out_channels = g.out_channels;
  q.groups = g.groups;
  q.nchw = g.nchw;
  auto put = [](int64_t* to, const Window& w) {
    const int64_t from[] = {w.in, w.out, w.kernel, w.stride, w.dilation};
    std::copy_n(from, 5, to);
  };
  put(q.h, g.h);
  put(q.w, g.w);
  q.pad_h = g.h.pad_before;
  q.pad_w = g.w.pad_before;
  q.direction = static_cast<int64_t>(d);
  q.dtype = static_cast<int64_t>(dtype);
  q.tf32 = dtype == DType::Float32 && tensor_float_32();
  q.device = s.device.index;
  const uintptr_t bits = reinterpret_cast<uintptr_t>(x) | reinterpret_cast<uintptr_t>(f) |
                         reinterpret_cast<uintptr_t>(y) | 16;
  q.alignment = static_cast<int64_t>(bits & (~bits + 1));
  const Plan& plan = plans.get(q, [&](const Key& key) { return make_plan(l, key); });
  if (!plan.usable) return false;
  expect(l, l.set_stream(handle, native(s)), "choosing a stream");
  const Scratch workspace(s, static_cast<size_t>(std::max<int64_t>(plan.workspace, 1)));
  void* const pointers[] = {x, f, y};
  void* const room = workspace.data();
  Descriptor pack(l, dnn::kVariantPack);
  pack.set(dnn::kPackIds, {kIn, kFilter, kOut});
  pack.set(dnn::kPackPointers, dnn::kOfPointer, pointers, 3);
  pack.set(dnn::kPackWorkspace, dnn::kOfPointer, &room);
  pack.finalize();
  expect(l, l.execute(handle, plan.plan.get(), pack.get()), "convolving");
  return true;
}

}  // namespace zeal::cuda
