// What element-wise ops refuse of integer inputs' values.
#include "core/dtype_switch.h"
#include "ops/math/divide.h"
#include "ops/math/power.h"

namespace zeal::op {

namespace {
// Is bad(x) true of any element of input 1? A plain loop over blocks, which compilers vectorise.
template <class T, class F>
bool any(const KernelContext& k, F bad) {
  const T* x = k.in<T>(1);
  const int64_t n = k.in(1).numel();
  for (int64_t at = 0; at < n; at += 4096) {
    const int64_t end = at + 4096 < n ? at + 4096 : n;
    bool found = false;
    for (int64_t i = at; i < end; ++i) found |= bad(x[i]);
    if (found) return true;
  }
  return false;
}
}  // namespace

void check_divisor(const KernelContext& k) {
  if (!is_integer(k.dtype())) return;
  bool zero = switch_dtype<kInteger>(
      k.dtype(), [&]<class T>() { return any<T>(k, [](T y) { return y == T(0); }); });
  if (zero) k.fail("Integer division by zero");
}

void Pow::check(const KernelContext& k) {
  if (!is_integer(k.dtype())) return;
  bool negative = switch_dtype<kSignedInt>(
      k.dtype(), [&]<class T>() { return any<T>(k, [](T y) { return y < T(0); }); });
  if (negative) k.fail("Integers to negative integer powers are not allowed");
}

}  // namespace zeal::op
