// Fourier transforms of any length: what is worked out once for a length, and kept for the next
// call.
#pragma once
#include <memory>
#include <vector>

#include "core/tensor.h"
#include "cpu/fft_kernels.h"

namespace zeal {

template <class T>
const FftKernels<T>& fft_kernels();

// cos(2 pi i / n) and -sin(2 pi i / n), right to the last bit or nearly.
struct FftRoot {
  double re, im;
};
FftRoot fft_root(int64_t i, int64_t n);

// A length that only has the factors 2, 3, 5, 7, 11 and 13 is a chain of passes, one for each radix
// (Stockham's order, which needs no reversal of bits). Any other length n is a convolution with a
// chirp (Bluestein), by transforms of a good length of at least 2 n - 1.
template <class T>
class FftPlan {
 public:
  explicit FftPlan(int64_t n);
  // The plan for n > 0, perhaps of an earlier call; any thread may ask.
  static std::shared_ptr<const FftPlan> of(int64_t n);

  int64_t length() const { return n_; }
  // Rows that each plane must have, of which the first `length` are read and written.
  int64_t room() const { return inner_ ? inner_->n_ : n_; }
  // Bytes of tables.
  size_t bytes() const;
  // exp(-pi i k / n) for k = 0 ... n / 2, which the transform of 2 n real numbers ends with.
  const T* ends_re() const { return ends_.template data<T>(); }
  const T* ends_im() const { return ends_re() + n_ / 2 + 1; }
  // Transforms (re, im), unscaled; where the result stands is in (re, im) again, for the planes may
  // be swapped. With re and im swapped before and after, it is the inverse transform.
  void run(FftPlanes<T>& p, int64_t lanes) const;

 private:
  void make_stages();
  void make_chirp();

  int64_t n_;
  std::vector<FftStage<T>> stages_;
  Tensor tables_, ends_;
  std::shared_ptr<const FftPlan> inner_;
  T *chirp_re_ = nullptr, *chirp_im_ = nullptr;    // exp(-pi i j j / n)
  T *kernel_re_ = nullptr, *kernel_im_ = nullptr;  // the conjugate chirp's transform / its length
};

extern template class FftPlan<float>;
extern template class FftPlan<double>;

}  // namespace zeal
