// A call of an op with batched inputs: its rule computes what the outputs' values are.
#include <cstring>
#include <numeric>

#include "dispatch/batch.h"
#include "dispatch/dispatch.h"
#include "dispatch/thread_state.h"
#include "ops/array/concat.h"
#include "ops/array/reshape.h"
#include "ops/array/slice.h"

namespace zeal {

namespace {

BatchScope& innermost_scope(Inputs in) {
  BatchScope* innermost = nullptr;
  for (TensorImpl* x : in)
    if (const Batched* b = batched(x)) {
      BatchScope& s = scope_of(*b);
      if (!innermost || s.depth() > innermost->depth()) innermost = &s;
    }
  return *innermost;
}

}  // namespace

void call_batched(const OpRecord& op, Inputs in, const void* attrs, Outputs& out) {
  BatchScope& scope = innermost_scope(in);
  BatchContext c(op, in, attrs, scope, out);
  {
    OutsideScope outside(scope);
    if (c.by_value_ || !call_spread(c)) {
      if (op.batch && !c.by_value_)
        op.batch(c);
      else
        c.fall_back();
    }
  }
  record_batched(op, in, attrs, out.data(), out.size(), scope.depth());
}

BatchContext::BatchContext(const OpRecord& op, Inputs in, const void* attrs, BatchScope& scope,
                           Outputs& out)
    : op_(op), in_(in), attrs_(attrs), scope_(scope), out_(out), infer_(op, in, attrs) {
  try {
    op.def->infer(infer_);
  } catch (const Error& e) {
    // The shape of the result depends on the values of a batched input, which infer cannot read:
    // they may give one shape all the same.
    if (e.code() != Code::Type || scope.size() == 0) throw;
    by_value_ = true;
  }
  for (TensorImpl* x : in) {
    const Batched* b = zeal::batched(x);
    batched_.push_back(b && b->scope == scope.id() ? b : nullptr);
  }
}

Shape BatchContext::with_batch(const Shape& one) const {
  Shape s = one;
  s.insert(0, size());
  return s;
}

Tensor BatchContext::in(int i) const {
  if (!has(i)) return {};
  const Batched* b = batched_[i];
  if (!b) return Tensor::share(in_[i]);
  return b->ties.any() ? write_out(*b, scope_) : b->value;
}

Tensor BatchContext::front(int i) const {
  return has(i) ? value_in(Tensor::share(in_[i]), scope_) : Tensor();
}

Tensor BatchContext::aligned(int i, int rank) const {
  Tensor x = in(i);
  if (!x || !batched(i) || this->rank(i) == rank) return x;
  Ints shape;
  int64_t* to = shape.resize(static_cast<size_t>(rank) + 1);
  *to++ = size();
  to = std::fill_n(to, rank - this->rank(i), 1);
  std::ranges::copy(this->shape(i), to);
  return ops::reshape(x, {.shape = shape});
}

void BatchContext::out(int i, Tensor t) {
  if (!out_.size()) out_.resize(num_outputs());
  const Shape want = with_batch(out_shape(i));
  if (t.shape() != want) {
    if (t.numel() != want.numel())
      zeal::fail(Code::Internal, op_.def->type, ": the batching rule gave shape ", t.shape(),
                 " for output ", i, ", not ", want);
    t = ops::reshape(t, {.shape = Ints(want.dims())});
  }
  out_[i] = make_batched(std::move(t), scope_);
}

void BatchContext::out_same(int i, Tensor t) {
  if (!out_.size()) out_.resize(num_outputs());
  out_[i] = std::move(t);
}

void BatchContext::out_spread(int i, Tensor value, const Ties& ties) {
  if (!out_.size()) out_.resize(num_outputs());
  out_[i] = make_batched(std::move(value), scope_, ties);
}

void BatchContext::run(std::span<const Tensor> in, const void* attrs) {
  std::vector<TensorImpl*> impls;
  for (const Tensor& x : in) impls.push_back(x.get());
  Outputs outs;
  dispatch(op_, impls, attrs, outs);
  for (int i = 0; i < outs.size(); ++i) out(i, std::move(outs[i]));
}

void BatchContext::loop(const std::function<const void*(int64_t)>& attrs_of) {
  if (size() == 0) {
    for (int i = 0; i < num_outputs(); ++i)
      out(i, Tensor::full(with_batch(out_shape(i)), 0, out_dtype(i), current_device()));
    return;
  }
  std::vector<std::vector<Tensor>> results;  // by output, by example
  std::vector<Tensor> all;
  for (int i = 0; i < num_inputs(); ++i) all.push_back(in(i));
  for (int64_t n = 0; n < size(); ++n) {
    std::vector<Tensor> held;
    std::vector<TensorImpl*> one;
    for (int i = 0; i < num_inputs(); ++i) {
      held.push_back(batched(i) ? ops::at(all[i], {.index = n}) : all[i]);
      one.push_back(held.back().get());
    }
    Outputs outs;
    dispatch(op_, one, attrs_of ? attrs_of(n) : attrs_, outs);
    results.resize(static_cast<size_t>(outs.size()));
    for (int i = 0; i < outs.size(); ++i) {
      if (n && outs[i].shape() != results[i][0].shape())
        zeal::fail(Code::InvalidArgument, op_.def->type,
                   ": the results of the examples of a vectorised map differ in shape: ",
                   results[i][0].shape(), " and ", outs[i].shape());
      results[i].push_back(std::move(outs[i]));
    }
  }
  if (!out_.size()) out_.resize(static_cast<int>(results.size()));
  for (size_t i = 0; i < results.size(); ++i)
    out_[static_cast<int>(i)] = make_batched(ops::stack(results[i]), scope_);
}

void BatchContext::fall_back(const std::function<const void*(int64_t)>& attrs_of) {
  if (!scope_.may_loop())
    zeal::fail(Code::Value, op_.def->type,
               " has no batching rule for these inputs, and with fallback_to_while_loop=False it "
               "may not run example by example");
  scope_.add_looped(op_);
  loop(attrs_of);
}

AttrsCopy::AttrsCopy(const AttrsType& type, const void* from) : type_(type) {
  if (type.trivial)
    std::memcpy(buffer_, from, type.size);
  else
    type.copy(buffer_, from);
}
AttrsCopy::~AttrsCopy() {
  if (!type_.trivial) type_.destroy(buffer_);
}

const AttrField* AttrsCopy::find(std::string_view name) const {
  for (const AttrField& f : type_.fields)
    if (f.name == name) return &f;
  return nullptr;
}

void AttrsCopy::shift_axes(std::string_view name, int rank) {
  const AttrField* f = find(name);
  if (!f) return;
  auto shift = [](int64_t& v) { v += v >= 0; };
  auto shift_all = [&](Ints& v) {
    for (size_t i = 0; i < v.size(); ++i) shift(v[i]);
  };
  switch (f->kind) {
    case AttrKind::Int:
      return shift(at<int64_t>(*f));
    case AttrKind::OptInt:
      if (auto& v = at<std::optional<int64_t>>(*f)) shift(*v);
      return;
    case AttrKind::Ints:
      return shift_all(at<Ints>(*f));
    case AttrKind::OptInts: {
      auto& v = at<std::optional<Ints>>(*f);
      if (!v && rank >= 0) {
        int64_t* to = v.emplace().resize(static_cast<size_t>(rank));
        std::iota(to, to + rank, 0);
      }
      if (v) shift_all(*v);
      return;
    }
    default:
      return;
  }
}

bool AttrsCopy::names_axis(std::string_view name, int axis, int rank) const {
  const AttrField* f = find(name);
  if (!f) return false;
  auto same = [&](int64_t v) { return (v < 0 ? v + rank : v) == axis; };
  switch (f->kind) {
    case AttrKind::Int:
      return same(at<int64_t>(*f));
    case AttrKind::OptInt:
      return at<std::optional<int64_t>>(*f) && same(*at<std::optional<int64_t>>(*f));
    default:
      return true;
  }
}

void AttrsCopy::scale_first_extent(int64_t n) {
  for (const AttrField& f : type_.fields)
    if (f.kind == AttrKind::Shape) {
      auto& s = at<Shape>(f);
      if (s.rank()) s[0] = checked_mul(s[0], n);
    }
}

}  // namespace zeal
