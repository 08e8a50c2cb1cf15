// MatrixExponential's kernel.
#include "cpu/gemm.h"
#include "cpu/linalg/batch.h"
#include "ops/linalg/matrix_function.h"

namespace zeal::op {

namespace {
// N. Higham, "The scaling and squaring method for the matrix exponential revisited", 2005: the Pade
// approximant of order 13 is exact to double precision for norms up to kNorm.
constexpr double kNorm = 5.371920351148152;
constexpr double kPade[] = {64764752532480000,
                            32382376266240000,
                            7771770303897600,
                            1187353796428800,
                            129060195264000,
                            10559470521600,
                            670442572800,
                            33522128640,
                            1323241920,
                            40840800,
                            960960,
                            16380,
                            182,
                            1};

// Of matrices of double or complex128. LAPACK sees them transposed; so is what it gives back.
template <class T>
class Exponential {
 public:
  Exponential(const KernelContext& k, int n)
      : l_(lapack_of<T>(k)), n_(n), size_(int64_t{n} * n), memory_(7 * size_), pivots_(n) {}

  // Overwrites a, whose elements are finite.
  void operator()(T* a) {
    double norm = 0;
    for (int64_t i = 0; i < n_; ++i) {
      double sum = 0;
      for (int64_t j = 0; j < n_; ++j) sum += std::abs(a[i * n_ + j]);
      norm = std::max(norm, sum);
    }
    const int squarings = norm > kNorm ? static_cast<int>(std::ceil(std::log2(norm / kNorm))) : 0;
    const double scale = std::ldexp(1.0, -squarings);
    for (int64_t i = 0; i < size_; ++i) a[i] *= scale;
    pade(a);
    T* other = part(0);
    for (int i = 0; i < squarings; ++i) {
      multiply(a, a, other);
      std::copy_n(other, size_, a);
    }
  }

 private:
  T* part(int i) const { return memory_.data() + i * size_; }
  void multiply(const T* x, const T* y, T* out) const {
    gemm(false, false, n_, n_, n_, x, n_, y, n_, out, n_, false);
  }
  void pade(T* a) {
    T *a2 = part(0), *a4 = part(1), *a6 = part(2), *u = part(3), *v = part(4), *w = part(5);
    multiply(a, a, a2);
    multiply(a2, a2, a4);
    multiply(a2, a4, a6);
    // The coefficients first, first + 2 ... of the powers of a^2.
    auto low = [&](int first, T* out) {
      for (int64_t i = 0; i < size_; ++i)
        out[i] += kPade[first] * T(i % (n_ + 1) == 0) + kPade[first + 2] * a2[i] +
                  kPade[first + 4] * a4[i] + kPade[first + 6] * a6[i];
    };
    auto high = [&](int first, T* out) {
      for (int64_t i = 0; i < size_; ++i)
        w[i] = kPade[first + 8] * a2[i] + kPade[first + 10] * a4[i] + kPade[first + 12] * a6[i];
      multiply(a6, w, out);
    };
    high(1, v);
    low(1, v);
    multiply(a, v, u);
    high(0, v);
    low(0, v);
    for (int64_t i = 0; i < size_; ++i) {
      w[i] = v[i] - u[i];
      a[i] = v[i] + u[i];
    }
    int info = 0;
    l_.getrf(&n_, &n_, w, &n_, pivots_, &info);
    l_.getrs("N", &n_, &n_, w, &n_, pivots_, a, &n_, &info, 1);
  }

  const Lapack<T>& l_;
  int n_;
  int64_t size_;
  Scratch<T> memory_;
  Scratch<int> pivots_;
};
}  // namespace

void MatrixExponential::cpu(KernelContext& k) {
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    using Wide = std::conditional_t<is_complex_type<T>, complex128, double>;
    each_matrix(x.batch, 20 * cube(x.n), [&](int64_t begin, int64_t end) {
      Exponential<Wide> exponential(k, x.n);
      Scratch<Wide> a(x.size);
      for (int64_t i = begin; i < end; ++i) {
        const T* in = k.in<T>() + i * x.size;
        T* out = k.out<T>() + i * x.size;
        if (!all_finite(in, x.size)) {
          fill_nan(out, x.size);
          continue;
        }
        std::copy_n(in, x.size, a.data());
        exponential(a.data());
        for (int64_t j = 0; j < x.size; ++j) out[j] = static_cast<T>(a.data()[j]);
      }
    });
  });
}

}  // namespace zeal::op
