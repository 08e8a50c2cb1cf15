// The kernels of logarithms and square roots of matrices.
#include "cpu/linalg/schur.h"

#include "ops/linalg/matrix_function.h"

namespace zeal::op {

namespace {
// out[i, j] += weight * (t (1 + node t)^-1)[i, j] for an upper triangle t, by back substitution:
// what is computed commutes with t.
void add_fraction(const complex128* t, int64_t n, double node, double weight, complex128* column,
                  complex128* out) {
  for (int64_t j = 0; j < n; ++j) {
    for (int64_t i = j; i >= 0; --i) {
      complex128 x = t[i * n + j];
      for (int64_t k = i + 1; k <= j; ++k) x -= node * t[i * n + k] * column[k];
      column[i] = x / (1.0 + node * t[i * (n + 1)]);
      out[i * n + j] += weight * column[i];
    }
  }
}

// By inverse scaling and squaring: log(T) = 2^k log(T^(1/2^k)); near 1, the logarithm's Pade
// approximant of order 7 is a sum of fractions, at the nodes of Gauss and Legendre.
bool triangle_log(complex128* t, int64_t n) {
  constexpr int kMostRoots = 64;
  constexpr double kNear = 0.25;
  constexpr double kNodes[] = {0, 0.4058451513773972, 0.7415311855993945, 0.9491079123427585};
  constexpr double kWeights[] = {0.4179591836734694, 0.3818300505051189, 0.2797053914892766,
                                 0.1294849661688697};
  std::vector<complex128> logs(static_cast<size_t>(n)), column(logs);
  for (int64_t i = 0; i < n; ++i) logs[i] = std::log(t[i * (n + 1)]);
  auto distance = [&] {
    double most = 0;
    for (int64_t i = 0; i < n; ++i) {
      double sum = 0;
      for (int64_t j = i; j < n; ++j) sum += std::abs(t[i * n + j] - (i == j ? 1.0 : 0.0));
      most = std::max(most, sum);
    }
    return most;
  };
  int roots = 0;
  for (; !(distance() <= kNear); ++roots)
    if (roots == kMostRoots || !triangle_sqrt(t, n)) return false;
  for (int64_t i = 0; i < n; ++i) t[i * (n + 1)] -= 1.0;
  std::vector<complex128> sum(static_cast<size_t>(n * n));
  for (int i = -3; i <= 3; ++i) {
    const double node = (1 + (i < 0 ? -kNodes[-i] : kNodes[i])) / 2;
    add_fraction(t, n, node, kWeights[std::abs(i)] / 2, column.data(), sum.data());
  }
  for (int64_t i = 0; i < n * n; ++i) t[i] = sum[static_cast<size_t>(i)] * std::ldexp(1.0, roots);
  for (int64_t i = 0; i < n; ++i) t[i * (n + 1)] = logs[i];
  return true;
}

// f of each matrix; NaN where there is none. A real matrix has none with an imaginary part.
template <class F>
void each_function(KernelContext& k, F f) {
  const Matrices x(k, k.shape());
  if (k.out().numel() == 0) return;
  switch_dtype<kLapack>(k.dtype(), [&]<class T>() {
    each_matrix(x.batch, 40 * cube(x.n), [&](int64_t begin, int64_t end) {
      Schur schur(k, x.n);
      Scratch<complex128> wide(x.size);
      for (int64_t i = begin; i < end; ++i) {
        T* out = k.out<T>() + i * x.size;
        bool good = schur(k.in<T>() + i * x.size, wide.data(), f);
        double size = 0, imaginary = 0;
        for (int64_t j = 0; good && j < x.size; ++j) {
          size = std::max(size, std::abs(wide.data()[j]));
          imaginary = std::max(imaginary, std::abs(wide.data()[j].imag()));
          out[j] = convert<T>(wide.data()[j]);
        }
        constexpr double kNoise = is_complex_type<T> ? 2 : sizeof(T) == 4 ? 1e-4 : 1e-7;
        if (!good || imaginary > kNoise * size) fill_nan(out, x.size);
      }
    });
  });
}
}  // namespace

void MatrixLogarithm::cpu(KernelContext& k) { each_function(k, triangle_log); }
void MatrixSquareRoot::cpu(KernelContext& k) { each_function(k, triangle_sqrt); }

}  // namespace zeal::op
