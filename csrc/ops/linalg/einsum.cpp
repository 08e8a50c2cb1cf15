// How an einsum equation is read, and in which order its tensors are multiplied.
#include "ops/linalg/einsum.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "ops/array/reshape.h"
#include "ops/array/transpose.h"
#include "ops/linalg/contract.h"
#include "ops/math/reduce.h"

namespace zeal::op {

namespace {

constexpr int kEllipsis = -1;   // in a subscript, until the rank is known
constexpr int kBroadcast = 52;  // the label of an ellipsis' last dimension; then upwards
using Subscript = std::vector<int8_t>;

struct Equation {
  std::vector<Subscript> inputs;
  Subscript output;
  bool ellipsis_in_output = false;
};

int label_of(char c) {
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= 'A' && c <= 'Z') return c - 'A';  // in this order come the labels of a default output
  return -2;
}
Equation parse(std::string text) {
  std::erase(text, ' ');
  Equation e;
  auto malformed = [&] { fail(Code::Value, "Subscripts have incorrect format: ", text); };
  int seen[kBroadcast] = {};
  bool ellipsis = false, arrow = false;
  e.inputs.emplace_back();
  Subscript* now = &e.inputs.back();
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == ',') {
      if (arrow) malformed();
      now = &e.inputs.emplace_back();
    } else if (text.compare(i, 3, "...") == 0) {
      for (int id : *now)
        if (id == kEllipsis) fail(Code::Value, "Subscripts contain multiple ellipsis: ", text);
      now->push_back(kEllipsis);
      (arrow ? e.ellipsis_in_output : ellipsis) = true;
      i += 2;
    } else if (text.compare(i, 2, "->") == 0) {
      if (arrow) malformed();
      arrow = true;
      now = &e.output;
      i += 1;
    } else {
      int id = label_of(c);
      if (id < 0) malformed();
      if (arrow) {
        if (!seen[id])
          fail(Code::Value, "Output subscripts contain the label ", c,
               " not present in the input subscripts.");
        for (int before : *now)
          if (before == id)
            fail(Code::Value, "Output subscripts contain a label appearing more than once: ", text);
      } else {
        ++seen[id];
      }
      now->push_back(static_cast<int8_t>(id));
    }
  }
  if (!arrow) {  // the labels that appear once, in alphabetical order
    if (ellipsis) e.output.push_back(kEllipsis);
    e.ellipsis_in_output = ellipsis;
    for (int id = 0; id < kBroadcast; ++id)
      if (seen[id] == 1) e.output.push_back(static_cast<int8_t>(id));
  }
  return e;
}

// One input, its dimensions named.
struct Term {
  Tensor tensor;
  Labels labels;
};

[[noreturn]] void fail_size(int64_t want, int axis, const Shape& shape) {
  invalid("Einsum: Expected dimension ", want, " at axis ", axis, " of the input shaped ", shape,
          " but got dimension ", shape[axis]);
}

// Names the dimensions of input `i` and checks their sizes against those seen before.
Labels name_dimensions(const Subscript& s, const Tensor& x, size_t i, int64_t* sizes,
                       int& broadcast) {
  const Shape& shape = x.shape();
  bool ellipsis = false;
  for (int id : s) ellipsis |= id == kEllipsis;
  const int named = static_cast<int>(s.size()) - ellipsis;
  if (shape.rank() < named || (!ellipsis && shape.rank() != named))
    invalid("Einsum: Expected input ", i, " to have rank ", ellipsis ? "at least " : "", named,
            " but got: ", shape.rank());
  Labels labels;
  for (int id : s) {
    if (id != kEllipsis) {
      int axis = labels.size();
      if (sizes[id] < 0) sizes[id] = shape[axis];
      if (sizes[id] != shape[axis]) fail_size(sizes[id], axis, shape);
      labels.push_back(id);
      continue;
    }
    broadcast = std::max(broadcast, shape.rank() - named);
    for (int left = shape.rank() - named; left > 0; --left) {
      int axis = labels.size(), at = kBroadcast + left - 1;
      if (sizes[at] < 0 || sizes[at] == 1) sizes[at] = shape[axis];
      if (shape[axis] != sizes[at] && shape[axis] != 1) fail_size(sizes[at], axis, shape);
      labels.push_back(at);
    }
  }
  return labels;
}

