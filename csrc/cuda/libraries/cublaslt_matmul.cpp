#include "cuda/libraries/cublaslt_matmul.h"

#include <algorithm>
#include <mutex>

#include "core/backend.h"
#include "cuda/launch.h"
#include "cuda/libraries/cublaslt_api.h"
#include "cuda/libraries/plan_cache.h"
#include "ops/linalg/matmul.h"

namespace zeal::cuda {

namespace {

// Note [Products for a column-major library]
// cuBLASLt's layouts are column-major: it sees each of our matrices transposed. So it is asked for
// C^T = op(b)^T op(a)^T: its first operand is our b, its second our a, its rows are our columns,
// and what it sees as b needs the same op() that our b needs: (b^T)^T = b, and its adjoint
// conjugates as ours does. Nothing is moved. (Its row-major order would say the same, but fewer of
// its kernels take that.)

struct Key {
  int64_t m, n, k;                          // ours: [m, k] times [k, n]
  int64_t batch, step_a, step_b, step_out;  // elements from a matrix to the next one
  int64_t in, out;                          // dtypes
  int64_t op_a, op_b, tf32, device;
  int64_t align_a, align_b, align_out;  // bytes
};

void check(const CublasLt& l, int status, const char* what) {
  if (ZEAL_LIKELY(status == lt::kSuccess)) return;
  fail(status == lt::kAllocFailed ? Code::ResourceExhausted : Code::Internal, "cuBLASLt: ", what,
       ": ", l.status_string(status));
}

// A cuBLASLt object, destroyed when it goes.
class Object {
 public:
  Object() = default;
  Object(const Object&) = delete;
  ~Object() {
    if (p_) destroy_(p_);
  }
  void own(void* p, int (*destroy)(void*)) {
    p_ = p;
    destroy_ = destroy;
  }
  operator void*() const { return p_; }

