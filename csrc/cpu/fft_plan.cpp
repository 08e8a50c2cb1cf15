#include "cpu/fft_plan.h"

#include <algorithm>
#include <cmath>
#include <list>
#include <mutex>
#include <numbers>

#include "core/fork.h"

namespace zeal {

namespace {

constexpr int kRadices[] = {4, 2, 3, 5, 7, 11, 13};
constexpr int64_t kSpread = 16;  // runs shorter than this are what a vector may reach over

// Divides n by the radices, in the order of the passes; what is left is 1 if they are all there is.
std::vector<int> factors(int64_t& n) {
  std::vector<int> out;
  for (int r : kRadices)
    for (; n % r == 0; n /= r) out.push_back(r);
  return out;
}

// A length that is at least n, at most a quarter longer, and mostly a power of two: passes of radix
// 4 are fastest, and leave runs for the others that fill whole vectors.
int64_t good_length(int64_t n) {
  int64_t best = INT64_MAX;
  for (int64_t odd : {1, 3, 5, 9, 15}) {
    while (odd < n) odd *= 2;
    best = std::min(best, odd);
  }
  return best;
}

template <class T>
const FftTables& tables_for() {
#ifdef ZEAL_X86
  if (best_isa() == Isa::AVX512) return fft_tables_avx512;
  if (best_isa() == Isa::AVX2) return fft_tables_avx2;
#endif
  return fft_tables_baseline;
}

}  // namespace

template <class T>
const FftKernels<T>& fft_kernels() {
  if constexpr (std::is_same_v<T, float>)
    return tables_for<T>().f32;
  else
    return tables_for<T>().f64;
}
template const FftKernels<float>& fft_kernels<float>();
template const FftKernels<double>& fft_kernels<double>();

FftRoot fft_root(int64_t i, int64_t n) {
  // The angle is taken from the nearest multiple of an eighth turn: it is exact there, and small.
  i %= n;
  const int64_t quarter = static_cast<int64_t>((static_cast<__int128>(i) * 4 + n / 2) / n);
  const double rest = static_cast<double>(static_cast<__int128>(i) * 4 - quarter * n);
  const double angle = rest / static_cast<double>(n) * (std::numbers::pi / 2);
  const double c = std::cos(angle), s = std::sin(angle);
  switch (quarter % 4) {
    case 0:
      return {c, -s};
    case 1:
      return {-s, -c};
    case 2:
      return {-c, s};
    default:
      return {s, c};
  }
}

template <class T>
FftPlan<T>::FftPlan(int64_t n) : n_(n) {
  int64_t rest = n;
  factors(rest);
  rest == 1 ? make_stages() : make_chirp();
  ends_ = Tensor::empty(dtype_of<T>, {2, n / 2 + 1});
  for (int64_t k = 0; k <= n / 2; ++k) {
    const FftRoot w = fft_root(k, 2 * n);
    ends_.data<T>()[k] = static_cast<T>(w.re);
    ends_.data<T>()[n / 2 + 1 + k] = static_cast<T>(w.im);
  }
}

template <class T>
void FftPlan<T>::make_stages() {
  int64_t rest = n_;
  const std::vector<int> radices = factors(rest);
  int64_t room = 0, m = n_, s = 1;
  for (int r : radices) {
    m /= r;
    room += 2 * (r - 1) * m * (s < kSpread ? s : 1) + 2 * r;
    s *= r;
  }
  tables_ = Tensor::empty(dtype_of<T>, {room});
  T* to = tables_.data<T>();
  m = n_, s = 1;
  for (int r : radices) {
    m /= r;
    const int64_t spread = s < kSpread ? s : 1, size = (r - 1) * m * spread;
    T *re = to, *im = to + size, *roots = to + 2 * size;
    for (int64_t k = 1; k < r; ++k)
      for (int64_t p = 0; p < m; ++p) {
        const FftRoot w = fft_root(p * k, r * m);
        const int64_t at = ((k - 1) * m + p) * spread;
        std::fill_n(re + at, spread, static_cast<T>(w.re));
        std::fill_n(im + at, spread, static_cast<T>(w.im));
      }
    for (int k = 0; k < r; ++k) {
      const FftRoot w = fft_root(k, r);
      roots[k] = static_cast<T>(w.re);
      roots[r + k] = static_cast<T>(w.im);
    }
    stages_.push_back({r, m, spread, re, im, roots});
    to = roots + 2 * r;
    s *= r;
  }
}

template <class T>
void FftPlan<T>::make_chirp() {
  const int64_t length = good_length(checked_mul(2, n_, "the length of a transform") - 1);
  inner_ = of(length);
  tables_ = Tensor::empty(dtype_of<T>, {2 * n_ + 2 * length});
  chirp_re_ = tables_.data<T>();
  chirp_im_ = chirp_re_ + n_;
  kernel_re_ = chirp_im_ + n_;
  kernel_im_ = kernel_re_ + length;
  const Tensor work = Tensor::empty(dtype_of<T>, {4, length});
  T* w = work.data<T>();
  std::fill_n(w, 2 * length, T(0));
  FftPlanes<T> p{w, w + length, w + 2 * length, w + 3 * length};
  const double scale = 1.0 / static_cast<double>(length);
  for (int64_t j = 0; j < n_; ++j) {
    const auto turn = static_cast<int64_t>(static_cast<unsigned __int128>(j) * j % (2 * n_));
    const FftRoot r = fft_root(turn, 2 * n_);
    chirp_re_[j] = static_cast<T>(r.re);
    chirp_im_[j] = static_cast<T>(r.im);
    const int64_t mirror = j == 0 ? 0 : length - j;
    p.re[j] = p.re[mirror] = static_cast<T>(r.re * scale);
    p.im[j] = p.im[mirror] = static_cast<T>(-r.im * scale);
  }
  inner_->run(p, 1);
  std::copy_n(p.re, length, kernel_re_);
  std::copy_n(p.im, length, kernel_im_);
}

template <class T>
size_t FftPlan<T>::bytes() const {
  return (tables_ ? tables_.bytes() : 0) + ends_.bytes();
}

template <class T>
void FftPlan<T>::run(FftPlanes<T>& p, int64_t lanes) const {
  const FftKernels<T>& k = fft_kernels<T>();
  if (inner_) {
    const int64_t rest = (inner_->n_ - n_) * lanes;
    k.multiply(p.re, p.im, chirp_re_, chirp_im_, n_, lanes);
    std::fill_n(p.re + n_ * lanes, rest, T(0));
    std::fill_n(p.im + n_ * lanes, rest, T(0));
    inner_->run(p, lanes);
    k.multiply(p.re, p.im, kernel_re_, kernel_im_, inner_->n_, lanes);
    std::swap(p.re, p.im);
    inner_->run(p, lanes);
    std::swap(p.re, p.im);
    k.multiply(p.re, p.im, chirp_re_, chirp_im_, n_, lanes);
    return;
  }
  int64_t s = lanes;
  for (const FftStage<T>& stage : stages_) {
    k.pass(stage, s, p);
    std::swap(p.re, p.re2);
    std::swap(p.im, p.im2);
    s *= stage.radix;
  }
}

template <class T>
std::shared_ptr<const FftPlan<T>> FftPlan<T>::of(int64_t n) {
  constexpr size_t kPlans = 32, kBytes = size_t{64} << 20;
  static auto& mutex = *new ForkMutex;
  static std::list<std::shared_ptr<const FftPlan>> cache;  // the latest first
  const auto find = [&]() -> std::shared_ptr<const FftPlan> {
    for (auto it = cache.begin(); it != cache.end(); ++it)
      if ((*it)->n_ == n) {
        cache.splice(cache.begin(), cache, it);
        return cache.front();
      }
    return nullptr;
  };
  {
    const std::lock_guard lock(mutex);
    if (auto plan = find()) return plan;
  }
  // Made without the lock, for it may take a while; of two threads that do, one's is kept.
  auto made = std::make_shared<const FftPlan>(n);
  const std::lock_guard lock(mutex);
  if (auto plan = find()) return plan;
  cache.push_front(made);
  size_t bytes = 0;
  for (const auto& plan : cache) bytes += plan->bytes();
  while (cache.size() > 1 && (cache.size() > kPlans || bytes > kBytes)) {
    bytes -= cache.back()->bytes();
    cache.pop_back();
  }
  return made;
}

template class FftPlan<float>;
template class FftPlan<double>;

}  // namespace zeal
