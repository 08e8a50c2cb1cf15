// Conversions between element types for one instruction set.
#include "cpu/cast_kernels.h"

#include "core/dtype_switch.h"
#include "cpu/loops.h"

namespace zeal {
namespace {

template <class S, class D>
void loop(const void* in, void* out, int64_t n) {
  const S* x = static_cast<const S*>(in);
  D* y = static_cast<D*>(out);
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) y[i] = convert<D>(x[i]);
}

template <class T>
constexpr bool common =
    std::is_same_v<T, bool> || std::is_same_v<T, uint8_t> || std::is_same_v<T, int32_t> ||
    std::is_same_v<T, int64_t> || std::is_same_v<T, float> || std::is_same_v<T, double>;

template <class S, class D>
constexpr CastLoop loop_of() {
  if constexpr (std::is_same_v<S, D>)
    return nullptr;
  else if constexpr (!ZEAL_ISA_IS_BASELINE && !(common<S> && common<D>))
    return nullptr;
  else if constexpr (is_narrow_float<S> && !std::is_same_v<D, float>)
    return nullptr;
  else if constexpr (is_narrow_float<D> && !std::is_same_v<S, float>)
    return nullptr;
  else
    return loop<S, D>;
}

template <class S>
constexpr std::array<CastLoop, kNumDTypes> row() {
  return {
#define X(e, t, n) loop_of<S, t>(),
      ZEAL_FOR_EACH_DTYPE(X)
#undef X
  };
}

}  // namespace

#define ZEAL_NAME_(isa) cast_table_##isa
#define ZEAL_NAME(isa) ZEAL_NAME_(isa)
extern const CastTable ZEAL_NAME(ZEAL_ISA);
const CastTable ZEAL_NAME(ZEAL_ISA) = {{
#define X(e, t, n) row<t>(),
    ZEAL_FOR_EACH_DTYPE(X)
#undef X
}};

}  // namespace zeal
