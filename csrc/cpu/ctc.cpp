// The kernel of the CTC loss: the forward-backward algorithm in logarithms, a sequence at a time.
#include "ops/nn/ctc.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/thread_pool.h"

namespace zeal::op {

namespace {

constexpr double kNever = -INFINITY;

double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kNever ? a : a + std::log1p(std::exp(b - a));
}

// A sequence of `frames` frames with the labels `l`, a blank before, between and behind them.
struct Sequence {
  int64_t frames, classes;
  std::vector<int64_t> l;
  std::vector<double> log_p;  // [frames, classes]

  int64_t states() const { return static_cast<int64_t>(l.size()); }
  double at(int64_t t, int64_t s) const {
    return log_p[static_cast<size_t>(t * classes + l[static_cast<size_t>(s)])];
  }
  // May a path go from state s - 2 to s? Only past a blank, between labels that differ.
  bool skips(int64_t s) const {
    return s >= 2 && s % 2 == 1 && l[static_cast<size_t>(s)] != l[static_cast<size_t>(s - 2)];
  }

  // alpha[t, s]: of all paths that are in state s at frame t, up to and with that frame.
  std::vector<double> forward() const {
    const int64_t n = states();
    std::vector<double> alpha(static_cast<size_t>(frames * n), kNever);
    for (int64_t t = 0; t < frames; ++t)
      for (int64_t s = 0; s < n; ++s) {
        double sum = kNever;
        if (t == 0) {
          sum = s < 2 ? 0 : kNever;
        } else {
          const double* before = alpha.data() + (t - 1) * n;
          sum = before[s];
          if (s >= 1) sum = log_add(sum, before[s - 1]);
          if (skips(s)) sum = log_add(sum, before[s - 2]);
        }
        alpha[static_cast<size_t>(t * n + s)] = sum + at(t, s);
      }
    return alpha;
  }
  // beta[t, s]: of the same paths, behind that frame.
  std::vector<double> backward() const {
    const int64_t n = states();
    std::vector<double> beta(static_cast<size_t>(frames * n), kNever);
    for (int64_t t = frames - 1; t >= 0; --t)
      for (int64_t s = n - 1; s >= 0; --s) {
        double sum = kNever;
        if (t == frames - 1) {
          sum = s >= n - 2 ? 0 : kNever;
        } else {
          const double* behind = beta.data() + (t + 1) * n;
          sum = behind[s] + at(t + 1, s);
          if (s + 1 < n) sum = log_add(sum, behind[s + 1] + at(t + 1, s + 1));
          if (s + 2 < n && skips(s + 2)) sum = log_add(sum, behind[s + 2] + at(t + 1, s + 2));
        }
        beta[static_cast<size_t>(t * n + s)] = sum;
      }
    return beta;
  }
};

// Reads and checks lengths or labels.
template <class F>
void read(KernelContext& k, int input, F f) {
  switch_dtype<kIndex>(k.dtype(input), [&]<class I>() {
    for (int64_t i = 0; i < k.in(input).numel(); ++i) f(i, static_cast<int64_t>(k.in<I>(input)[i]));
  });
}
std::vector<int64_t> lengths(KernelContext& k, int input, int64_t most, const char* name) {
  std::vector<int64_t> out;
  read(k, input, [&](int64_t i, int64_t n) {
    if (n < 0 || n > most)
      k.fail("argument '", name, "' must be in [0, ", most, "], got ", n, " for sequence ", i);
    out.push_back(n);
  });
  return out;
}

template <class T>
void one_loss(const Sequence& q, int64_t b, int64_t batch, T* loss, T* gradient) {
  const int64_t n = q.states();
  if (q.frames == 0) {
    loss[b] = static_cast<T>(n == 1 ? 0.f : INFINITY);
    return;
  }
  const std::vector<double> alpha = q.forward(), beta = q.backward();
  const double* last = alpha.data() + (q.frames - 1) * n;
  const double total = n == 1 ? last[0] : log_add(last[n - 1], last[n - 2]);
  loss[b] = convert<T>(-total);
  if (total == kNever || total != total) return;
  std::vector<double> posterior(static_cast<size_t>(q.classes));
  for (int64_t t = 0; t < q.frames; ++t) {
    std::fill(posterior.begin(), posterior.end(), 0.);
    for (int64_t s = 0; s < n; ++s) {
      const auto at = static_cast<size_t>(t * n + s);
      posterior[static_cast<size_t>(q.l[static_cast<size_t>(s)])] +=
          std::exp(alpha[at] + beta[at] - total);
    }
    for (int64_t c = 0; c < q.classes; ++c)
      gradient[(t * batch + b) * q.classes + c] =
          convert<T>(std::exp(q.log_p[static_cast<size_t>(t * q.classes + c)]) -
                     posterior[static_cast<size_t>(c)]);
  }
}

}  // namespace

void CTCLossDense::cpu(KernelContext& k) {
  const Shape& s = k.shape(1);
  const int64_t batch = s[1], classes = s[2], longest = k.shape(0)[1];
  const std::vector<int64_t> label_length = lengths(k, 2, longest, "label_length");
  const std::vector<int64_t> logit_length = lengths(k, 3, s[0], "logit_length");
  std::vector<int64_t> labels(static_cast<size_t>(k.in(0).numel()));
  read(k, 0, [&](int64_t i, int64_t label) {
    if (i % longest < label_length[static_cast<size_t>(i / longest)] &&
        (label < 0 || label >= classes))
      k.fail("labels must be in [0, ", classes, "), got ", label, " in sequence ", i / longest);
    labels[static_cast<size_t>(i)] = label;
  });
  const int64_t blank = k.attrs<Attrs>().blank_index;
  switch_dtype<kFloating>(k.dtype(1), [&]<class T>() {
    T* gradient = k.out<T>(1);
    std::fill_n(gradient, k.out(1).numel(), T(0.f));
    parallel_for(batch, 1, [&](int64_t begin, int64_t end) {
      for (int64_t b = begin; b < end; ++b) {
        Sequence q{logit_length[static_cast<size_t>(b)], classes, {blank}, {}};
        for (int64_t i = 0; i < label_length[static_cast<size_t>(b)]; ++i) {
          q.l.push_back(labels[static_cast<size_t>(b * longest + i)]);
          q.l.push_back(blank);
        }
        for (int64_t t = 0; t < q.frames; ++t) {
          const T* x = k.in<T>(1) + (t * batch + b) * classes;
          double most = kNever, sum = 0;
          for (int64_t c = 0; c < classes; ++c) most = std::max(most, convert<double>(x[c]));
          for (int64_t c = 0; c < classes; ++c) sum += std::exp(convert<double>(x[c]) - most);
          for (int64_t c = 0; c < classes; ++c)
            q.log_p.push_back(convert<double>(x[c]) - most - std::log(sum));
        }
        one_loss(q, b, batch, k.out<T>(0), gradient);
      }
    });
  });
}

}  // namespace zeal::op