// Takes the diagonal of dimensions that have one name.
void join_repeated(Term& t) {
  for (int i = 0; i < t.labels.size(); ++i)
    for (int j = i + 1; j < t.labels.size(); ++j) {
      if (t.labels[i] != t.labels[j]) continue;
      // The two go to the end, one by one.
      Ints perm;
      int64_t* p = perm.resize(static_cast<size_t>(t.labels.size()));
      Labels rest;
      for (int d = 0; d < t.labels.size(); ++d)
        if (d != i && d != j) {
          *p++ = d;
          rest.push_back(t.labels[d]);
        }
      p[0] = i;
      p[1] = j;
      rest.push_back(t.labels[i]);
      t.tensor = diagonal(ops::transpose(t.tensor, {.perm = perm}));
      t.labels = rest;
      return join_repeated(t);
    }
}

// Drops broadcast dimensions of size 1 that are longer elsewhere, and sums over what nobody wants.
void reduce(Term& t, uint64_t wanted, const int64_t* sizes) {
  Labels kept, stay;
  Shape shape;
  Ints axes;
  std::vector<int64_t> sums;
  for (int i = 0; i < t.labels.size(); ++i) {
    int id = t.labels[i];
    if (t.tensor.dim(i) == 1 && sizes[id] != 1) continue;
    if (!(wanted >> id & 1))
      sums.push_back(shape.rank());
    else
      stay.push_back(id);
    kept.push_back(id);
    shape.push_back(t.tensor.dim(i));
  }
  if (kept.size() != t.labels.size()) t.tensor = ops::reshape(t.tensor, {.shape = to_ints(shape)});
  if (!sums.empty()) t.tensor = ops::sum(t.tensor, {.axis = Ints(std::span<const int64_t>(sums))});
  t.labels = stay;
}

double size_of_all(uint64_t set, const int64_t* sizes) {
  double n = 1;
  for (int id = 0; id < Labels::kMaxLabels; ++id)
    if (set >> id & 1) n *= static_cast<double>(sizes[id]);
  return n;
}

// The product of terms[i] and terms[j], with the dimensions that others or the output want.
void multiply(std::vector<Term>& terms, size_t i, size_t j, uint64_t wanted_after,
              const Labels* output, const int64_t* sizes) {
  Term &a = terms[i], &b = terms[j];
  reduce(a, wanted_after | b.labels.set(), sizes);
  reduce(b, wanted_after | a.labels.set(), sizes);
  Labels out;
  if (output) {
    out = *output;
  } else {
    for (int id : a.labels)
      if (wanted_after >> id & 1) out.push_back(id);
    for (int id : b.labels)
      if (wanted_after >> id & 1 && !a.labels.has(id)) out.push_back(id);
  }
  a = {contract(a.tensor, a.labels, b.tensor, b.labels, out), out};
  terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(j));
}

}  // namespace

void Einsum::body(Inputs in, const void* attrs, Outputs& out) {
  std::string text;
  for (int64_t c : static_cast<const Attrs*>(attrs)->equation)
    text += c > 0 && c < 128 ? static_cast<char>(c) : '?';
  const Equation e = parse(text);
  if (in.size() != e.inputs.size())
    fail(Code::Value, "Got ", in.size(), " inputs for equation \"", text, "\", expecting ",
         e.inputs.size());
  int64_t sizes[Labels::kMaxLabels];
  std::fill_n(sizes, Labels::kMaxLabels, -1);
  int broadcast = 0;
  std::vector<Term> terms;
  for (size_t i = 0; i < in.size(); ++i) {
    Tensor x = Tensor::share(in[i]);
    Labels labels = name_dimensions(e.inputs[i], x, i, sizes, broadcast);
    terms.push_back({std::move(x), labels});
  }
  // A size that was 1 in an early input may have grown since.
  for (const Term& t : terms)
    for (int i = 0; i < t.labels.size(); ++i)
      if (t.tensor.dim(i) != 1 && t.tensor.dim(i) != sizes[t.labels[i]])
        fail_size(sizes[t.labels[i]], i, t.tensor.shape());
  if (broadcast && !e.ellipsis_in_output)
    invalid("Einsum: Output contains ", broadcast,
            " broadcasting dimension(s) but no ellipsis (...) "
            "was found in the output subscripts.");
  Labels output;
  for (int id : e.output) {
    if (id != kEllipsis)
      output.push_back(id);
    else
      for (int d = broadcast; d > 0; --d) output.push_back(kBroadcast + d - 1);
  }
  for (Term& t : terms) join_repeated(t);

  while (terms.size() > 1) {
    // The pair whose product saves the most memory next.
    size_t best_i = 0, best_j = 1;
    auto wanted_without = [&](size_t i, size_t j) {
      uint64_t set = output.set();
      for (size_t k = 0; k < terms.size(); ++k)
        if (k != i && k != j) set |= terms[k].labels.set();
      return set;
    };
    if (terms.size() > 2) {
      double least = std::numeric_limits<double>::infinity();
      for (size_t i = 0; i < terms.size(); ++i)
        for (size_t j = i + 1; j < terms.size(); ++j) {
          uint64_t a = terms[i].labels.set(), b = terms[j].labels.set();
          double cost = size_of_all((a | b) & wanted_without(i, j), sizes) - size_of_all(a, sizes) -
                        size_of_all(b, sizes);
          if (cost < least) {
            least = cost;
            best_i = i;
            best_j = j;
          }
        }
    }
    multiply(terms, best_i, best_j, wanted_without(best_i, best_j),
             terms.size() == 2 ? &output : nullptr, sizes);
  }
  Term& t = terms[0];
  reduce(t, output.set(), sizes);
  out.resize(1);
  out[0] = arrange(t.tensor, t.labels, output);
}

