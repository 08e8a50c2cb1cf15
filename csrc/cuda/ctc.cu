// The CTC loss on CUDA: a kernel for each frame, forward and backward, whose threads have a state
// of a sequence each. The search for the best labels goes on one after the other and stays with the
// CPU.
#include "ops/nn/ctc.h"

#include <cmath>

#include "cuda/divider.h"
#include "cuda/each.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;

template <class T>
HOST_DEVICE double widened(T v) {
  return static_cast<double>(static_cast<compute_type<T>>(v));
}
template <class T>
HOST_DEVICE T narrowed(double v) {
  return static_cast<T>(static_cast<compute_type<T>>(v));
}
HOST_DEVICE double log_add(double a, double b) {
  if (a < b) {
    const double c = a;
    a = b;
    b = c;
  }
  return b == -INFINITY ? a : a + std::log1p(std::exp(b - a));
}

// A vector or matrix of int32 or int64.
struct Integers {
  const void* data;
  bool wide;
  Integers(KernelContext& k, int input)
      : data(k.in(input).data()), wide(k.dtype(input) == DType::Int64) {}
  HOST_DEVICE int64_t operator[](int64_t i) const {
    return wide ? static_cast<const int64_t*>(data)[i] : static_cast<const int32_t*>(data)[i];
  }
};

// Sequence b has frames [0, frames[b]) and the states: blank, label, blank, ..., label, blank.
struct Sequences {
  int64_t time, batch, classes, longest, blank;
  int64_t *frames, *labels, *count;  // [batch], [batch, longest], [batch]; checked copies
  double *log_p, *alpha, *beta;      // [time, batch, classes]; [time, batch, states]

  HOST_DEVICE int64_t states() const { return 2 * longest + 1; }
  HOST_DEVICE int64_t states(int64_t b) const { return 2 * count[b] + 1; }
  HOST_DEVICE int64_t label(int64_t b, int64_t s) const {
    return s % 2 ? labels[b * longest + s / 2] : blank;
  }
  HOST_DEVICE double at(int64_t t, int64_t b, int64_t s) const {
    return log_p[(t * batch + b) * classes + label(b, s)];
  }
  HOST_DEVICE int64_t place(int64_t t, int64_t b, int64_t s) const {
    return (t * batch + b) * states() + s;
  }
  // May a path go from state s - 2 to s? Only past a blank, between labels that differ.
  HOST_DEVICE bool skips(int64_t b, int64_t s) const {
    return s >= 2 && s % 2 == 1 && label(b, s) != label(b, s - 2);
  }
};

// Copies lengths and labels; a bad one is said, and its sequence is empty.
struct Check {
  Sequences q;
  Integers labels, label_length, logit_length;
  cuda::Reporter bad_label_length, bad_logit_length, bad_label;
  HOST_DEVICE void operator()(int64_t b) const {
    int64_t n = label_length[b], frames = logit_length[b];
    if (n < 0 || n > q.longest) {
      bad_label_length(q.longest, n, b);
      n = 0;
    }
    if (frames < 0 || frames > q.time) {
      bad_logit_length(q.time, frames, b);
      frames = 0;
    }
    for (int64_t i = 0; i < n; ++i) {
      int64_t label = labels[b * q.longest + i];
      if (label < 0 || label >= q.classes) {
        bad_label(q.classes, label, b);
        label = 0;
      }
      q.labels[b * q.longest + i] = label;
    }
    q.count[b] = n;
    q.frames[b] = frames;
  }
};

template <class T>
struct LogProbabilities {
  Sequences q;
  const T* x;
  HOST_DEVICE void operator()(int64_t i) const {
    const T* row = x + i * q.classes;
    double* to = q.log_p + i * q.classes;
    double most = -INFINITY, sum = 0;
    for (int64_t c = 0; c < q.classes; ++c) {
      const double v = widened(row[c]);
      if (most < v) most = v;
    }
    for (int64_t c = 0; c < q.classes; ++c) sum += std::exp(widened(row[c]) - most);
    const double log_sum = std::log(sum);
    for (int64_t c = 0; c < q.classes; ++c) to[c] = widened(row[c]) - most - log_sum;
  }
};

// alpha[t, b, s]: of all paths that are in state s at frame t, up to and with that frame.
struct Forward {
  Sequences q;
  Divider states;
  int64_t t;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t s;
    const int64_t b = states.divide(i, s);
    if (t >= q.frames[b] || s >= q.states(b)) return;
    double sum = s < 2 ? 0 : -INFINITY;
    if (t > 0) {
      const double* before = q.alpha + q.place(t - 1, b, 0);
      sum = before[s];
      if (s >= 1) sum = log_add(sum, before[s - 1]);
      if (q.skips(b, s)) sum = log_add(sum, before[s - 2]);
    }
    q.alpha[q.place(t, b, s)] = sum + q.at(t, b, s);
  }
};