 private:
  void* p_ = nullptr;
  int (*destroy_)(void*) = nullptr;
};

struct Plan {
  Object desc, a, b, out;
  lt::Algorithm algorithm{};
  size_t workspace = 0;
  bool usable = false;
};

// One for all threads of a device: a handle keeps no state of calls.
void* handle_of(const CublasLt& l, int device) {
  static std::atomic<void*> handles[kMaxDevices];
  static std::mutex mutex;
  void* h = handles[device].load(std::memory_order_acquire);
  if (ZEAL_LIKELY(h != nullptr)) return h;
  std::lock_guard lock(mutex);
  h = handles[device].load(std::memory_order_relaxed);
  if (!h) {
    check(l, l.create(&h), "making a handle");
    handles[device].store(h, std::memory_order_release);
  }
  return h;
}

void make_layout(const CublasLt& l, Object& layout, int64_t dtype, int64_t rows, int64_t columns,
                 int64_t batch, int64_t step) {
  void* p = nullptr;
  const int type = static_cast<int>(data_type(static_cast<DType>(dtype)));
  check(
      l,
      l.layout_create(&p, type, static_cast<uint64_t>(rows), static_cast<uint64_t>(columns), rows),
      "describing a matrix");
  layout.own(p, l.layout_destroy);
  if (batch == 1) return;
  const int32_t count = static_cast<int32_t>(batch);
  check(l, l.layout_set(p, lt::kBatchCount, &count, sizeof count), "describing a batch");
  check(l, l.layout_set(p, lt::kBatchOffset, &step, sizeof step), "describing a batch");
}

template <class T>
void set(const CublasLt& l, void* preference, lt::PreferenceAttribute a, T value) {
  check(l, l.preference_set(preference, a, &value, sizeof value), "setting a preference");
}

// What is summed in which way: 16-bit floats in float32.
int compute_of(const Key& q) {
  const DType d = real_of(static_cast<DType>(q.in));
  if (d == DType::Float64) return lt::kCompute64F;
  return d == DType::Float32 && q.tf32 ? lt::kCompute32FFastTF32 : lt::kCompute32F;
}
DataType scale_of(const Key& q) {
  const DataType d = data_type(static_cast<DType>(q.in));
  return d == DataType::Float16 || d == DataType::BFloat16 ? DataType::Float32 : d;
}

std::unique_ptr<Plan> make_plan(const CublasLt& l, const Key& q) {
  auto plan = std::make_unique<Plan>();
  void* p = nullptr;
  check(l, l.desc_create(&p, compute_of(q), static_cast<int>(scale_of(q))), "describing a product");
  plan->desc.own(p, l.desc_destroy);
  const int32_t first = static_cast<int32_t>(q.op_b), second = static_cast<int32_t>(q.op_a);
  check(l, l.desc_set(p, lt::kTransA, &first, sizeof first), "describing a product");
  check(l, l.desc_set(p, lt::kTransB, &second, sizeof second), "describing a product");
  // Their columns are our rows, as stored.
  make_layout(l, plan->a, q.in, q.op_b ? q.k : q.n, q.op_b ? q.n : q.k, q.batch, q.step_b);
  make_layout(l, plan->b, q.in, q.op_a ? q.m : q.k, q.op_a ? q.k : q.m, q.batch, q.step_a);
  make_layout(l, plan->out, q.out, q.n, q.m, q.batch, q.step_out);
  Object preference;
  check(l, l.preference_create(&p), "making a preference");
  preference.own(p, l.preference_destroy);
  set<uint64_t>(
      l, preference, lt::kMaxWorkspace,
      device(static_cast<int>(q.device)).info.major >= 9 ? uint64_t{32} << 20 : uint64_t{8} << 20);
  // Partial sums are never added up in the results' 16 bits.
  set<uint32_t>(l, preference, lt::kReductionMask, lt::kInPlace | lt::kInComputeType);
  set<uint32_t>(l, preference, lt::kAlignmentA, static_cast<uint32_t>(q.align_b));
  set<uint32_t>(l, preference, lt::kAlignmentB, static_cast<uint32_t>(q.align_a));
  set<uint32_t>(l, preference, lt::kAlignmentC, static_cast<uint32_t>(q.align_out));
  set<uint32_t>(l, preference, lt::kAlignmentD, static_cast<uint32_t>(q.align_out));
  lt::HeuristicResult best{};
  int found = 0;
  const int status = l.heuristic(handle_of(l, static_cast<int>(q.device)), plan->desc, plan->a,
                                 plan->b, plan->out, plan->out, preference, 1, &best, &found);
  // Sizes that it has no kernel for are no error: ours takes them.
  if (status == lt::kSuccess && found > 0 && best.state == lt::kSuccess) {
    plan->usable = true;
    plan->algorithm = best.algorithm;
    plan->workspace = best.workspace;
  }
  return plan;
}

int64_t alignment(const void* p) {
  const auto bits = reinterpret_cast<uintptr_t>(p) | 256;
  return static_cast<int64_t>(bits & (~bits + 1));
}

bool multiply(const CublasLt& l, Stream s, Key q, const void* a, const void* b, void* out) {
  thread_local PlanCache<Key, Plan> plans(1024);
  q.align_a = alignment(a);
  q.align_b = alignment(b);
  q.align_out = alignment(out);
  const Plan& plan = plans.get(q, [&](const Key& key) { return make_plan(l, key); });
  if (!plan.usable) return false;
  // 1 and 0 in each dtype of scale_of.
  static constexpr float kFloats[2][2] = {{1, 0}, {0, 0}};
  static constexpr double kDoubles[2][2] = {{1, 0}, {0, 0}};
  const bool wide = real_of(static_cast<DType>(q.in)) == DType::Float64;
  const void* one = wide ? static_cast<const void*>(kDoubles[0]) : kFloats[0];
  const void* zero = wide ? static_cast<const void*>(kDoubles[1]) : kFloats[1];
  auto run = [&](void* workspace) {
    check(l,
          l.matmul(handle_of(l, s.device.index), plan.desc, one, b, plan.a, a, plan.b, zero, out,
                   plan.out, out, plan.out, &plan.algorithm, workspace, plan.workspace, native(s)),
          "multiplying matrices");
  };
  if (plan.workspace == 0) {
    run(nullptr);
  } else {
    const Scratch workspace(s, plan.workspace);
    run(workspace.data());
  }
  return true;
}

// A batch of products: its dimensions with the operands' steps along them, in matrices; 0 where an
// operand repeats. Neighbours along which all move alike are one.
struct Batch {
  int rank = 0;
  int64_t extent[kMaxRank], a[kMaxRank], b[kMaxRank], out[kMaxRank];

  Batch(const Shape& x, const Shape& y, const Shape& to) {
    int64_t at_x = 1, at_y = 1, at_out = 1;
    for (int i = 3; i <= to.rank(); ++i) {  // the last dimension first
      const int64_t n = to.back(i);
      const bool moves_x = i <= x.rank() && x.back(i) != 1;
      const bool moves_y = i <= y.rank() && y.back(i) != 1;
      if (n != 1) add(n, moves_x ? at_x : 0, moves_y ? at_y : 0, at_out);
      if (moves_x) at_x *= n;
      if (moves_y) at_y *= n;
      at_out *= n;
    }
  }

