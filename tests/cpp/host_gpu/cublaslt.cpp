// cuBLASLt: products from descriptors, column-major, element by element.
#include <complex>

#include "core/dtype_switch.h"
#include "cuda/libraries/cublaslt_api.h"
#include "fakes.h"

namespace zeal::host_gpu {
namespace {

using cuda::DataType;
using Number = std::complex<double>;
constexpr int kInvalid = 7;

struct Desc {
  int compute, scale, operation[2] = {0, 0};
};
struct Layout {
  int type;
  int64_t rows, columns, ld;
  int32_t batch = 1;
  int64_t step = 0;
};
struct Preference {
  uint64_t workspace = 0;
  uint32_t reductions = 7, alignment[4] = {256, 256, 256, 256};
};
struct Algorithm {
  uint64_t magic;
  uint32_t alignment[4];
};
constexpr size_t kWorkspace = 640;
constexpr uint64_t kMagic = 0x5A65616C;

Number read(const void* p, int64_t i, int type) {
  switch (static_cast<DataType>(type)) {
    case DataType::Float16:
      return static_cast<float>(static_cast<const Half*>(p)[i]);
    case DataType::BFloat16:
      return static_cast<float>(static_cast<const BFloat16*>(p)[i]);
    case DataType::Float32:
      return static_cast<const float*>(p)[i];
    case DataType::Float64:
      return static_cast<const double*>(p)[i];
    case DataType::Complex64:
      return static_cast<const complex64*>(p)[i];
    default:
      return static_cast<const complex128*>(p)[i];
  }
}
void write(void* p, int64_t i, int type, Number v) {
  switch (static_cast<DataType>(type)) {
    case DataType::Float16:
      static_cast<Half*>(p)[i] = Half(static_cast<float>(v.real()));
      break;
    case DataType::BFloat16:
      static_cast<BFloat16*>(p)[i] = BFloat16(static_cast<float>(v.real()));
      break;
    case DataType::Float32:
      static_cast<float*>(p)[i] = static_cast<float>(v.real());
      break;
    case DataType::Float64:
      static_cast<double*>(p)[i] = v.real();
      break;
    case DataType::Complex64:
      static_cast<complex64*>(p)[i] = complex64(v);
      break;
    default:
      static_cast<complex128*>(p)[i] = v;
  }
}

bool is_aligned(const void* p, uint32_t bytes) {
  return reinterpret_cast<uintptr_t>(p) % bytes == 0;
}
bool fits(const Layout& l) { return l.rows > 0 && l.columns > 0 && l.ld >= l.rows && l.batch > 0; }

// Do the descriptions make a product?
bool agree(const Desc& d, const Layout& a, const Layout& b, const Layout& out) {
  if (!fits(a) || !fits(b) || !fits(out) || a.batch != out.batch || b.batch != out.batch)
    return false;
  const int64_t m = d.operation[0] ? a.columns : a.rows, k = d.operation[0] ? a.rows : a.columns;
  const int64_t n = d.operation[1] ? b.rows : b.columns, l = d.operation[1] ? b.columns : b.rows;
  const auto type = static_cast<DataType>(a.type);
  const bool half = type == DataType::Float16 || type == DataType::BFloat16;
  const bool wide = type == DataType::Float64 || type == DataType::Complex128;
  const bool result = out.type == a.type || (half && out.type == 0);
  const int scale = half ? 0 : a.type;
  const bool compute = wide ? d.compute == cuda::lt::kCompute64F
                            : d.compute == cuda::lt::kCompute32F ||
                                  (d.compute == cuda::lt::kCompute32FFastTF32 && !half);
  return m == out.rows && n == out.columns && k == l && a.type == b.type && result && compute &&
         d.scale == scale;
}

int matmul(void*, void* desc, const void* alpha, const void* a, void* al, const void* b, void* bl,
           const void* beta, const void* c, void* cl, void* out, void* ol,
           const cuda::lt::Algorithm* algorithm, void* workspace, size_t bytes, void*) {
  const Desc& d = *static_cast<Desc*>(desc);
  const Layout &x = *static_cast<Layout*>(al), &y = *static_cast<Layout*>(bl);
  const Layout& z = *static_cast<Layout*>(ol);
  const auto& chosen = *reinterpret_cast<const Algorithm*>(algorithm);
  if (!agree(d, x, y, z) || c != out || cl != ol || chosen.magic != kMagic || !workspace ||
      bytes < kWorkspace || !is_aligned(a, chosen.alignment[0]) ||
      !is_aligned(b, chosen.alignment[1]) || !is_aligned(out, chosen.alignment[3]))
    return kInvalid;
  const Number one = read(alpha, 0, d.scale), zero = read(beta, 0, d.scale);
  if (one != Number(1) || zero != Number(0)) return kInvalid;
  auto at = [](const void* p, const Layout& l, int operation, int64_t base, int64_t row,
               int64_t column) {
    if (operation) std::swap(row, column);
    const Number v = read(p, base + row + column * l.ld, l.type);
    return operation == cuda::lt::kAdjoint ? std::conj(v) : v;
  };
  const int64_t k = d.operation[0] ? x.rows : x.columns;
  for (int64_t i = 0; i < z.batch; ++i)
    for (int64_t column = 0; column < z.columns; ++column)
      for (int64_t row = 0; row < z.rows; ++row) {
        Number sum = 0;
        for (int64_t j = 0; j < k; ++j)
          sum += at(a, x, d.operation[0], i * x.step, row, j) *
                 at(b, y, d.operation[1], i * y.step, j, column);
        write(out, i * z.step + row + column * z.ld, z.type, sum);
      }
  return 0;
}

int heuristic(void*, void* desc, void* a, void* b, void* c, void* d, void* preference, int wanted,
              cuda::lt::HeuristicResult* results, int* found) {
  const Preference& p = *static_cast<Preference*>(preference);
  const bool good = agree(*static_cast<Desc*>(desc), *static_cast<Layout*>(a),
                          *static_cast<Layout*>(b), *static_cast<Layout*>(d));
  *found = 0;
  if (!good || c != d || wanted < 1 || p.reductions & 4 || p.workspace < kWorkspace)
    return kInvalid;
  *found = 1;
  results[0] = {};
  results[0].workspace = kWorkspace;
  auto& chosen = *reinterpret_cast<Algorithm*>(&results[0].algorithm);
  chosen.magic = kMagic;
  for (int i = 0; i < 4; ++i) chosen.alignment[i] = p.alignment[i];
  return 0;
}

template <class T>
int take(void* to, const void* from, size_t bytes) {
  if (bytes != sizeof(T)) return kInvalid;
  *static_cast<T*>(to) = *static_cast<const T*>(from);
  return 0;
}

const cuda::CublasLt library{
    .get_version = []() -> size_t { return 130000; },
    .status_string = [](int) { return "refused"; },
    .create = [](void** h) { return *h = h, 0; },
    .matmul = matmul,
    .heuristic = heuristic,
    .desc_create = [](void** d, int compute,
                      int scale) { return *d = new Desc{compute, scale}, 0; },
    .desc_destroy = [](void* d) { return delete static_cast<Desc*>(d), 0; },
    .desc_set =
        [](void* p, int attribute, const void* value, size_t bytes) {
          auto& d = *static_cast<Desc*>(p);
          if (attribute == cuda::lt::kTransA) return take<int32_t>(&d.operation[0], value, bytes);
          if (attribute == cuda::lt::kTransB) return take<int32_t>(&d.operation[1], value, bytes);
          return kInvalid;
        },
    .layout_create =
        [](void** p, int type, uint64_t rows, uint64_t columns, int64_t ld) {
          *p = new Layout{type, static_cast<int64_t>(rows), static_cast<int64_t>(columns), ld};
          return 0;
        },
    .layout_destroy = [](void* l) { return delete static_cast<Layout*>(l), 0; },
    .layout_set =
        [](void* p, int attribute, const void* value, size_t bytes) {
          auto& l = *static_cast<Layout*>(p);
          if (attribute == cuda::lt::kBatchCount) return take<int32_t>(&l.batch, value, bytes);
          if (attribute == cuda::lt::kBatchOffset) return take<int64_t>(&l.step, value, bytes);
          return kInvalid;
        },
    .preference_create = [](void** p) { return *p = new Preference, 0; },
    .preference_destroy = [](void* p) { return delete static_cast<Preference*>(p), 0; },
    .preference_set =
        [](void* q, int attribute, const void* value, size_t bytes) {
          auto& p = *static_cast<Preference*>(q);
          if (attribute == cuda::lt::kMaxWorkspace)
            return take<uint64_t>(&p.workspace, value, bytes);
          if (attribute == cuda::lt::kReductionMask)
            return take<uint32_t>(&p.reductions, value, bytes);
          if (attribute >= cuda::lt::kAlignmentA && attribute <= cuda::lt::kAlignmentD)
            return take<uint32_t>(&p.alignment[attribute - cuda::lt::kAlignmentA], value, bytes);
          return kInvalid;
        },
};

}  // namespace

void install_cublaslt() { cuda::replace(&library); }

}  // namespace zeal::host_gpu
