#include "autograd/check_numerics.h"

#include <sstream>

#include "autograd/tape.h"
#include "ops/array/concat.h"
#include "ops/math/cast.h"
#include "ops/math/classify.decl.h"
#include "ops/math/compare.decl.h"
#include "ops/math/complex.decl.h"
#include "ops/math/logical.decl.h"
#include "ops/math/reduce.decl.h"
#include "ops/math/reduce_logic.h"
#include "ops/math/reduce_parts.h"

namespace zeal {

namespace {

void check(const OpRecord& op, Inputs in, std::span<const Tensor> out);

// Nothing that the check itself computes is checked, or recorded.
class Unobserved {
 public:
  Unobserved() { set_observer(nullptr); }
  ~Unobserved() { set_observer(check); }
  Unobserved(const Unobserved&) = delete;
};

// Complex numbers as their real and imaginary parts.
Tensor parts(const Tensor& t) {
  return is_complex(t.dtype()) ? ops::stack(std::vector{ops::real(t), ops::imag(t)}) : t;
}

int64_t count(const Tensor& marks) {
  return ops::sum(ops::cast(marks, {.dtype = DType::Int64})).item<int64_t>();
}

void describe(std::ostream& out, const Tensor& t) {
  out << "shape=" << t.shape().str() << ", dtype=" << name_of(t.dtype());
}

[[noreturn]] void report(const OpRecord& op, Inputs in, size_t number,
                         std::span<const Tensor> out) {
  const Tensor& y = out[number];
  std::ostringstream text;
  text << "\n\n!!! Detected Infinity or NaN in output " << number << " of eagerly-executing op \""
       << op.def->type << "\" (# of outputs: " << out.size()
       << ") !!!\n  dtype: " << name_of(y.dtype()) << "\n  shape: " << y.shape().str() << '\n';
  const Tensor x = parts(y), inf = ops::is_inf(x);
  const Tensor zero = Tensor::full({}, 0, x.dtype(), x.device());
  const int64_t negative = count(ops::logical_and(inf, ops::less(x, zero)));
  const int64_t positive = count(inf) - negative;
  if (negative) text << "  # of -Inf elements: " << negative << '\n';
  if (positive) text << "  # of +Inf elements: " << positive << '\n';
  if (const int64_t n = count(ops::is_nan(x))) text << "  # of NaN elements: " << n << '\n';
  text << "\n  Input tensors (" << in.size() << "):\n";
  for (size_t i = 0; i < in.size(); ++i) {
    text << "    " << i << ": ";
    if (in[i])
      describe(text, Tensor::share(in[i]));
    else
      text << "none";
    text << '\n';
  }
  fail(Code::InvalidArgument, text.str());
}

void check(const OpRecord& op, Inputs in, std::span<const Tensor> out) {
  for (size_t i = 0; i < out.size(); ++i) {
    if (!(kFloating | kComplex).contains(out[i].dtype()) || out[i].device().is_meta()) continue;
    Unobserved pause;
    NoRecording silence;
    if (!ops::all(ops::is_finite(parts(out[i]))).item<bool>()) report(op, in, i, out);
  }
}

}  // namespace

void set_check_numerics(bool on) { set_observer(on ? check : nullptr); }

}  // namespace zeal