 private:
  void add(int64_t n, int64_t in_a, int64_t in_b, int64_t to) {
    const int last = rank - 1;
    if (rank && in_a == a[last] * extent[last] && in_b == b[last] * extent[last]) {
      extent[last] *= n;
      return;
    }
    extent[rank] = n;
    a[rank] = in_a;
    b[rank] = in_b;
    out[rank++] = to;
  }
};

constexpr int64_t kMostAtOnce = 65535;  // matrices of a call: what every kernel's grid can count

const void* plus(const void* p, int64_t elements, DType d) {
  return static_cast<const char*>(p) + elements * static_cast<int64_t>(size_of(d));
}

}  // namespace

bool cublaslt_matmul(KernelContext& k) {
  const DType in = k.dtype(), out = k.out().dtype();
  if (!(kHalf | kComplex | dtype_set(DType::Float32, DType::Float64)).contains(in)) return false;
  const CublasLt* l = find<CublasLt>();
  if (!l || k.out().numel() == 0) return false;
  const auto& at = k.attrs<op::MatMul::Attrs>();
  const Shape &x = k.shape(0), &y = k.shape(1), &to = k.out_shape();
  Key q{};
  q.m = to.back(2);
  q.n = to.back();
  q.k = x.back(at.turned_a() ? 2 : 1);
  if (q.k == 0) return false;
  // A vector is the same numbers whether turned or not.
  const bool complex = kComplex.contains(in);
  auto operation = [&](bool transposed, bool adjoint, bool vector) -> int64_t {
    if (adjoint && complex) return lt::kAdjoint;
    return (transposed || adjoint) && !vector ? lt::kTransposed : lt::kNone;
  };
  q.op_a = operation(at.transpose_a, at.adjoint_a, q.m == 1 || q.k == 1);
  q.op_b = operation(at.transpose_b, at.adjoint_b, q.n == 1 || q.k == 1);
  q.in = static_cast<int64_t>(in);
  q.out = static_cast<int64_t>(out);
  q.tf32 = real_of(in) == DType::Float32 && tensor_float_32();
  q.device = k.stream().device.index;
  const void *a = k.in(0).data(), *b = k.in(1).data();
  void* result = k.out().data();

  Batch batch(x, y, to);
  // One matrix b for all of a's: a's rows are then those of one tall matrix.
  if (batch.rank == 1 && batch.b[0] == 0 && batch.a[0] == 1 && q.op_a == lt::kNone) {
    q.m *= batch.extent[0];
    batch.rank = 0;
  }
  const int64_t size_a = q.m * q.k, size_b = q.k * q.n, size = q.m * q.n;
  if (batch.rank == 0) {
    q.batch = 1;
    return multiply(*l, k.stream(), q, a, b, result);
  }
  // The longest dimension goes to the library, the others are loops.
  const int axis =
      static_cast<int>(std::max_element(batch.extent, batch.extent + batch.rank) - batch.extent);
  q.step_a = batch.a[axis] * size_a;
  q.step_b = batch.b[axis] * size_b;
  q.step_out = batch.out[axis] * size;
  int64_t loops = 1;
  for (int d = 0; d < batch.rank; ++d)
    if (d != axis) loops *= batch.extent[d];
  for (int64_t i = 0; i < loops; ++i) {
    int64_t rest = i, from_a = 0, from_b = 0, at_out = 0;
    for (int d = 0; d < batch.rank; ++d) {
      if (d == axis) continue;
      const int64_t c = rest % batch.extent[d];
      rest /= batch.extent[d];
      from_a += c * batch.a[d];
      from_b += c * batch.b[d];
      at_out += c * batch.out[d];
    }
    for (int64_t first = 0; first < batch.extent[axis]; first += kMostAtOnce) {
      q.batch = std::min(kMostAtOnce, batch.extent[axis] - first);
      if (!multiply(*l, k.stream(), q, plus(a, from_a * size_a + first * q.step_a, in),
                    plus(b, from_b * size_b + first * q.step_b, in),
                    const_cast<void*>(plus(result, at_out * size + first * q.step_out, out))))
        return false;  // the same answer for all but alignment: what was done is done again
    }
  }
  return true;
}

}  // namespace zeal::cuda
