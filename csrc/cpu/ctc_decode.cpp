// The kernel of CTC's beam search: prefixes live in a tree, so that one is a number.
#include "ops/nn/ctc_decode.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/thread_pool.h"

namespace zeal::op {

namespace {

constexpr double kNever = -INFINITY;

double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kNever ? a : a + std::log1p(std::exp(b - a));
}

// All prefixes that were ever looked at: each is a shorter one and a label.
class Prefixes {
 public:
  Prefixes() { nodes_.push_back({-1, -1}); }
  static constexpr int64_t kEmpty = 0;

  int64_t parent(int64_t prefix) const { return nodes_[static_cast<size_t>(prefix)].parent; }
  int64_t label(int64_t prefix) const { return nodes_[static_cast<size_t>(prefix)].label; }
  int64_t extend(int64_t prefix, int64_t label, int64_t classes) {
    auto [at, fresh] =
        longer_.try_emplace(prefix * classes + label, static_cast<int64_t>(nodes_.size()));
    if (fresh) nodes_.push_back({prefix, label});
    return at->second;
  }

 private:
  struct Node {
    int64_t parent, label;
  };
  std::vector<Node> nodes_;
  std::unordered_map<int64_t, int64_t> longer_;
};

// What the frames up to now give a prefix: ending with a blank, and with its last label.
struct Beam {
  int64_t prefix;
  double blank = kNever, label = kNever;
  double total() const { return log_add(blank, label); }
};

class Search {
 public:
  Search(int64_t classes, int64_t blank, int64_t width)
      : classes_(classes), blank_(blank), width_(static_cast<size_t>(width)) {
    beams_.push_back({Prefixes::kEmpty, 0, kNever});
  }

  void frame(const double* log_p) {
    std::vector<Beam> next;
    std::unordered_map<int64_t, size_t> where;
    auto of = [&](int64_t prefix) -> Beam& {
      auto [at, fresh] = where.try_emplace(prefix, next.size());
      if (fresh) next.push_back({prefix});
      return next[at->second];
    };
    for (const Beam& b : beams_) {
      const int64_t last = prefixes_.label(b.prefix);
      const double total = b.total();
      Beam& same = of(b.prefix);
      same.blank = log_add(same.blank, total + log_p[blank_]);
      if (last >= 0) same.label = log_add(same.label, b.label + log_p[last]);
      for (int64_t c = 0; c < classes_; ++c) {
        if (c == blank_) continue;
        // A repetition is a new label only behind a blank.
        const double before = c == last ? b.blank : total;
        if (before == kNever || log_p[c] == kNever) continue;
        Beam& longer = of(prefixes_.extend(b.prefix, c, classes_));
        longer.label = log_add(longer.label, before + log_p[c]);
      }
    }
    beams_ = std::move(next);
    sort(width_);
  }

  // The best beams first; of equal ones, that which was found first.
  void sort(size_t keep) {
    std::stable_sort(beams_.begin(), beams_.end(),
                     [](const Beam& a, const Beam& b) { return a.total() > b.total(); });
    if (beams_.size() > keep) beams_.resize(keep);
  }

  const std::vector<Beam>& beams() const { return beams_; }
  std::vector<int32_t> labels(int64_t prefix) const {
    std::vector<int32_t> out;
    for (; prefix != Prefixes::kEmpty; prefix = prefixes_.parent(prefix))
      out.push_back(static_cast<int32_t>(prefixes_.label(prefix)));
    std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  int64_t classes_, blank_;
  size_t width_;
  Prefixes prefixes_;
  std::vector<Beam> beams_;
};

template <class T>
void log_softmax(const T* x, double* y, int64_t n) {
  double most = kNever, sum = 0;
  for (int64_t c = 0; c < n; ++c) most = std::max(most, convert<double>(x[c]));
  for (int64_t c = 0; c < n; ++c) sum += std::exp(convert<double>(x[c]) - most);
  for (int64_t c = 0; c < n; ++c) y[c] = convert<double>(x[c]) - most - std::log(sum);
}

}  // namespace

void CTCBeamSearch::cpu(KernelContext& k) {
  const Shape& s = k.shape(0);
  const int64_t batch = s[0], time = s[1], classes = s[2];
  const Attrs& a = k.attrs<Attrs>();
  std::vector<int64_t> length(static_cast<size_t>(batch));
  switch_dtype<kIndex>(k.dtype(1), [&]<class I>() {
    for (int64_t b = 0; b < batch; ++b) {
      const auto n = static_cast<int64_t>(k.in<I>(1)[b]);
      if (n < 0 || n > time)
        k.fail("argument 'logit_length' must be in [0, ", time, "], got ", n, " for sequence ", b);
      length[static_cast<size_t>(b)] = n;
    }
  });
  int32_t* labels = k.out<int32_t>(0);
  std::fill_n(labels, k.out(0).numel(), -1);
  switch_dtype<kFloating>(k.dtype(0), [&]<class T>() {
    parallel_for(batch, 1, [&](int64_t begin, int64_t end) {
      std::vector<double> log_p(static_cast<size_t>(classes));
      for (int64_t b = begin; b < end; ++b) {
        Search search(classes, a.blank_index, a.beam_width);
        for (int64_t t = 0; t < length[static_cast<size_t>(b)]; ++t) {
          log_softmax(k.in<T>(0) + (b * time + t) * classes, log_p.data(), classes);
          search.frame(log_p.data());
        }
        const std::vector<Beam>& beams = search.beams();
        for (int64_t p = 0; p < a.top_paths; ++p) {
          T& score = k.out<T>(1)[b * a.top_paths + p];
          if (p >= static_cast<int64_t>(beams.size())) {
            score = convert<T>(kNever);
            continue;
          }
          const Beam& beam = beams[static_cast<size_t>(p)];
          score = convert<T>(beam.total());
          const std::vector<int32_t> path = search.labels(beam.prefix);
          std::copy(path.begin(), path.end(), labels + (p * batch + b) * time);
        }
      }
    });
  });
}

}  // namespace zeal::op