// beta[t, b, s]: of the same paths, behind that frame.
struct Backward {
  Sequences q;
  Divider states;
  int64_t t;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t s;
    const int64_t b = states.divide(i, s), n = q.states(b);
    if (t >= q.frames[b] || s >= n) return;
    double sum = s >= n - 2 ? 0 : -INFINITY;
    if (t < q.frames[b] - 1) {
      const double* behind = q.beta + q.place(t + 1, b, 0);
      sum = behind[s] + q.at(t + 1, b, s);
      if (s + 1 < n) sum = log_add(sum, behind[s + 1] + q.at(t + 1, b, s + 1));
      if (s + 2 < n && q.skips(b, s + 2)) sum = log_add(sum, behind[s + 2] + q.at(t + 1, b, s + 2));
    }
    q.beta[q.place(t, b, s)] = sum;
  }
};

HOST_DEVICE double total_of(const Sequences& q, int64_t b) {
  const int64_t n = q.states(b);
  if (q.frames[b] == 0) return n == 1 ? 0 : -INFINITY;
  const double* last = q.alpha + q.place(q.frames[b] - 1, b, 0);
  return n == 1 ? last[0] : log_add(last[n - 1], last[n - 2]);
}

template <class T>
struct Loss {
  Sequences q;
  T* loss;
  HOST_DEVICE void operator()(int64_t b) const { loss[b] = narrowed<T>(0 - total_of(q, b)); }
};

// What a class gets of a frame, less the probability of the states that have it.
template <class T>
struct ByLogits {
  Sequences q;
  Divider classes, batch;
  T* gradient;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t c, b;
    const int64_t t = batch.divide(classes.divide(i, c), b), n = q.states(b);
    const double total = total_of(q, b);
    if (t >= q.frames[b] || total == -INFINITY || total != total) {
      gradient[i] = T(0.f);
      return;
    }
    double posterior = 0;
    const double *alpha = q.alpha + q.place(t, b, 0), *beta = q.beta + q.place(t, b, 0);
    for (int64_t s = 0; s < n; ++s)
      if (q.label(b, s) == c) posterior += std::exp(alpha[s] + beta[s] - total);
    gradient[i] = narrowed<T>(std::exp(q.log_p[i]) - posterior);
  }
};

}  // namespace

void op::CTCLossDense::cuda(KernelContext& k) {
  const Shape& s = k.shape(1);
  Sequences q{};
  q.time = s[0];
  q.batch = s[1];
  q.classes = s[2];
  q.longest = k.shape(0)[1];
  q.blank = k.attrs<Attrs>().blank_index;
  if (q.batch == 0) return;
  const int64_t logits = k.in(1).numel(), cells = q.batch * q.states();
  const cuda::Scratch numbers(k.stream(), static_cast<size_t>(q.batch * (q.longest + 2)) * 8);
  const cuda::Scratch paths(k.stream(), static_cast<size_t>(logits + 2 * q.time * cells) * 8);
  q.frames = numbers.data<int64_t>();
  q.count = q.frames + q.batch;
  q.labels = q.count + q.batch;
  q.log_p = paths.data<double>();
  q.alpha = q.log_p + logits;
  q.beta = q.alpha + q.time * cells;
  cuda::each(
      k.stream(), q.batch,
      Check{q, Integers(k, 0), Integers(k, 2), Integers(k, 3),
            cuda::reporter(k, "argument 'label_length' must be in [0, %d], got %d for sequence %d"),
            cuda::reporter(k, "argument 'logit_length' must be in [0, %d], got %d for sequence %d"),
            cuda::reporter(k, "labels must be in [0, %d), got %d in sequence %d")});
  switch_dtype<kFloating>(k.dtype(1), [&]<class T>() {
    cuda::each(k.stream(), q.time * q.batch, LogProbabilities<T>{q, k.in<T>(1)});
    const Divider states(q.states());
    for (int64_t t = 0; t < q.time; ++t) cuda::each(k.stream(), cells, Forward{q, states, t});
    for (int64_t t = q.time; t-- > 0;) cuda::each(k.stream(), cells, Backward{q, states, t});
    cuda::each(k.stream(), q.batch, Loss<T>{q, k.out<T>(0)});
    cuda::each(k.stream(), logits,
               ByLogits<T>{q, Divider(q.classes), Divider(q.batch), k.out<T>(1)});
  });
}

}  // namespace zeal
