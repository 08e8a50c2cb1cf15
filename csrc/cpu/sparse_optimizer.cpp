// The CPU kernels of optimizer steps by rows: blocks of the dense gradient are made where the loops
// of the dense steps read them, in the cache.
#include "ops/nn/sparse_optimizer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "core/thread_pool.h"
#include "cpu/half_convert.h"
#include "cpu/index_check.h"
#include "cpu/optimizer_kernels.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

constexpr int64_t kBlock = 512;

// Which row of `grad` goes to which row of the variable; sorted, so equal rows stay in their order.
class Rows {
 public:
  // Input `at` is the gradient's rows, the next one their indices.
  Rows(KernelContext& k, int at)
      : grad_(k.in<char>(at)), dtype_(k.dtype(at)), width_(row_width(k.shape(0))) {
    const int64_t n = k.in(at + 1).numel(), limit = k.shape(0)[0];
    rows_.reserve(static_cast<size_t>(n));
    switch_dtype<kIndex>(k.dtype(at + 1), [&]<class I>() {
      const I* indices = k.in<I>(at + 1);
      for (int64_t i = 0; i < n; ++i) {
        if (ZEAL_UNLIKELY(!in_range(indices[i], limit)))
          k.fail("indices", position_text(i, k.shape(at + 1)), " = ", indices[i],
                 " is out of range [0, ", limit, ")");
        rows_.emplace_back(indices[i], i);
      }
    });
    std::sort(rows_.begin(), rows_.end());
  }

  int64_t size() const { return static_cast<int64_t>(rows_.size()); }
  int64_t width() const { return width_; }
  int64_t row(int64_t i) const { return rows_[static_cast<size_t>(i)].first; }
  // The values of entry i from `column` on.
  const char* values(int64_t i, int64_t column) const {
    return grad_ + (rows_[static_cast<size_t>(i)].second * width_ + column) *
                       static_cast<int64_t>(size_of(dtype_));
  }

  // The elements [begin, begin + n) of the dense gradient.
  template <class T>
  void dense(int64_t begin, int64_t n, T* out) const {
    std::fill_n(out, n, T(0));
    T wide[kBlock];
    auto it = std::lower_bound(rows_.begin(), rows_.end(), std::pair{begin / width_, int64_t{-1}});
    for (; it != rows_.end() && it->first * width_ < begin + n; ++it) {
      const int64_t first = std::max(begin, it->first * width_);
      const int64_t count = std::min(begin + n, (it->first + 1) * width_) - first;
      const char* from = values(it - rows_.begin(), first - it->first * width_);
      const T* add = reinterpret_cast<const T*>(from);
      if (kHalf.contains(dtype_)) {
        if constexpr (std::is_same_v<T, float>) widen(from, dtype_, wide, count);
        add = wide;
      }
      for (int64_t i = 0; i < count; ++i) out[first - begin + i] += add[i];
    }
  }

 private:
  static int64_t row_width(const Shape& var) {
    int64_t n = 1;
    for (int i = 1; i < var.rank(); ++i) n *= var[i];
    return std::max<int64_t>(n, 1);
  }

  const char* grad_;
  DType dtype_;
  int64_t width_;
  std::vector<std::pair<int64_t, int64_t>> rows_;  // (row of the variable, row of grad)
};

