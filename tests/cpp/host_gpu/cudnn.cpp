// cuDNN: convolutions from its descriptors, element by element.
#include <cstring>
#include <map>
#include <vector>

#include "core/half.h"
#include "cuda/libraries/cudnn_api.h"
#include "fakes.h"

namespace zeal::host_gpu {
namespace {

namespace dnn = cuda::dnn;
constexpr int kBad = 2000, kUnsupported = 3000;

struct Object {
  explicit Object(int t = 0) : type(t) {}
  int type;
  bool final = false;
  std::map<int, std::vector<int64_t>> numbers;
  std::map<int, std::vector<void*>> pointers;
  std::map<int, Object> objects;  // copies: a caller may destroy what it has handed over
};
Object& object(void* p) { return *static_cast<Object*>(p); }

int set(void* p, int attribute, int type, int64_t count, const void* values) {
  Object& o = object(p);
  if (o.final || count < 1) return kBad;
  switch (type) {
    case dnn::kOfInt64: {
      const auto* v = static_cast<const int64_t*>(values);
      o.numbers[attribute].assign(v, v + count);
      return 0;
    }
    case dnn::kOfDataType:
    case dnn::kOfConvolutionMode:
    case dnn::kOfHeuristicsMode:
      o.numbers[attribute] = {*static_cast<const int*>(values)};
      return 0;
    case dnn::kOfFloat:
      o.numbers[attribute] = {static_cast<int64_t>(*static_cast<const float*>(values))};
      return 0;
    case dnn::kOfHandle:
    case dnn::kOfPointer: {
      auto* v = static_cast<void* const*>(values);
      o.pointers[attribute].assign(v, v + count);
      return 0;
    }
    case dnn::kOfDescriptor: {
      const Object& other = object(*static_cast<void* const*>(values));
      if (!other.final) return kBad;
      o.objects[attribute] = other;
      return 0;
    }
    default:
      return kBad;
  }
}

// The operation's first attribute.
int first_of(int type) {
  return type == dnn::kForward        ? dnn::kForwardAlpha
         : type == dnn::kBackwardData ? dnn::kDataAlpha
                                      : dnn::kFilterAlpha;
}
bool is_operation(int type) { return type >= dnn::kForward && type <= dnn::kBackwardData; }

int64_t extent(Object& t, int d) { return t.numbers[dnn::kTensorExtents][static_cast<size_t>(d)]; }

// Only what many engines take: packed, one order for all, padding alike on both sides.
bool is_supported(Object& o) {
  const int at = first_of(o.type);
  Object &c = o.objects[at + 2], &f = o.objects[at + 3], &x = o.objects[at + 4],
         &y = o.objects[at + 5];
  auto& pads = c.numbers[dnn::kPaddingsBefore];
  if (o.numbers[at][0] != 1 || o.numbers[at + 1][0] != 0 || pads.size() != 2 ||
      pads != c.numbers[dnn::kPaddingsAfter] || c.numbers[dnn::kComputeType][0] != dnn::kFloat ||
      c.numbers[dnn::kConvolutionMode][0] != dnn::kCrossCorrelation)
    return false;
  bool planar = false;  // of one channel, both orders are the same numbers in memory
  for (Object* t : {&x, &f, &y})
    if (extent(*t, 1) > 1) planar = t->numbers[dnn::kTensorStrides][3] == 1;
  for (Object* t : {&x, &f, &y}) {
    const int64_t ch = extent(*t, 1), h = extent(*t, 2), w = extent(*t, 3);
    const std::vector<int64_t> packed = planar ? std::vector<int64_t>{ch * h * w, h * w, w, 1}
                                               : std::vector<int64_t>{h * w * ch, 1, w * ch, ch};
    if (t->numbers[dnn::kTensorStrides] != packed && ch != 1) return false;
    if (t->numbers[dnn::kTensorType] != x.numbers[dnn::kTensorType]) return false;
  }
  for (int d = 0; d < 2; ++d) {
    const auto i = static_cast<size_t>(d);
    const int64_t reach = (extent(f, 2 + d) - 1) * c.numbers[dnn::kDilations][i] + 1;
    const int64_t free = extent(x, 2 + d) + 2 * pads[i] - reach;
    if (free < 0 || free / c.numbers[dnn::kStrides][i] + 1 != extent(y, 2 + d)) return false;
  }
  return extent(x, 1) % extent(f, 1) == 0 && extent(f, 0) == extent(y, 1) &&
         extent(x, 0) == extent(y, 0);
}

int finalize(void* p) {
  Object& o = object(p);
  if (o.final) return kBad;
  if (is_operation(o.type) && !is_supported(o)) return kUnsupported;
  o.final = true;
  return 0;
}

// Three configurations: one not repeatable, one that converts float32, one that will do.
int get(const void* p, int attribute, int, int64_t wanted, int64_t* count, void* values) {
  Object& o = object(const_cast<void*>(p));
  if (!o.final) return kBad;
  if (attribute == dnn::kHeuristicsResults) {
    *count = 3;
    for (int64_t i = 0; i < std::min<int64_t>(wanted, 3); ++i) {
      Object& config = object(static_cast<void**>(values)[i]);
      config.final = true;
      config.numbers[0] = {i};
      config.objects[1] = o.objects[dnn::kHeuristicsGraph];
    }
  } else if (attribute == dnn::kConfigEngine) {
    Object& engine = object(*static_cast<void**>(values));
    engine.numbers[0] = o.numbers[0];
    engine.final = true;
    *count = 1;
  } else if (attribute == dnn::kEngineNotes) {
    const int64_t which = o.numbers[0][0];
    *count = which == 2 ? 0 : 1;
    *static_cast<int*>(values) = which == 0 ? dnn::kNotDeterministic : dnn::kDownConvertsInputs;
  } else if (attribute == dnn::kPlanWorkspace) {
    *static_cast<int64_t*>(values) = 100;
    *count = 1;
  } else {
    return kBad;
  }
  return 0;
}

float read(const void* p, int64_t i, int64_t type) {
  if (type == dnn::kHalf) return static_cast<float>(static_cast<const Half*>(p)[i]);
  if (type == dnn::kBFloat16) return static_cast<float>(static_cast<const BFloat16*>(p)[i]);
  return static_cast<const float*>(p)[i];
}
void write(void* p, int64_t i, int64_t type, double v) {
  if (type == dnn::kHalf)
    static_cast<Half*>(p)[i] = Half(static_cast<float>(v));
  else if (type == dnn::kBFloat16)
    static_cast<BFloat16*>(p)[i] = BFloat16(static_cast<float>(v));
  else
    static_cast<float*>(p)[i] = static_cast<float>(v);
}

int execute(void*, void* plan, void* pack) {
  Object& config = object(plan).objects[dnn::kPlanConfig];
  Object& o = config.objects[1].objects[dnn::kGraphOperations];
  Object& variant = object(pack);
  const int64_t dtype = o.objects[first_of(o.type) + 4].numbers[dnn::kTensorType][0];
  if (!variant.final || (config.numbers[0][0] != 2 && !(config.numbers[0][0] == 1 && dtype)))
    return kBad;
  const int at = first_of(o.type);
  Object& c = o.objects[at + 2];
  Object* tensors[] = {&o.objects[at + 4], &o.objects[at + 3], &o.objects[at + 5]};
  void* data[3] = {};
  auto& ids = variant.numbers[dnn::kPackIds];
  for (int t = 0; t < 3; ++t)
    for (size_t i = 0; i < ids.size(); ++i)
      if (ids[i] == tensors[t]->numbers[dnn::kTensorId][0])
        data[t] = variant.pointers[dnn::kPackPointers][i];
  if (!variant.pointers[dnn::kPackWorkspace][0]) return kBad;
  for (int t = 0; t < 3; ++t)
    if (!data[t] || reinterpret_cast<uintptr_t>(data[t]) %
                        static_cast<uintptr_t>(tensors[t]->numbers[dnn::kTensorAlignment][0]))
      return kBad;
  Object &x = *tensors[0], &f = *tensors[1], &y = *tensors[2];
  auto place = [](Object& t, int64_t n, int64_t ch, int64_t h, int64_t w) {
    const auto& s = t.numbers[dnn::kTensorStrides];
    return n * s[0] + ch * s[1] + h * s[2] + w * s[3];
  };
  const int target = o.type == dnn::kForward ? 2 : o.type == dnn::kBackwardData ? 0 : 1;
  Object& to = *tensors[target];
  std::vector<double> sums(
      static_cast<size_t>(extent(to, 0) * extent(to, 1) * extent(to, 2) * extent(to, 3)));
  const int64_t groups = extent(x, 1) / extent(f, 1), outs = extent(f, 0) / groups;
  for (int64_t n = 0; n < extent(y, 0); ++n)
    for (int64_t k = 0; k < extent(y, 1); ++k)
      for (int64_t oh = 0; oh < extent(y, 2); ++oh)
        for (int64_t ow = 0; ow < extent(y, 3); ++ow)
          for (int64_t ci = 0; ci < extent(f, 1); ++ci)
            for (int64_t i = 0; i < extent(f, 2); ++i)
              for (int64_t j = 0; j < extent(f, 3); ++j) {
                auto& strides = c.numbers[dnn::kStrides];
                auto& dilations = c.numbers[dnn::kDilations];
                auto& pads = c.numbers[dnn::kPaddingsBefore];
                const int64_t ih = oh * strides[0] + i * dilations[0] - pads[0];
                const int64_t iw = ow * strides[1] + j * dilations[1] - pads[1];
                if (ih < 0 || ih >= extent(x, 2) || iw < 0 || iw >= extent(x, 3)) continue;
                const int64_t place_of[] = {place(x, n, k / outs * extent(f, 1) + ci, ih, iw),
                                            place(f, k, ci, i, j), place(y, n, k, oh, ow)};
                double product = 1;
                for (int t = 0; t < 3; ++t)
                  if (t != target) product *= read(data[t], place_of[t], dtype);
                sums[static_cast<size_t>(place_of[target])] += product;
              }
  for (size_t i = 0; i < sums.size(); ++i)
    write(data[target], static_cast<int64_t>(i), dtype, sums[i]);
  return 0;
}

const cuda::Cudnn library{
    .get_version = []() -> size_t { return 91000; },
    .error_string = [](int) { return "refused"; },
    .create = [](void** h) { return *h = h, 0; },
    .destroy = [](void*) { return 0; },
    .set_stream = [](void*, void*) { return 0; },
    .descriptor_create = [](int type, void** d) { return *d = new Object(type), 0; },
    .descriptor_destroy = [](void* d) { return delete static_cast<Object*>(d), 0; },
    .finalize = finalize,
    .set = set,
    .get = get,
    .execute = execute,
};

}  // namespace

void install_cudnn() { cuda::replace(&library); }

}  // namespace zeal::host_gpu