void TensorDot::body(Inputs in, const void* attrs, Outputs& out) {
  const Ints& axes = static_cast<const Attrs*>(attrs)->axes;
  Tensor a = Tensor::share(in[0]), b = Tensor::share(in[1]);
  int count = static_cast<int>(axes.size() / 2);
  std::vector<int64_t> of_a, of_b;
  if (axes.size() == 1) {
    if (axes[0] < 0) fail(Code::Value, "`axes` must be at least 0. Received: ", axes[0], ".");
    if (axes[0] > a.rank() || axes[0] > b.rank())
      fail(Code::Value,
           "`axes` must not be larger than the number of dimensions of the tensors. "
           "Received ",
           axes[0], ", vs tensor shapes ", a.shape(), " and ", b.shape(), ".");
    count = static_cast<int>(axes[0]);
    for (int i = 0; i < count; ++i) {
      of_a.push_back(a.rank() - count + i);
      of_b.push_back(i);
    }
  } else {
    if (axes.size() % 2)
      fail(Code::Value, "`axes` must be an integer or have length 2. Received ", axes, ".");
    for (size_t i = 0; i < axes.size(); ++i) {
      bool first = i < axes.size() / 2;
      int64_t rank = first ? a.rank() : b.rank(), axis = axes[i];
      if (axis < -rank || axis >= rank)
        fail(Code::Index, "tensordot: axis ", axis, " of argument '", first ? "a" : "b",
             "' is out of range for shape ", first ? a.shape() : b.shape());
      (first ? of_a : of_b).push_back(axis < 0 ? axis + rank : axis);
    }
  }
  Labels la, lb, result;
  int next = 0;
  for (; next < a.rank(); ++next) la.push_back(next);
  int8_t name[kMaxRank];
  std::fill_n(name, kMaxRank, int8_t{-1});
  uint64_t summed = 0;
  for (int i = 0; i < count; ++i) {
    int64_t x = of_a[static_cast<size_t>(i)], y = of_b[static_cast<size_t>(i)];
    if (name[y] >= 0 || summed >> x & 1)
      fail(Code::Value, "tensordot: argument 'axes' names an axis twice: ", axes);
    if (a.dim(static_cast<int>(x)) != b.dim(static_cast<int>(y)))
      invalid("TensorDot: Matrix size-incompatible: axis ", x, " of shape ", a.shape(), ", axis ",
              y, " of shape ", b.shape());
    name[y] = static_cast<int8_t>(x);
    summed |= uint64_t{1} << x;
  }
  for (int i = 0; i < b.rank(); ++i) lb.push_back(name[i] >= 0 ? name[i] : next++);
  for (int id : la)
    if (!(summed >> id & 1)) result.push_back(id);
  for (int id : lb)
    if (id >= a.rank()) result.push_back(id);
  out.resize(1);
  out[0] = contract(std::move(a), la, std::move(b), lb, result);
}

}  // namespace zeal::op
