// Optimizer steps by rows on CUDA. The entries are sorted by row, so that each row's are added up
// in their order by one thread: the same bits every time.
#include "ops/nn/sparse_optimizer.h"

#include <bit>

#include "cuda/divider.h"
#include "cuda/each.h"
#include "cuda/optimizer_steps.h"
#include "cuda/sort.h"
#include "ops/traits.h"

namespace zeal {

namespace {

using cuda::Divider;

// What is out of range is said, and goes to row `limit`, which there isn't: it comes last of all,
// and where it does nothing is changed.
template <class I>
struct CheckRows {
  const I* indices;
  int64_t limit;
  uint64_t* rows;
  uint32_t* entries;
  cuda::Reporter report;
  HOST_DEVICE void operator()(int64_t i) const {
    const auto row = static_cast<int64_t>(indices[i]);
    const bool good = row >= 0 && row < limit;
    if (!good) report(i, row, limit);
    rows[i] = static_cast<uint64_t>(good ? row : limit);
    entries[i] = static_cast<uint32_t>(i);
  }
};

// Where the entries of each row begin; -1 where there are none.
struct MarkFirst {
  const uint64_t* rows;
  uint64_t limit;
  int64_t* first;
  HOST_DEVICE void operator()(int64_t i) const {
    if (rows[i] < limit && (i == 0 || rows[i - 1] != rows[i])) first[rows[i]] = i;
  }
};

// The entries, sorted by row and else in their order.
class Entries {
 public:
  // Input `at` + 1 has the rows' indices.
  Entries(KernelContext& k, int at)
      : n_(k.in(at + 1).numel()),
        limit_(k.shape(0)[0]),
        room_(k.stream(), static_cast<size_t>(n_) * 24) {
    rows_ = room_.data<uint64_t>();
    uint64_t* unsorted_rows = rows_ + n_;
    entries_ = reinterpret_cast<uint32_t*>(unsorted_rows + n_);
    uint32_t* unsorted = entries_ + n_;
    if (n_ == 0) return;
    if (n_ > std::numeric_limits<int32_t>::max()) k.fail("more than 2^31 - 1 indices: ", n_);
    const auto report = cuda::reporter(k, "indices[%d] = %d is out of range [0, %d)");
    switch_dtype<kIndex>(k.dtype(at + 1), [&]<class I>() {
      cuda::each(k.stream(), n_,
                 CheckRows<I>{k.in<I>(at + 1), limit_, unsorted_rows, unsorted, report});
    });
    const int bits = std::bit_width(static_cast<uint64_t>(limit_));
    cuda::sort_pairs(k.stream(), unsorted_rows, rows_, unsorted, entries_, n_, std::max(bits, 1));
  }
  int64_t size() const { return n_; }
  uint64_t limit() const { return static_cast<uint64_t>(limit_); }
  const uint64_t* rows() const { return rows_; }
  const uint32_t* entries() const { return entries_; }

 private:
  int64_t n_, limit_;
  cuda::Scratch room_;
  uint64_t* rows_;
  uint32_t* entries_;
};

// Steps element i by its row's entries, added up; rows without any have a gradient of zero.
template <class T, class Step>
struct StepRows {
  static constexpr int kVars = Step::kVars;
  Step step;
  const T* in[kVars];
  T* out[kVars];
  const T* grad;
  const uint64_t* rows;
  const uint32_t* entries;
  const int64_t* first;
  int64_t n;
  uint64_t limit;
  Divider width;

  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t column;
    const int64_t row = width.divide(i, column);
    C sum = 0;
    const bool bad = n > 0 && rows[n - 1] >= limit;
    if (!bad && first[row] >= 0)
      for (int64_t e = first[row]; e < n && rows[e] == static_cast<uint64_t>(row); ++e)
        sum += static_cast<C>(grad[entries[e] * width.by + column]);
    C state[kVars];
    for (int j = 0; j < kVars; ++j) state[j] = static_cast<C>(in[j][i]);
    if (!bad) step(state, sum);
    for (int j = 0; j < kVars; ++j) out[j][i] = static_cast<T>(state[j]);
  }
};

int64_t row_width(const Shape& var) { return std::max<int64_t>(var.product(1, var.rank()), 1); }

template <template <class> class Step, class A>
void run(KernelContext& k, const A& attrs) {
  const int64_t n = k.in().numel();
  constexpr int kVars = Step<float>::kVars;
  const Entries list(k, kVars);
  if (n == 0) return;
  const cuda::Scratch first(k.stream(), static_cast<size_t>(list.limit()) * sizeof(int64_t));
  cuda::fill(k.stream(), first.data(), 0xff, static_cast<size_t>(list.limit()) * sizeof(int64_t));
  cuda::each(k.stream(), list.size(), MarkFirst{list.rows(), list.limit(), first.data<int64_t>()});
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using S = Step<compute_type<T>>;
    StepRows<T, S> f{S(attrs),
                     {},
                     {},
                     k.in<T>(kVars),
                     list.rows(),
                     list.entries(),
                     first.data<int64_t>(),
                     list.size(),
                     list.limit(),
                     Divider(row_width(k.shape(0)))};
    for (int j = 0; j < kVars; ++j) {
      f.in[j] = k.in<T>(j);
      f.out[j] = k.out<T>(j);
    }
    cuda::each(k.stream(), n, f);
  });
}

// Takes alpha times the entries off their rows: column i % width of the row whose entries begin
// with number i / width; other entries' threads do nothing.
template <class T>
struct DescendRows {
  T* var;
  const T* grad;
  const uint64_t* rows;
  const uint32_t* entries;
  int64_t n;
  uint64_t limit;
  Divider width;
  compute_type<T> alpha;

  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    int64_t column;
    const int64_t begin = width.divide(i, column);
    const uint64_t row = rows[begin];
    if (rows[n - 1] >= limit || (begin > 0 && rows[begin - 1] == row)) return;
    T* to = var + static_cast<int64_t>(row) * width.by + column;
    T value = *to;
    for (int64_t e = begin; e < n && rows[e] == row; ++e)
      value = static_cast<T>(static_cast<C>(value) -
                             alpha * static_cast<C>(grad[entries[e] * width.by + column]));
    *to = value;
  }
};

}  // namespace

void op::SparseApplyGradientDescent::cuda(KernelContext& k) {
  const double alpha = k.attrs<Attrs>().alpha;
  if (k.out().data() != k.in().data())
    cuda::copy(k.stream(), k.out().data(), k.in().data(), k.in().bytes());
  const Entries list(k, 1);
  if (k.in().numel() == 0) return;
  const int64_t width = row_width(k.shape(0)), n = list.size() * width;
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), n,
               DescendRows<T>{k.out<T>(), k.in<T>(1), list.rows(), list.entries(), list.size(),
                              list.limit(), Divider(width), static_cast<compute_type<T>>(alpha)});
  });
}

void op::SparseApplyMomentum::cuda(KernelContext& k) { run<cuda::Momentum>(k, k.attrs<Attrs>()); }
void op::SparseApplyAdam::cuda(KernelContext& k) { run<cuda::Adam>(k, k.attrs<Attrs>()); }

}  // namespace zeal