// Runs f(kernels, variables, outputs, n) over blocks, the block of the dense gradient after the
// variables; T is float or double there.
template <int Vars, class F>
void run(KernelContext& k, F&& f) {
  const DType d = k.dtype();
  const Rows rows(k, Vars);
  auto blocks = [&]<class T>(const OptimizerKernels<T>& kernels, int64_t begin, int64_t end) {
    T wide[Vars][kBlock], result[Vars][kBlock], grad[kBlock];
    const T* in[Vars + 1];
    T* out[Vars];
    in[Vars] = grad;
    const bool half = kHalf.contains(d);
    for (int64_t at = begin; at < end; at += kBlock) {
      const int64_t n = std::min(kBlock, end - at);
      rows.dense(at, n, grad);
      for (int i = 0; i < Vars; ++i) {
        in[i] = half ? wide[i] : k.in<T>(i) + at;
        out[i] = half ? result[i] : k.out<T>(i) + at;
        if constexpr (std::is_same_v<T, float>)
          if (half) widen(k.in<char>(i) + at * 2, d, wide[i], n);
      }
      f(kernels, in, out, n);
      if constexpr (std::is_same_v<T, float>)
        for (int i = 0; half && i < Vars; ++i) narrow(result[i], d, k.out<char>(i) + at * 2, n);
    }
  };
  parallel_for(k.in().numel(), kSerialElements, [&](int64_t begin, int64_t end) {
    if (d == DType::Float64) return blocks(optimizer_tables().f64, begin, end);
    blocks(optimizer_tables().f32, begin, end);
  });
}

// Takes alpha * the entries [begin, end) off their rows.
template <class T>
void descend(const Rows& rows, DType d, char* var, T alpha, int64_t begin, int64_t end) {
  const auto& kernels = [] -> const OptimizerKernels<T>& {
    if constexpr (std::is_same_v<T, double>)
      return optimizer_tables().f64;
    else
      return optimizer_tables().f32;
  }();
  T wide[kBlock], delta[kBlock];
  for (int64_t i = begin; i < end; ++i) {
    char* row = var + rows.row(i) * rows.width() * static_cast<int64_t>(size_of(d));
    if (!kHalf.contains(d)) {
      T* to = reinterpret_cast<T*>(row);
      kernels.descend(to, reinterpret_cast<const T*>(rows.values(i, 0)), to, rows.width(), alpha);
      continue;
    }
    if constexpr (std::is_same_v<T, float>)
      for (int64_t at = 0; at < rows.width(); at += kBlock) {
        const int64_t n = std::min(kBlock, rows.width() - at);
        widen(row + at * 2, d, wide, n);
        widen(rows.values(i, at), d, delta, n);
        kernels.descend(wide, delta, wide, n, alpha);
        narrow(wide, d, row + at * 2, n);
      }
  }
}

}  // namespace

// Only the rows named are touched. A thread takes all entries of the rows that begin in its range.
void op::SparseApplyGradientDescent::cpu(KernelContext& k) {
  const double alpha = k.attrs<Attrs>().alpha;
  const DType d = k.dtype();
  const Rows rows(k, 1);
  char* var = k.out<char>();
  if (var != k.in<char>()) std::memcpy(var, k.in<char>(), k.in().bytes());
  if (!k.in().numel()) return;
  auto first_of_row = [&](int64_t i) {
    while (i > 0 && i < rows.size() && rows.row(i) == rows.row(i - 1)) ++i;
    return i;
  };
  parallel_for(rows.size(), kSerialElements / rows.width() + 1, [&](int64_t begin, int64_t end) {
    begin = first_of_row(begin);
    end = first_of_row(end);
    if (d == DType::Float64) return descend<double>(rows, d, var, alpha, begin, end);
    descend<float>(rows, d, var, static_cast<float>(alpha), begin, end);
  });
}

void op::SparseApplyMomentum::cpu(KernelContext& k) {
  const auto& a = k.attrs<Attrs>();
  run<2>(
      k, [&]<class T>(const OptimizerKernels<T>& f, const T* const* in, T* const* out, int64_t n) {
        f.momentum(in[0], in[1], in[2], out[0], out[1], n, T(a.lr), T(a.momentum), a.use_nesterov);
      });
}

void op::SparseApplyAdam::cpu(KernelContext& k) {
  const auto& a = k.attrs<Attrs>();
  const double rate = a.lr * std::sqrt(1 - a.beta2_power) / (1 - a.beta1_power);
  run<3>(k,
         [&]<class T>(const OptimizerKernels<T>& f, const T* const* in, T* const* out, int64_t n) {
           f.adam(in[0], in[1], in[2], in[3], out[0], out[1], out[2], n, T(rate), T(a.beta1),
                  T(a.beta2), T(a.epsilon), a.use_nesterov);
         });
}

}  // namespace zeal
